"""The Django site: its settings, addresses and headers, in one place."""

import secrets
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST
from django.views.static import serve

from examples.django_journal import chats, desk, detours, doors
from examples.django_journal.config import Config, config
from examples.django_journal.mistakes import Mistake

_HERE = Path(__file__).parent


def application(journal: Config, mistakes: Collection[Mistake] = ()) -> Callable[..., Any]:
    """The journal as a WSGI application. Django has one set of settings in a process, so there is one journal."""
    settings.configure(
        JOURNAL=journal,
        MISTAKES=frozenset(mistakes),
        SECRET_KEY=secrets.token_urlsafe(48),
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        APPEND_SLASH=False,
        USE_TZ=True,
        LANGUAGE_CODE="ru",
        MIDDLEWARE=[
            f"{__name__}.headers",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [_HERE / "templates"]}],
        CACHES={
            "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}}
        },
        SESSION_ENGINE="django.contrib.sessions.backends.cache",
        # Cookies do not know ports: names of one's own. On a real stand, with https, both are Secure besides.
        SESSION_COOKIE_NAME="gymnasium_session",
        SESSION_COOKIE_HTTPONLY=Mistake.READABLE_COOKIE not in mistakes,
        # Strict would not come along on the way back from VK ID
        SESSION_COOKIE_SAMESITE="Strict" if Mistake.STRICT_COOKIE in mistakes else "Lax",
        SESSION_EXPIRE_AT_BROWSER_CLOSE=True,
        CSRF_COOKIE_NAME="gymnasium_csrf",
        CSRF_COOKIE_HTTPONLY=True,
        CSRF_COOKIE_SAMESITE="Lax",
    )
    django.setup()
    wsgi: Callable[..., Any] = get_wsgi_application()
    return wsgi


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: pages load nothing from elsewhere, are kept by no cache, and are framed by none but themselves."""
    framed = config().window == "frame"
    frames = f"frame-src 'self' {config().vk_id}; frame-ancestors 'self'" if framed else "frame-ancestors 'none'"
    policy = f"default-src 'self'; base-uri 'none'; {frames}"

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    return answer


def static(request: HttpRequest, name: str) -> HttpResponse:
    """A style sheet, a script or a picture."""
    folder = _HERE / "static"
    if name not in (each.name for each in folder.iterdir()):
        raise Http404
    return serve(request, name, folder)


urlpatterns = [
    path("", require_GET(doors.for_teachers(desk.today)), name="today"),
    path("sign-in", doors.sign_in, name="sign-in"),
    path("sign-out", require_POST(doors.sign_out), name="sign-out"),
    path("desk", require_GET(doors.for_teachers(desk.desk)), name="desk"),
    path("chats", require_GET(doors.for_teachers(chats.card)), name="chats"),
    path("chats/connect", require_POST(doors.for_teachers(chats.connect)), name="connect"),
    path("chats/disconnect", require_POST(doors.for_teachers(chats.disconnect)), name="disconnect"),
    path("vk/return", require_GET(doors.for_teachers(chats.vk_return)), name="vk-return"),
    path("vk/answer", require_POST(doors.for_teachers(chats.take_up)), name="vk-answer"),
    path("vk/done", require_GET(doors.for_teachers(chats.vk_done)), name="vk-done"),
    path("vk/redemption", require_POST(doors.for_teachers(detours.redemption)), name="redemption"),
    path("vk/token", require_POST(doors.for_teachers(detours.take_token)), name="token"),
    path("static/<str:name>", require_GET(static), name="static"),
]
