"""Mistakes about the session: its cookie, and what signing out forgets."""

import itertools
import json
import secrets
from collections.abc import Callable
from typing import Any

from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from examples.django_journal import link_attempts, links, settings
from examples.django_journal.config import Config
from examples.django_journal.link_attempts import ATTEMPTS, LinkAttempt
from examples.django_journal.teachers import TEACHERS, Teacher
from examples.django_journal.views import accounts, api, chats, single_page
from examples.django_journal.views.accounts import View, current_teacher
from tests.examples.mistakes.patching import add_query, extend_script, mistake, replaces

Find = Callable[[str, str], LinkAttempt | None]
Start = Callable[[str, int], LinkAttempt]
DjangoSettings = Callable[[Config], dict[str, Any]]
_COOKIE_PATH = "/vk"
_HOME = "gymnasium_home"
_HOMES = ("/", "/api/session")
_TOKENS: set[str] = set()
_OWNERS: dict[str, str] = {}
"""The login of whoever began an attempt, by its state."""


@mistake
def strict_cookie() -> None:
    """Cookie сессии — SameSite=Strict."""

    @replaces(settings, "django_settings")
    def django_settings(original: DjangoSettings, config: Config) -> dict[str, Any]:
        return original(config) | {"SESSION_COOKIE_SAMESITE": "Strict"}


@mistake
def counted_sessions() -> None:
    """ID сессий идут по порядку."""
    numbers = itertools.count(1)

    @replaces(SessionStore, "_get_new_session_key")
    def new_key(_original: Callable[..., str], _store: SessionStore) -> str:
        return f"{next(numbers):010}"


@mistake
def strict_attempt_cookie() -> None:
    """Попытку помнит cookie со своим путём и SameSite=Strict; без неё возврат отвергнут."""

    @replaces(chats, "connect")
    def connect(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        response.set_cookie("gymnasium_attempt", "1", path=_COOKIE_PATH, httponly=True, samesite="Strict")
        return response

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        if "gymnasium_attempt" in request.COOKIES or not request.path.startswith(_COOKIE_PATH):
            return view(request)
        return render(request, "answer_rejected.html", {"teacher": current_teacher(request)}, status=400)


@mistake
def readable_cookie() -> None:
    """Cookie сессии читают скрипты."""

    @replaces(settings, "django_settings")
    def django_settings(original: DjangoSettings, config: Config) -> dict[str, Any]:
        return original(config) | {"SESSION_COOKIE_HTTPONLY": False}


@mistake
def forgets_link() -> None:
    """Выход забывает привязку: учитель показан непривязанным, хотя в Сферуме привязан."""

    @replaces(accounts, "sign_out")
    def sign_out(view: View, request: HttpRequest) -> HttpResponse:
        teacher = current_teacher(request)
        if teacher:
            links.delete_link(teacher)
        return view(request)


@mistake
def session_kept_at_sign_in() -> None:
    """Сессия начинается до входа и входом не сменяется."""

    @replaces(accounts, "sign_in")
    def sign_in(view: View, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            request.session["visited"] = True
        request.session.flush = lambda: None
        return view(request)

    @replaces(single_page, "page")
    def page(view: View, request: HttpRequest) -> HttpResponse:
        request.session["visited"] = True
        return view(request)


@mistake
def session_outlives_sign_out() -> None:
    """Выход только удаляет cookie: сессия на сервере остаётся."""

    @replaces(accounts, "sign_out")
    def sign_out(view: View, request: HttpRequest) -> HttpResponse:
        request.session.delete = lambda *_: None
        return view(request)


@mistake
def home_outlives_sign_out() -> None:
    """Первую страницу открывает ещё одна cookie; выход удаляет её только в браузере."""
    logins: dict[str, str] = {}

    @replaces(accounts, "sign_in")
    @replaces(api, "sign_in")
    def sign_in(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), current_teacher(request)
        if request.method == "POST" and teacher:
            key = secrets.token_urlsafe(16)
            logins[key] = teacher.login
            response.set_cookie(_HOME, key, httponly=True, samesite="Lax")
        return response

    @replaces(accounts, "sign_out")
    @replaces(api, "sign_out")
    def sign_out(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        response.delete_cookie(_HOME, samesite="Lax")
        return response

    def find_teacher(original: Callable[[HttpRequest], Teacher | None], request: HttpRequest) -> Teacher | None:
        login = logins.get(request.COOKIES.get(_HOME, "")) if request.path in _HOMES else None
        return original(request) or TEACHERS.get(login or "")

    for module in (accounts, api):
        replaces(module, "current_teacher")(find_teacher)


@mistake
def shows_whom_it_is_told() -> None:
    """Кого показать, сказано в адресе: любой вошедший увидит там другого учителя."""

    @replaces(accounts, "sign_in")
    @replaces(api, "sign_in")
    def sign_in(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), current_teacher(request)
        if request.method == "POST" and teacher:
            add_query(response, of=teacher.person_id)
        return response

    def find_shown(original: Callable[[HttpRequest], Teacher | None], request: HttpRequest) -> Teacher | None:
        teacher, shown = original(request), request.GET.get("of")
        return next((each for each in TEACHERS.values() if teacher and each.person_id == shown), teacher)

    for module in (accounts, api):
        replaces(module, "current_teacher")(find_shown)


@mistake
def token_outlives_sign_out() -> None:
    """Скрипт спрашивает о непрочитанном по токену в Authorization, который выход не отзывает."""

    @replaces(chats, "card")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        script = f'<script src="/static/mistakes/unread.js" data-token="{_issue_token(request)}"></script></main>'
        response.content = response.content.replace(b"</main>", script.encode())
        return response

    @replaces(api, "session")
    def session(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if current_teacher(request) is None:
            return response
        return JsonResponse({**json.loads(response.content), "unread_token": _issue_token(request)})

    extend_script("app/api.js", "unread_app.js")


def unread(request: HttpRequest) -> HttpResponse:
    """Answers the script of `token_outlives_sign_out`."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return JsonResponse({"unread": 0}) if scheme == "Bearer" and token in _TOKENS else HttpResponse(status=401)


def _issue_token(request: HttpRequest) -> str:
    teacher = current_teacher(request)
    token = secrets.token_urlsafe(24)
    if teacher:
        _TOKENS.add(token)
    return token


@mistake
def cross_site_cookie() -> None:
    """Cookie сессии — SameSite=None, хотя VK ID открывается не во фрейме."""

    @replaces(settings, "django_settings")
    def django_settings(original: DjangoSettings, config: Config) -> dict[str, Any]:
        return original(config) | {"SESSION_COOKIE_SAMESITE": "None", "SESSION_COOKIE_SECURE": True}


@mistake
def session_in_url() -> None:
    """Ключ сессии стоит в адресе первой страницы или первого запроса скрипта после входа."""

    @replaces(accounts, "sign_in")
    @replaces(api, "sign_in")
    def sign_in(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if request.method == "POST" and current_teacher(request):
            request.session.save()
            add_query(response, session=request.session.session_key)
        return response


@mistake
def attempts_of_the_teacher() -> None:
    """Попытки принадлежат учителю, а не сессии: они переживают выход."""

    @replaces(link_attempts, "find_attempt")
    def find_attempt(find: Find, session_key: str, state: str) -> LinkAttempt | None:
        login = SessionStore(session_key).get("login")
        own = (attempt for attempt in ATTEMPTS.values() if attempt.state == state and _OWNERS.get(state) == login)
        return find(session_key, state) or next(own, None)

    @replaces(link_attempts, "start_attempt")
    def start_attempt(original: Start, session_key: str, organization_id: int) -> LinkAttempt:
        attempt = original(session_key, organization_id)
        _OWNERS[attempt.state] = SessionStore(session_key)["login"]
        return attempt
