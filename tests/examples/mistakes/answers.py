"""Mistakes about answers that VK ID did not send, or that strangers had a hand in."""

import secrets

from django.http import HttpRequest, HttpResponse

from examples.django_journal import linking
from examples.django_journal.link_attempts import ATTEMPTS, LOCK
from examples.django_journal.views import accounts, chats
from examples.django_journal.views.accounts import View, current_teacher
from tests.examples.mistakes.patching import attempt_of, extend_script, mistake, replaces

_BAD_REQUEST = 400
_BROWSER, _ATTEMPT = "gymnasium_browser", "gymnasium_attempt"
_END_OF_MAIN = b"</main>"


@mistake
def unescaped_answer() -> None:
    """Текст ошибки из адреса возврата показан неэкранированным, когда ответ не принят."""

    @replaces(chats, "vk_return")
    def vk_return(view: View, request: HttpRequest) -> HttpResponse:
        response = view(request)
        if response.status_code == _BAD_REQUEST:
            text = f"<p>{request.GET.get('error_description', '')}</p>".encode()
            response.content = response.content.replace(_END_OF_MAIN, text + _END_OF_MAIN)
        return response

    extend_script("app/screens.js", "unescaped_answer.js")


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
