"""Mistakes in what the teacher sees, and about the session."""

from collections.abc import Callable

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from examples.fastapi_journal import linking
from examples.fastapi_journal.linking import key_of
from examples.fastapi_journal.sessions import Flash, Session
from tests.examples.patching import mistake, replaces
from tests.examples.silent_token.requests import Answer, attempt_of, find_session, replace_text, surrounds

_FAILURES = (linking.VK_UNAVAILABLE, linking.SFERUM_UNAVAILABLE)
_BUTTON = '<button id="link" type="button">'
_LINKED = "<h1>Сферум привязан</h1>"
_STUCK: set[int] = set()
"""Sessions in which linking has failed, by their identity."""


@mistake
def silent_refusal() -> None:
    """После отказа ничего не сказано."""

    @replaces(Session, "pop_flash")
    def pop_flash(original: Callable[[Session], Flash | None], session: Session) -> Flash | None:
        flash = original(session)
        return None if flash is linking.CONSENT_DENIED else flash


@mistake
def notice_for_all() -> None:
    """Сообщение для следующей страницы лежит в одной переменной на всех: его видит, кто откроет карточку первым."""
    kept: list[Flash | None] = [None]
    for_all = property(lambda _session: kept[0], lambda _session, flash: kept.__setitem__(0, flash))
    setattr(Session, "flash", for_all)  # noqa: B010  a type checker knows that nobody assigns a property to it


@mistake
def dead_end_failure() -> None:
    """Когда VK или Сферум отказывает, адрес возврата отвечает 500 и пустой страницей."""

    @surrounds("GET", "/vk/callback")
    async def fail(request: Request, answer: Answer) -> Response:
        response, session = await answer(request), find_session(request)
        if session is None or session.flash not in _FAILURES:
            return response
        session.pop_flash()
        return Response(status_code=500)


@mistake
def no_retry() -> None:
    """После сбоя кнопка ничего не начинает, пока учитель не войдёт заново."""

    @surrounds("GET", "/vk/callback")
    async def remember_failure(request: Request, answer: Answer) -> Response:
        response, session = await answer(request), find_session(request)
        if session and session.flash in _FAILURES:
            _STUCK.add(id(session))
        return response

    @surrounds("POST", "/messages/link-attempts")
    async def refuse(request: Request, answer: Answer) -> Response:
        return Response(status_code=500) if id(find_session(request)) in _STUCK else await answer(request)


@mistake
def keeps_last_error() -> None:
    """Сообщение о сбое остаётся на карточке и тогда, когда следующая попытка привязала."""
    failed: dict[str, str] = {}

    @replaces(Session, "pop_flash")
    def pop_flash(original: Callable[[Session], Flash | None], session: Session) -> Flash | None:
        flash = original(session)
        if flash in _FAILURES:
            failed[session.teacher.login] = flash.text
        return flash

    @surrounds("GET", "/messages")
    async def add_error(request: Request, answer: Answer) -> Response:
        session = find_session(request)
        text = failed.get(session.teacher.login) if session else None
        message = f'<div class="flash bad">{text}</div>' if text else ""
        return await replace_text(await answer(request), _LINKED, f"{_LINKED}{message}")


@mistake
def waits_forever() -> None:
    """Пока на попытку нет ответа, кнопка недоступна: ушедший из VK на полпути не начнёт снова."""

    @surrounds("GET", "/messages")
    async def disable(request: Request, answer: Answer) -> Response:
        response, session = await answer(request), find_session(request)
        if session is None or all(attempt.answer is not None for attempt in session._attempts.values()):
            return response
        return await replace_text(response, _BUTTON, f"<fieldset disabled>{_BUTTON}")  # its script enables the button


@mistake
def reload_breaks() -> None:
    """Повторная загрузка адреса возврата отвечает 500."""

    @surrounds("GET", "/vk/callback")
    async def fail(request: Request, answer: Answer) -> Response:
        attempt = attempt_of(request)
        was_reload = attempt is not None and attempt.answer == request.url.query
        response = await answer(request)
        return Response(status_code=500) if was_reload else response


@mistake
def forgets_link() -> None:
    """Выход забывает привязку: учитель показан непривязанным, хотя в Сферуме привязан."""

    @surrounds("POST", "/leave")
    async def forget(request: Request, answer: Answer) -> Response:
        session = find_session(request)
        if session:
            request.app.state.journal.links._profile_ids.pop(key_of(session.teacher), None)
        return await answer(request)


@mistake
def strict_cookie() -> None:
    """Cookie сессии — SameSite=Strict."""
    _change_cookie("SameSite=lax", "SameSite=strict")


@mistake
def readable_cookie() -> None:
    """Cookie сессии читают скрипты."""
    _change_cookie("HttpOnly; ", "")


@mistake
def cross_site_cookie() -> None:
    """Cookie сессии — SameSite=None, хотя VK открывается не во фрейме."""
    _change_cookie("SameSite=lax", "SameSite=None; Secure")


def _change_cookie(old: str, new: str) -> None:
    @surrounds("POST", "/enter")
    async def change_cookie(request: Request, answer: Answer) -> Response:
        response = await answer(request)
        if "set-cookie" in response.headers:
            response.headers["set-cookie"] = response.headers["set-cookie"].replace(old, new)
        return response


@mistake
def mouse_only() -> None:
    """До кнопки подключения не дойти клавишей Tab."""

    @surrounds("GET", "/messages")
    async def make_unreachable(request: Request, answer: Answer) -> Response:
        return await replace_text(await answer(request), _BUTTON, _BUTTON.replace("<button", '<button tabindex="-1"'))


@mistake
def json_for_strangers() -> None:
    """Кто вернулся, не войдя в журнал, видит ответ для скриптов."""

    @surrounds("GET", "/vk/callback")
    async def refuse(request: Request, answer: Answer) -> Response:
        return await answer(request) if find_session(request) else JSONResponse({"detail": "Unauthorized"}, 401)
