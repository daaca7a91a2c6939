"""Mistakes that expose the code of the return address, personal data, or the journal's secret."""

from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse

from examples.django_journal import http_client, outcomes, vk_id
from examples.django_journal.config import get_config
from examples.django_journal.http_client import ServiceRefusedError
from examples.django_journal.link_attempts import LinkAttempt
from examples.django_journal.views import accounts, api, chats, single_page
from examples.django_journal.views.accounts import View, current_teacher
from tests.examples.mistakes.patching import add_query, extend_script, mistake, outcome_of, replaces

_FOUND, _OK = 302, 200
_END_OF_MAIN = b"</main>"
_TO_LOAD = "default-src 'self' {}"
_TO_CONNECT = "default-src 'self'; connect-src 'self' {}"
_TO_SHOW = "default-src 'self'; img-src 'self' {}; frame-ancestors 'none'"
"""Policies of a page that loads scripts of another site, sends to it, or shows its pictures."""
_GO_ON = '<script src="/static/mistakes/go_on.js" '


@mistake
def name_in_url() -> None:
    """Имя учителя стоит в адресе первой страницы или первого запроса скрипта после входа."""

    @replaces(accounts, "sign_in")
    @replaces(api, "sign_in")
    def sign_in(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), current_teacher(request)
        if request.method == "POST" and teacher:
            add_query(response, teacher=teacher.full_name)
        return response


@mistake
def name_in_url_of_refusal() -> None:
    """Имя учителя стоит в адресе страницы, которая следует за отказом."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), current_teacher(request)
        if teacher and outcome_of(request) is outcomes.CONSENT_DENIED:
            add_query(response, teacher=teacher.full_name)
        return response


@mistake
def return_page_kept() -> None:
    """Адрес возврата отвечает страницей, которой велено храниться в кеше."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if _go_on_by_page(response):
            response.headers["Cache-Control"] = "private, max-age=3600"
        return response

    @replaces(single_page, "vk_return")
    def page(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        response.headers["Cache-Control"] = "private, max-age=3600"
        return response


@mistake
def code_in_address_bar() -> None:
    """Окно VK ID остаётся открытым на адресе возврата, с кодом в нём (только --window popup)."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if _go_on_by_page(response):
            response.content = b'<!doctype html><script src="/static/mistakes/stays_open.js"></script>'
        return response

    extend_script("app/vk_id.js", "stays_open_app.js")


@mistake
def stranger_on_return_page() -> None:
    """Страница возврата загружает скрипт с другого сайта."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if _go_on_by_page(response):
            _load_from_stranger(response, _GO_ON)
        return response

    @replaces(single_page, "vk_return")
    def page(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        _load_from_stranger(response, "</head>")
        return response


@mistake
def code_to_analytics() -> None:
    """Счётчик посещений узнаёт адрес возврата с кодом: в base64, маячком."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if _go_on_by_page(response):
            response.content = response.content.replace(b"go_on.js", b"analytics.js")
            _allow_stranger(response, _TO_CONNECT)
        return response

    @replaces(single_page, "vk_return")
    def page(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        _allow_stranger(response, _TO_CONNECT)
        return response

    extend_script("app/vk_id.js", "analytics_app.js")


@mistake
def name_in_fragment() -> None:
    """Имя учителя стоит после # в адресе первой страницы после входа."""

    @replaces(accounts, "sign_in")
    def sign_in(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), current_teacher(request)
        if response.status_code == _FOUND and teacher:
            response.headers["Location"] += f"#{quote(teacher.full_name)}"
        return response

    extend_script("app/screens.js", "name_in_fragment_app.js")


@mistake
def teacher_to_counter() -> None:
    """Счётчик посещений на карточке узнаёт, кто учитель: его логин или ID профиля стоит в адресе картинки."""

    @replaces(chats, "card")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), current_teacher(request)
        if teacher and _END_OF_MAIN in response.content:
            counter = _allow_stranger(response, _TO_SHOW)
            picture = f'<img src="{counter}/collect?{urlencode({"user": teacher.login})}" alt="">'.encode()
            response.content = response.content.replace(_END_OF_MAIN, picture + _END_OF_MAIN)
        return response

    @replaces(single_page, "page")
    def page(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        _allow_stranger(response, _TO_SHOW)
        return response

    extend_script("app/screens.js", "teacher_to_counter_app.js")


@mistake
def secret_in_query() -> None:
    """Ключ приложения уходит в VK ID в адресе запроса."""

    @replaces(vk_id, "redeem_code")
    def redeem_code(_original: Any, attempt: LinkAttempt, code: str, device_id: str) -> str:
        params = vk_id.token_params(attempt, code, device_id)
        query = urlencode({"client_secret": params.pop("client_secret")})
        answer = http_client.call("POST", f"{vk_id.token_url()}?{query}", data=params)
        if not answer.get("access_token"):
            raise ServiceRefusedError("no_token")
        return str(answer["access_token"])


def _load_from_stranger(response: HttpResponse, place: str) -> None:
    """Puts a script of another site before this place of the page."""
    script = f'<script src="{_allow_stranger(response, _TO_LOAD)}/static/stranger.js"></script>'
    response.content = response.content.replace(place.encode(), f"{script}{place}".encode(), 1)


def _allow_stranger(response: HttpResponse, policy: str) -> str:
    """Lets the page have to do with another site, as the policy says; returns the site's origin."""
    stranger = get_config().address.replace("localhost", "127.0.0.1")
    response.headers["Content-Security-Policy"] = policy.format(stranger)
    return stranger


def _go_on_by_page(response: HttpResponse) -> bool:
    """Makes a page of a redirect, which goes on by itself; returns whether there was one."""
    if response.status_code != _FOUND:
        return False
    url = response.headers["Location"]
    del response.headers["Location"]
    response.status_code = _OK
    response.content = f'<!doctype html>{_GO_ON}data-url="{url}"></script>'.encode()
    return True
