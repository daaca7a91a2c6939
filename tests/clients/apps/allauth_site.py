"""A Django project that signs people in with `django-allauth`'s VK provider: only addresses are changed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

_APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.vk",
)
_MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
)


def create_app(vk_id: str, database: Path, client: dict[str, str]) -> Any:
    """Returns the project as a WSGI application, once per process; `client_id` and `secret` of `client` may change."""
    settings.configure(
        SECRET_KEY="of the tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=f"{__package__}.allauth_urls",
        INSTALLED_APPS=_APPS,
        MIDDLEWARE=_MIDDLEWARE,
        MIGRATION_MODULES={name.rpartition(".")[2]: None for name in _APPS},
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        LOGIN_REDIRECT_URL="/me/",
        SOCIALACCOUNT_LOGIN_ON_GET=True,
        SOCIALACCOUNT_PROVIDERS={"vk": {"APPS": [client]}},
        USE_TZ=True,
    )
    django.setup()
    from allauth.socialaccount.providers.vk.views import VKOAuth2Adapter

    VKOAuth2Adapter.authorize_url = f"{vk_id}/authorize"
    VKOAuth2Adapter.access_token_url = f"{vk_id}/oauth2/auth"
    VKOAuth2Adapter.profile_url = f"{vk_id}/oauth2/user_info"
    with ThreadPoolExecutor(1) as pool:  # outside the browser's loop, in which Django opens no database
        pool.submit(call_command, "migrate", run_syncdb=True, verbosity=0).result()
    return get_wsgi_application()
