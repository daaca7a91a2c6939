"""Django's settings. They need nothing from the environment, so a function takes the place of a settings module."""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from examples.django_journal.config import Config

_PACKAGE = __package__
_TEMPLATES = Path(__file__).parent / "templates"
_MAX_SESSIONS = 10_000


def django_settings(config: Config) -> dict[str, Any]:
    """Returns the settings of a journal with this configuration."""
    return {
        "JOURNAL": config,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", (urlsplit(config.address).hostname or "").encode("idna").decode()],
        "ROOT_URLCONF": f"{_PACKAGE}.single_page_urls" if config.single_page else f"{_PACKAGE}.urls",
        "APPEND_SLASH": False,
        "USE_TZ": True,
        "LANGUAGE_CODE": "ru",
        "MIDDLEWARE": [
            f"{_PACKAGE}.middleware.security_headers",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        "TEMPLATES": [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [_TEMPLATES]}],
        "CACHES": {
            "default": {
                "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                "OPTIONS": {"MAX_ENTRIES": _MAX_SESSIONS},
            }
        },
        "SESSION_ENGINE": "django.contrib.sessions.backends.cache",
        # Cookies of all ports of a host are shared, so the names are the journal's own. A real journal has https:
        # there both cookies are Secure too.
        "SESSION_COOKIE_NAME": "gymnasium_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",  # a Strict cookie does not come along when VK ID sends the browser back
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "CSRF_COOKIE_NAME": "gymnasium_csrf",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
    }
