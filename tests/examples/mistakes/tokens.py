"""Mistakes that keep access tokens or show tokens and codes to others."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from examples.django_journal import linking, links, outcomes, sferum
from examples.django_journal.config import get_config
from examples.django_journal.http_client import ServiceError
from examples.django_journal.link_attempts import LinkAttempt
from examples.django_journal.outcomes import Outcome
from examples.django_journal.teachers import Teacher
from examples.django_journal.views import api, chats, single_page
from examples.django_journal.views.accounts import View, current_teacher
from tests.examples.mistakes.patching import add_query, attempt_of, extend_script, mistake, outcome_of, replaces

_OK = 200
_FOUND = 302
_BEFORE_BUTTONS = b'<div class="row">'
_TOKENS: dict[str, str] = {}
"""The last access token by the teacher's login, for mistakes that keep tokens."""


@mistake
def stale_token() -> None:
    """Последний токен доступа сохраняется; когда учитель отказывает, им привязывают учителя в Сферуме."""
    _keep_tokens()

    @replaces(linking, "link_by_answer")
    def link_by_answer(
        original: Callable[..., Outcome], teacher: Teacher, attempt: LinkAttempt, answer: Mapping[str, str]
    ) -> Outcome:
        outcome = original(teacher, attempt, answer)
        if outcome is outcomes.CONSENT_DENIED and teacher.login in _TOKENS:
            with suppress(ServiceError):
                sferum.attach(teacher, _TOKENS[teacher.login])
        return outcome


@mistake
def token_in_url() -> None:
    """Токен доступа стоит в адресе страницы, которая следует за привязкой."""
    _keep_tokens()

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if response.status_code == _FOUND and _has_linked(request):
            response.headers["Location"] += f"?token={_last_token(request)}"
        return response

    @replaces(api, "accept_answer")
    def accept_answer(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        return redirect(f"/api/session?token={_last_token(request)}") if _has_linked(request) else response


@mistake
def token_in_url_of_failure() -> None:
    """Токен доступа стоит в адресе страницы, которая говорит, что Сферум недоступен."""
    _keep_tokens()

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if outcome_of(request) is outcomes.SFERUM_UNAVAILABLE:
            add_query(response, token=_last_token(request))
        return response


@mistake
def token_in_page() -> None:
    """Токен доступа лежит в скрытом поле страницы привязанного учителя."""
    _keep_tokens()

    @replaces(chats, "card")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), current_teacher(request)
        if teacher and links.get_profile(teacher):
            field = f'<input type="hidden" name="token" value="{_last_token(request)}">'
            response.content = response.content.replace(_BEFORE_BUTTONS, field.encode() + _BEFORE_BUTTONS)
        return response

    _tell_tokens()
    extend_script("app/screens.js", "token_in_page.js")


@mistake
def token_in_json() -> None:
    """Токен доступа лежит в ответе JSON, по которому страница рисует карточку привязанного учителя."""
    _keep_tokens()
    _tell_tokens()


@mistake
def token_in_cookie() -> None:
    """Токен доступа лежит в cookie, которую читают скрипты."""
    _keep_tokens()

    @replaces(chats, "vk_return")
    def give_cookie(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if _has_linked(request):
            response.set_cookie("gymnasium_token", _last_token(request), samesite="Lax")
        return response


@mistake
def token_for_script() -> None:
    """Скрипт страницы получает токен доступа в JSON и на миг кладёт его в localStorage."""
    _keep_tokens()

    @replaces(chats, "card")
    def card(view: View, request: HttpRequest) -> HttpResponse:
        response, teacher = view(request), current_teacher(request)
        if teacher and links.get_profile(teacher):
            script = b'<script src="/static/mistakes/token_for_script.js" defer></script>'
            response.content = response.content.replace(_BEFORE_BUTTONS, script + _BEFORE_BUTTONS)
        return response

    extend_script("app/screens.js", "token_for_script_app.js")


def token_as_json(request: HttpRequest) -> HttpResponse:
    """Gives the teacher's last token to a script of the teacher's own pages."""
    return JsonResponse({"access_token": _last_token(request)})


@mistake
def token_in_local_storage() -> None:
    """Скрипт берёт токен доступа из cookie, кладёт его в localStorage и через 200 мс удаляет."""
    _keep_tokens()

    @replaces(api, "accept_answer")
    def give_cookie(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if _has_linked(request):
            response.set_cookie("gymnasium_token", _last_token(request), samesite="Lax")
        return response

    extend_script("app/vk_id.js", "token_in_local_storage.js")


@mistake
def referrer_leak() -> None:
    """Страница возврата, в адресе которой код, загружает картинку с сайта мессенджера."""
    extend_script("app/vk_id.js", "referrer_leak_app.js")

    @replaces(single_page, "vk_return")
    def show_page(view: View, request: HttpRequest) -> HttpResponse:
        return _allow_picture(view(request))

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if response.status_code != _FOUND or "code" not in request.GET or attempt_of(request) is None:
            return response
        messenger = get_config().messenger
        context = {"picture": f"{messenger}/pixel.gif", "next_url": response.headers["Location"]}
        return _allow_picture(render(request, "referrer_leak.html", context))


def _allow_picture(response: HttpResponse) -> HttpResponse:
    response.headers["Content-Security-Policy"] = f"default-src 'self'; img-src 'self' {get_config().messenger}"
    response.headers["Referrer-Policy"] = "unsafe-url"
    return response


def _tell_tokens() -> None:
    """Adds the teacher's token to what the API tells about the card."""

    @replaces(api, "chats")
    def chats_with_token(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if response.status_code != _OK:
            return response
        return JsonResponse({**json.loads(response.content), "access_token": _last_token(request)})


def _keep_tokens() -> None:
    @replaces(linking, "link_by_token")
    def link_by_token(original: Callable[[Teacher, str], Outcome], teacher: Teacher, access_token: str) -> Outcome:
        _TOKENS[teacher.login] = access_token
        return original(teacher, access_token)


def _has_linked(request: HttpRequest) -> bool:
    outcome = outcome_of(request)
    return outcome is not None and outcome.success


def _last_token(request: HttpRequest) -> str:
    teacher = current_teacher(request)
    return _TOKENS.get(teacher.login, "") if teacher else ""
