"""Mistakes about the lives of sessions, attempts and links, and about teachers who come at the same time."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from html import escape

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from examples.fastapi_journal import linking
from examples.fastapi_journal.linking import Links
from examples.fastapi_journal.services import Access, ServiceError, Services
from examples.fastapi_journal.sessions import COOKIE, Flash, Session
from examples.fastapi_journal.teachers import Teacher
from tests.examples.patching import mistake, replaces
from tests.examples.silent_token.requests import Answer, attempt_of, find_session, replace_text, surrounds

Link = Callable[[Links, Teacher, Mapping[str, str]], Flash]
_ASK_UNREAD = 'fetch("/unread", { headers: { Authorization: `Bearer ${document.currentScript.dataset.token}` } });'
_SIGNED_IN: list[Teacher] = []
_SEEN_UNLINKED: set[int] = set()
"""Sessions that have seen the card unlinked since they last came back, by their identity."""
_SHOWS_UNLINKED: ContextVar[bool] = ContextVar("shows_unlinked", default=False)


@mistake
def last_signed_in() -> None:
    """Сферуму называют учителя, который вошёл последним, кто бы ни привязывался."""

    @replaces(Session, "__init__")
    def init(original: Callable[..., None], session: Session, teacher: Teacher) -> None:
        original(session, teacher)
        _SIGNED_IN[:] = [teacher]

    @replaces(Services, "attach")
    def attach(
        original: Callable[[Services, Teacher, Access], None], services: Services, teacher: Teacher, access: Access
    ) -> None:
        original(services, teacher if teacher.login == _SIGNED_IN[0].login else _SIGNED_IN[0], access)


@mistake
def session_needed() -> None:
    """Возврат без сеанса журнала отвечает 500."""

    @surrounds("GET", "/vk/callback")
    async def fail(request: Request, answer: Answer) -> Response:
        return await answer(request) if find_session(request) else Response(status_code=500)


@mistake
def links_without_session() -> None:
    """Возврат без сеанса журнала привязывает того, кто начал."""

    @surrounds("GET", "/vk/callback")
    async def link(request: Request, answer: Answer) -> Response:
        journal, params = request.app.state.journal, dict(request.query_params)
        if find_session(request) is None:
            for session in list(journal.sessions.values()):
                if session.find_attempt(params.get("state", "")):
                    journal.links.link(session.teacher, params)
        return await answer(request)


@mistake
def remembered_state() -> None:
    """Карточка помнит, что Сферум не был привязан: привязку из другого браузера не видно."""

    @surrounds("GET", "/messages")
    async def show(request: Request, answer: Answer) -> Response:
        session = find_session(request)
        if session and request.app.state.journal.links.get_profile_id(session.teacher) is None:
            _SEEN_UNLINKED.add(id(session))
        token = _SHOWS_UNLINKED.set(id(session) in _SEEN_UNLINKED)
        try:
            return await answer(request)
        finally:
            _SHOWS_UNLINKED.reset(token)

    @surrounds("GET", "/vk/callback")
    async def forget(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        _SEEN_UNLINKED.discard(id(find_session(request)))
        return response

    @replaces(Links, "get_profile_id")
    def get_profile_id(original: Callable[[Links, Teacher], int | None], links: Links, teacher: Teacher) -> int | None:
        return None if _SHOWS_UNLINKED.get() else original(links, teacher)


@mistake
def refusal_unlinks() -> None:
    """Отказ снимает и ту привязку, которая была сделана раньше."""

    @replaces(Links, "link")
    def link(original: Link, links: Links, teacher: Teacher, answer: Mapping[str, str]) -> Flash:
        flash = original(links, teacher, answer)
        if flash is linking.CONSENT_DENIED:
            with suppress(ServiceError):
                links.unlink(teacher)
        return flash


@mistake
def replaces_link() -> None:
    """Прежняя привязка снимается раньше, чем Сферум согласится на новую."""

    @replaces(Services, "attach")
    def attach(
        original: Callable[[Services, Teacher, Access], None], services: Services, teacher: Teacher, access: Access
    ) -> None:
        with suppress(ServiceError):
            services.detach(teacher)
        original(services, teacher, access)


@mistake
def undoes_on_refusal() -> None:
    """Любой возврат с error=access_denied снимает привязку, чей бы ни был state."""

    @surrounds("GET", "/vk/callback")
    async def undo(request: Request, answer: Answer) -> Response:
        session = find_session(request)
        if session and _is_stray_refusal(request):
            with suppress(ServiceError):
                request.app.state.journal.links.unlink(session.teacher)
        return await answer(request)


@mistake
def refusal_ends_attempts() -> None:
    """Отказ с чужим state или без state заканчивает все попытки сессии."""

    @surrounds("GET", "/vk/callback")
    async def end(request: Request, answer: Answer) -> Response:
        session = find_session(request)
        if session and _is_stray_refusal(request):
            for state in [state for state, attempt in session._attempts.items() if attempt.answer is None]:
                del session._attempts[state]
        return await answer(request)


@mistake
def forged_refusal_told() -> None:
    """Об отказе без своего state сказано, что учитель не дал согласия."""

    @surrounds("GET", "/vk/callback")
    async def tell(request: Request, answer: Answer) -> Response:
        session = find_session(request)
        if session is None or not _is_stray_refusal(request):
            return await answer(request)
        session.flash = linking.CONSENT_DENIED
        return RedirectResponse("/messages", 303)


@mistake
def error_text_told() -> None:
    """Текст ошибки из адреса возврата показан, когда ответ не принят, кто бы ни прислал этот адрес."""

    @surrounds("GET", "/vk/callback")
    async def show_text(request: Request, answer: Answer) -> Response:
        text = escape(request.query_params.get("error_description", ""))
        return await replace_text(await answer(request), "</h1>", f"</h1><p>{text}</p>")


@mistake
def session_outlives_sign_out() -> None:
    """Выход только удаляет cookie: сессия на сервере остаётся."""

    @surrounds("POST", "/leave")
    async def keep(request: Request, answer: Answer) -> Response:
        session = find_session(request)
        response = await answer(request)
        if session:
            request.app.state.journal.sessions[request.cookies[COOKIE]] = session
        return response


@mistake
def token_outlives_sign_out() -> None:
    """Скрипт спрашивает о непрочитанном по токену в Authorization, который выход не отзывает."""
    tokens: set[str] = set()

    @surrounds("GET", "/messages")
    async def add_script(request: Request, answer: Answer) -> Response:
        tokens.add(token := secrets.token_urlsafe())
        script = f'<script src="/unread.js" data-token="{token}"></script></body>'
        return await replace_text(await answer(request), "</body>", script)

    @surrounds("GET", "/unread.js")
    async def give_script(_request: Request, _answer: Answer) -> Response:
        return Response(_ASK_UNREAD, media_type="text/javascript")

    @surrounds("GET", "/unread")
    async def tell_unread(request: Request, _answer: Answer) -> Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return Response("0" if token in tokens else "", 200 if token in tokens else 401)


@mistake
def session_kept_at_sign_in() -> None:
    """Сессия начинается до входа и входом не сменяется."""

    @surrounds("GET", "/enter")
    async def begin(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        response.set_cookie(COOKIE, request.cookies.get(COOKIE) or secrets.token_hex(), httponly=True, samesite="lax")
        return response

    @surrounds("POST", "/enter")
    async def keep(request: Request, answer: Answer) -> Response:
        response, sessions = await answer(request), request.app.state.journal.sessions
        new_key = response.headers.get("set-cookie", "").partition(";")[0].removeprefix(f"{COOKIE}=")
        if new_key in sessions and COOKIE in request.cookies:
            sessions[request.cookies[COOKIE]] = sessions.pop(new_key)
            del response.headers["set-cookie"]
        return response


def _is_stray_refusal(request: Request) -> bool:
    return request.query_params.get("error") == "access_denied" and attempt_of(request) is None
