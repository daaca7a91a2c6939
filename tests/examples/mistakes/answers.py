"""Mistakes about answers that VK ID did not send, or that strangers had a hand in."""

import dataclasses
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.safestring import mark_safe

from examples.django_journal import linking, links, notices, outcomes
from examples.django_journal.link_attempts import ATTEMPTS, LOCK
from examples.django_journal.teachers import Teacher
from examples.django_journal.views import accounts, api, chats, pages
from examples.django_journal.views.accounts import View, current_teacher
from examples.django_journal.vk_id import Profile
from tests.examples.mistakes.patching import add_query, attempt_of, extend_script, mistake, replaces

_FOUND, _BAD_REQUEST = 302, 400
_BROWSER, _ATTEMPT = "gymnasium_browser", "gymnasium_attempt"
_END_OF_MAIN = b"</main>"


@mistake
def unescaped_answer() -> None:
    """Текст ошибки из адреса возврата показан неэкранированным, когда ответ не принят."""
    _show_error_text(lambda text: text)
    extend_script("app/screens.js", "unescaped_answer.js")


@mistake
def unescaped_name() -> None:
    """Имя профиля Сферума показано на карточке неэкранированным."""
    extend_script("app/screens.js", "unescaped_name.js")

    @replaces(links, "get_profile")
    def get_profile(original: Callable[[Teacher], Profile | None], teacher: Teacher) -> Profile | None:
        profile = original(teacher)
        return profile and dataclasses.replace(profile, name=mark_safe(profile.name))


@mistake
def error_text_told() -> None:
    """Текст ошибки из адреса возврата показан, когда ответ не принят, кто бы ни прислал этот адрес."""
    _show_error_text(escape)
    extend_script("app/screens.js", "error_text_told.js")


@mistake
def greeting_of_address() -> None:
    """После входа журнал показывает приветствие, которое стоит в адресе, какое бы оно ни было."""

    @replaces(accounts, "sign_in")
    def sign_in(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if response.status_code == _FOUND:
            add_query(response, greeting="Вы вошли в дневник.")
        return response

    @replaces(pages, "home")
    def home(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        text = f'<p class="notice good" role="status">{escape(request.GET.get("greeting", ""))}</p>'.encode()
        response.content = response.content.replace(_END_OF_MAIN, text + _END_OF_MAIN)
        return response

    extend_script("app/screens.js", "greeting_of_address.js")


@mistake
def forged_refusal_told() -> None:
    """Об отказе без своего state сказано, что учитель не дал согласия."""

    @replaces(chats, "accept_answer")
    @replaces(api, "accept_vk_answer")
    def accept_answer(original: Callable[[HttpRequest, Teacher], bool], request: HttpRequest, teacher: Teacher) -> bool:
        if original(request, teacher):
            return True
        is_refusal: bool = request.GET.get("error") == "access_denied"
        if is_refusal:
            notices.add_notice(request.session.session_key, outcomes.CONSENT_DENIED)
        return is_refusal


@mistake
def undoes_on_refusal() -> None:
    """Любой возврат с error=access_denied снимает привязку, чей бы ни был state."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        teacher = current_teacher(request)
        if teacher and request.GET.get("error") == "access_denied" and attempt_of(request) is None:
            linking.unlink(teacher)
        return view(request)


@mistake
def refusal_ends_attempts() -> None:
    """Отказ с чужим state или без state заканчивает все попытки сессии."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        if request.GET.get("error") == "access_denied" and attempt_of(request) is None:
            _forget_attempts(request.session.session_key)
        return view(request)


@mistake
def browser_attempts() -> None:
    """Попытки принадлежат браузеру, а не сессии: их наследует тот, кто вошёл в нём следующим."""
    _move_attempts_to_the_next_session()


def _show_error_text(write: Callable[[str], str]) -> None:
    """Shows the text that the return address has of an error, as `write` makes it, where the answer is not accepted."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if response.status_code == _BAD_REQUEST:
            text = f"<p>{write(request.GET.get('error_description', ''))}</p>".encode()
            response.content = response.content.replace(_END_OF_MAIN, text + _END_OF_MAIN)
        return response


def _move_attempts_to_the_next_session() -> None:
    browsers: dict[str, str] = {}

    @replaces(accounts, "sign_out")
    def sign_out(view: View, request: HttpRequest) -> HttpResponse:
        session_key = request.session.session_key
        response = view(request)
        browser = secrets.token_urlsafe(16)
        browsers[browser] = session_key
        response.set_cookie(_BROWSER, browser, httponly=True, samesite="Lax")
        return response

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        earlier_key = browsers.get(request.COOKIES.get(_BROWSER, ""))
        with LOCK:
            attempt = ATTEMPTS.pop((earlier_key, request.GET.get("state", "")), None) if earlier_key else None
            if attempt:
                attempt.session_key = request.session.session_key
                ATTEMPTS[attempt.session_key, attempt.state] = attempt
        return view(request)


def _forget_attempts(session_key: str) -> None:
    with LOCK:
        for key in [key for key, attempt in ATTEMPTS.items() if key[0] == session_key and attempt.answer is None]:
            del ATTEMPTS[key]
