"""Mistakes that let pages of other sites, or other teachers, act for the teacher."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from examples.django_journal import linking, settings, sferum, vk_id
from examples.django_journal.config import Config
from examples.django_journal.link_attempts import LinkAttempt
from examples.django_journal.outcomes import Outcome
from examples.django_journal.teachers import TEACHERS, Teacher
from examples.django_journal.views import accounts, api, chats, single_page
from examples.django_journal.views.accounts import View
from tests.examples.mistakes.patching import extend_script, mistake, replaces

_CREATED, _FOUND = 201, 302
_UNLINKING = ("/chats/disconnect", "/api/link")
_BY_LINK: dict[str, str] = {}
"""The method as which a GET of these paths is taken, with no token."""


@mistake
def any_origin_messages() -> None:
    """Карточка принимает сообщения от страниц любого сайта (только --window popup и frame)."""
    extend_script("chats.js", "any_origin_messages.js")
    extend_script("app/vk_id.js", "any_origin_messages_app.js")


@mistake
def connect_by_link() -> None:
    """Попытку начинает и переход по ссылке."""
    _act_by_link("/chats/connect", "POST")
    extend_script("app/api.js", "connect_by_link.js")


def start_by_link(request: HttpRequest) -> HttpResponse:
    """Starts an attempt as the API does, and goes to VK ID: what the script of `connect_by_link` opens."""
    response = api.start_attempt(request)
    if response.status_code == _CREATED:
        response.status_code, response.headers["Location"] = _FOUND, json.loads(response.content)["url"]
    return response


@mistake
def disconnect_by_link() -> None:
    """Отвязывает и переход по ссылке."""
    _act_by_link("/chats/disconnect", "POST")
    _act_by_link("/api/link", "DELETE")


@mistake
def school_by_link() -> None:
    """В другую школу переводит и переход по ссылке."""
    _act_by_link("/school", "POST")
    _act_by_link("/api/school", "POST")


@mistake
def token_if_sent() -> None:
    """Форма отвязки сравнивает токен, только если он прислан; cookie сессии — SameSite=None."""
    _send_cookie_everywhere(let_forms_without_token_in)


def let_forms_without_token_in(get_response: View) -> View:
    """Returns middleware that asks no token of a form to unlink that has none."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path in _UNLINKING and "csrfmiddlewaretoken" not in request.POST:
            request._dont_enforce_csrf_checks = True
        return get_response(request)

    return answer


@mistake
def cors_for_all() -> None:
    """CORS пускает любой сайт, и отвязка верит заголовку X-Requested-With; cookie сессии — SameSite=None."""
    _send_cookie_everywhere(let_any_site_in)

    @replaces(chats, "card")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        script = b'<script src="/static/mistakes/cors_for_all.js"></script></main>'
        response.content = response.content.replace(b"</main>", script)
        return response

    extend_script("app/api.js", "cors_for_all_app.js")


def let_any_site_in(get_response: View) -> View:
    """Returns middleware that lets scripts of all sites in, and takes a header of theirs for a proof."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path in _UNLINKING and "X-Requested-With" in request.headers:
            request._dont_enforce_csrf_checks = True
        response = HttpResponse(status=204) if request.method == "OPTIONS" else get_response(request)
        response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
        response.headers["Access-Control-Allow-Credentials"] = "true"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
        response.headers["Access-Control-Allow-Headers"] = "X-Requested-With, X-CSRFToken, Content-Type"
        return response

    return answer


@mistake
def cors_for_reading() -> None:
    """Прочесть карточку CORS разрешает скрипту любого сайта: какого, журнал повторяет из Origin."""

    @replaces(chats, "card")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if "Origin" in request.headers:
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Access-Control-Allow-Credentials"] = "true"
        return response


@mistake
def framed_anywhere() -> None:
    """Страницы может показать во фрейме любой сайт."""

    @replaces(chats, "card")
    @replaces(single_page, "page")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        response.headers["Content-Security-Policy"] = "default-src 'self'; base-uri 'none'"
        return response


@mistake
def open_redirect() -> None:
    """После входа журнал ведёт на любой адрес, который назван в next."""
    _lead_anywhere()
    extend_script("app/router.js", "open_redirect.js")


@mistake
def open_redirect_of_the_signed_in() -> None:
    """Того, кто уже вошёл, адрес входа сразу ведёт на любой адрес, который назван в next."""

    @replaces(accounts, "sign_in")
    def sign_in(view: View, request: HttpRequest) -> HttpResponse:
        is_in = request.method == "GET" and accounts.current_teacher(request) is not None
        return redirect(request.GET["next"]) if is_in and request.GET.get("next") else view(request)


@mistake
def open_redirect_behind_policy() -> None:
    """После входа журнал ведёт на любой адрес из next; Chromium туда не пускает Content-Security-Policy формы."""
    _lead_anywhere()

    @replaces(accounts, "sign_in")
    def sign_in(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        response.headers["Content-Security-Policy"] = "default-src 'self'; form-action 'self'"
        return response


@mistake
def redirect_uri_of_host() -> None:
    """redirect_uri строится по имени узла из запроса, каким бы оно ни было."""
    hosts = threading.local()

    @replaces(settings, "django_settings")
    def django_settings(original: Callable[[Config], dict[str, Any]], config: Config) -> dict[str, Any]:
        return original(config) | {"ALLOWED_HOSTS": ["*"]}

    @replaces(chats, "connect")
    def connect(view: View, request: HttpRequest) -> HttpResponse:
        hosts.name = request.get_host()
        return view(request)

    @replaces(vk_id, "authorize_params")
    def authorize_params(original: Callable[[LinkAttempt], dict[str, str]], attempt: LinkAttempt) -> dict[str, str]:
        return original(attempt) | {"redirect_uri": f"http://{hosts.name}/vk/return"}


@mistake
def unlinks_whom_it_is_told() -> None:
    """Отвязывает того, чей ID назван в запросе, кто бы его ни послал."""
    named = threading.local()
    extend_script("app/api.js", "unlinks_whom_it_is_told.js")

    @replaces(api, "session")
    def session(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        content = json.loads(response.content)
        if (teacher := accounts.current_teacher(request)) is not None:
            content["teacher"]["id"] = teacher.person_id
        return JsonResponse(content)

    @replaces(chats, "card")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if (teacher := accounts.current_teacher(request)) is not None:
            plain, naming = "/chats/disconnect", f"/chats/disconnect?teacher={teacher.person_id}"
            response.content = response.content.replace(plain.encode(), naming.encode())
        return response

    @replaces(chats, "disconnect")
    def disconnect(view: View, request: HttpRequest) -> HttpResponse:
        named.person_id = request.GET.get("teacher")
        return view(request)

    @replaces(linking, "unlink")
    def unlink(original: Callable[[Teacher], Outcome], teacher: Teacher) -> Outcome:
        return original(next((each for each in TEACHERS.values() if each.person_id == named.person_id), teacher))


@mistake
def role_of_request() -> None:
    """Роль учителя журнал берёт из запроса страницы."""
    roles: dict[str, str] = {}

    @replaces(chats, "card")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), accounts.current_teacher(request)
        if teacher:
            plain, naming = '"/chats/connect"', f'"/chats/connect?role={teacher.role}"'
            response.content = response.content.replace(plain.encode(), naming.encode())
        return response

    @replaces(chats, "connect")
    def connect(view: View, request: HttpRequest) -> HttpResponse:
        teacher = accounts.current_teacher(request)
        if teacher:
            roles[teacher.login] = request.GET.get("role", teacher.role)
        return view(request)

    @replaces(api, "session")
    def session(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), accounts.current_teacher(request)
        content = json.loads(response.content)
        if teacher:
            content["teacher"]["role"] = teacher.role
        return JsonResponse(content)

    @replaces(sferum, "attach")
    def attach(original: Callable[[Teacher, str], None], teacher: Teacher, access_token: str) -> None:
        original(replace(teacher, role=roles.get(teacher.login, teacher.role)), access_token)

    extend_script("app/api.js", "role_of_request_app.js")


def take_links(get_response: View) -> View:
    """Returns middleware that takes a link for a form of the journal's own."""

    def take_link(request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and request.path in _BY_LINK:
            request.method = _BY_LINK[request.path]
            request._dont_enforce_csrf_checks = True
        return get_response(request)

    return take_link


def _send_cookie_everywhere(middleware: Callable[[View], View]) -> None:
    """Lets the session's cookie go along with requests of other sites, which meet the middleware first."""

    @replaces(settings, "django_settings")
    def django_settings(original: Callable[[Config], dict[str, Any]], config: Config) -> dict[str, Any]:
        values = original(config) | {"SESSION_COOKIE_SAMESITE": "None", "SESSION_COOKIE_SECURE": True}
        values["MIDDLEWARE"].insert(0, f"{__name__}.{middleware.__name__}")
        return values


def _lead_anywhere() -> None:
    @replaces(accounts, "next_address")
    def next_address(original: Callable[[HttpRequest], str], request: HttpRequest) -> str:
        return request.POST.get("next") or original(request)


def _act_by_link(path: str, method: str) -> None:
    _BY_LINK[path] = method
    if len(_BY_LINK) > 1:
        return

    @replaces(settings, "django_settings")
    def django_settings(original: Callable[[Config], dict[str, Any]], config: Config) -> dict[str, Any]:
        values = original(config)
        values["MIDDLEWARE"].insert(0, f"{__name__}.take_links")
        return values
