"""Mistakes about `state` and the attempts that it belongs to (RFC 6749, 10.12)."""

import base64
import hmac
import json
import secrets
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from itertools import count

from fastapi import Request, Response

from examples.fastapi_journal import linking, sessions
from examples.fastapi_journal.services import ServiceError
from examples.fastapi_journal.sessions import LinkAttempt, Session
from tests.examples.patching import mistake, replaces
from tests.examples.silent_token.requests import Answer, attempt_of, find_session, surrounds

Find = Callable[[Session, str], LinkAttempt | None]
Start = Callable[[Session], str]
_COMPARED_CHARS = 8
_KEY = secrets.token_bytes()
_STARTED: dict[str, LinkAttempt] = {}
"""Attempts of all sessions by state, for mistakes that share them."""


@mistake
def constant_state() -> None:
    """state одинаков при каждой попытке учителя, если других попыток у него не открыто."""

    @replaces(Session, "start_attempt")
    def start_attempt(start: Start, session: Session) -> str:
        attempt = session._attempts.pop(start(session))
        text = f"{session.teacher.login} {len(_unanswered(session))}"
        state = hmac.digest(_KEY, text.encode(), "sha256").hex()
        session._attempts[state] = attempt
        return state


@mistake
def short_state() -> None:
    """state — шесть случайных цифр."""

    @replaces(sessions, "new_state")
    def new_state(_original: Callable[[], str]) -> str:
        return f"{secrets.randbelow(1_000_000):06}"


@mistake
def sequence_state() -> None:
    """state — номер попытки в сорок цифр."""
    numbers = count(1)

    @replaces(sessions, "new_state")
    def new_state(_original: Callable[[], str]) -> str:
        return f"{next(numbers):040}"


@mistake
def state_prefix() -> None:
    """Сравниваются только первые 8 символов state."""

    @replaces(Session, "find_attempt")
    def find_attempt(find: Find, session: Session, state: str) -> LinkAttempt | None:
        prefix = state[:_COMPARED_CHARS]
        alike = [attempt for key, attempt in session._attempts.items() if key[:_COMPARED_CHARS] == prefix]
        return find(session, state) or (alike[0] if alike else None)


@mistake
def state_not_compared() -> None:
    """state не сравнивается: любой ответ принимается за ответ на последнюю попытку сессии."""

    @replaces(Session, "find_attempt")
    def find_attempt(find: Find, session: Session, state: str) -> LinkAttempt | None:
        unanswered = _unanswered(session)
        return find(session, state) or (unanswered[-1] if unanswered else None)


@mistake
def state_optional() -> None:
    """Ответ без state принимается; ответ с чужим state отклоняется."""

    @replaces(Session, "find_attempt")
    def find_attempt(find: Find, session: Session, state: str) -> LinkAttempt | None:
        unanswered = _unanswered(session)
        return find(session, state) or (unanswered[-1] if unanswered and not state else None)


@mistake
def shared_states() -> None:
    """Выданные state хранятся общим списком для всех сессий: state чужой сессии принимается."""
    _share_attempts()

    @replaces(Session, "find_attempt")
    def find_attempt(find: Find, session: Session, state: str) -> LinkAttempt | None:
        attempt, foreign, unanswered = find(session, state), _STARTED.get(state), _unanswered(session)
        if attempt or foreign is None or foreign.answer is not None or not unanswered:
            return attempt
        foreign.answer = "used by another session"
        foreign.flash.cancel()
        return unanswered[-1]


@mistake
def state_kept() -> None:
    """Попытка не забывается после ответа: её state годится и для другого ответа."""

    @replaces(Session, "accept_answer")
    def accept_answer(
        accept: Callable[..., tuple[LinkAttempt | None, bool]], session: Session, state: str, answer: str
    ) -> tuple[LinkAttempt | None, bool]:
        attempt = session._attempts.get(state)
        if attempt and attempt.answer not in (None, answer):
            attempt.answer, attempt.flash = None, Future()
        return accept(session, state, answer)


@mistake
def unbound_attempts() -> None:
    """Попытки не связаны с сессиями: начатая одним привязывает того, кто её закончит."""
    _share_attempts()

    @replaces(Session, "find_attempt")
    def find_attempt(find: Find, session: Session, state: str) -> LinkAttempt | None:
        return find(session, state) or _STARTED.get(state)


@mistake
def name_in_state() -> None:
    """В state, кроме случайного, стоит имя учителя: в JSON, в base64."""

    @replaces(Session, "start_attempt")
    def start_attempt(start: Start, session: Session) -> str:
        attempt = session._attempts.pop(state := start(session))
        about = json.dumps({"name": session.teacher.name}, ensure_ascii=False).encode()
        named_state = f"{base64.urlsafe_b64encode(about).decode().rstrip('=')}.{state}"
        session._attempts[named_state] = attempt
        return named_state


@mistake
def last_attempt_only() -> None:
    """У сессии одна попытка, последняя: из двух вкладок не привяжет та, что начала первой."""

    @replaces(Session, "start_attempt")
    def start_attempt(start: Start, session: Session) -> str:
        session._attempts.clear()
        return start(session)


@mistake
def attempts_of_the_teacher() -> None:
    """Попытки принадлежат учителю, а не сессии: они переживают выход."""
    owners: dict[str, str] = {}
    _share_attempts()

    @replaces(Session, "start_attempt")
    def start_attempt(start: Start, session: Session) -> str:
        state = start(session)
        owners[state] = session.teacher.login
        return state

    @replaces(Session, "find_attempt")
    def find_attempt(find: Find, session: Session, state: str) -> LinkAttempt | None:
        is_own = owners.get(state) == session.teacher.login
        return find(session, state) or (_STARTED.get(state) if is_own else None)


def _share_attempts() -> None:
    @replaces(Session, "start_attempt")
    def start_attempt(start: Start, session: Session) -> str:
        state = start(session)
        _STARTED[state] = session._attempts[state]
        return state


def _unanswered(session: Session) -> list[LinkAttempt]:
    return [attempt for attempt in session._attempts.values() if attempt.answer is None]


@mistake
def redeems_unasked() -> None:
    """Silent-токен обменян раньше, чем сверен state: и когда попытки нет, с которой его сверить."""

    @surrounds("GET", "/vk/callback")
    async def exchange_first(request: Request, answer: Answer) -> Response:
        payload = linking._parse_payload(request.query_params)
        if payload and find_session(request) and not attempt_of(request):
            with suppress(ServiceError):
                request.app.state.journal.links._services.exchange(*payload)
        return await answer(request)
