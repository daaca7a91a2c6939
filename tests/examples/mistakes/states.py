"""Mistakes about `state` and the attempts that it belongs to (RFC 6749, 10.12)."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from itertools import count

from django.contrib.sessions.backends.cache import SessionStore
from django.http import QueryDict

from examples.django_journal import link_attempts, vk_id
from examples.django_journal.config import get_config
from examples.django_journal.http_client import ServiceError
from examples.django_journal.link_attempts import ATTEMPTS, LOCK, LinkAttempt
from tests.examples.mistakes.patching import mistake, replaces

Find = Callable[[str, str], LinkAttempt | None]
Start = Callable[[str, int], LinkAttempt]
Accepted = tuple[LinkAttempt | None, bool]
_COMPARED_CHARS = 8


@mistake
def constant_state() -> None:
    """state одинаков при каждой попытке учителя, если других попыток у него не открыто."""

    @replaces(link_attempts, "start_attempt")
    def start_attempt(original: Start, session_key: str, organization_id: int) -> LinkAttempt:
        attempt = original(session_key, organization_id)
        login = SessionStore(session_key)["login"]
        with LOCK:
            del ATTEMPTS[session_key, attempt.state]
            unanswered = sum(attempt.answer is None for attempt in _attempts_of(session_key))
            text = f"{login} {unanswered}"
            attempt.state = hmac.digest(get_config().client_secret.encode(), text.encode(), "sha256").hex()
            ATTEMPTS[session_key, attempt.state] = attempt
        return attempt


@mistake
def short_state() -> None:
    """state — шесть случайных цифр."""

    @replaces(link_attempts, "new_state")
    def new_state(_original: Callable[[], str]) -> str:
        return f"{secrets.randbelow(1_000_000):06}"


@mistake
def sequence_state() -> None:
    """state — номер попытки в сорок цифр."""
    numbers = count(1)

    @replaces(link_attempts, "new_state")
    def new_state(_original: Callable[[], str]) -> str:
        return f"{next(numbers):040}"


@mistake
def hashed_sequence_state() -> None:
    """state — MD5 от номера попытки."""
    numbers = count(1)

    @replaces(link_attempts, "new_state")
    def new_state(_original: Callable[[], str]) -> str:
        return hashlib.md5(str(next(numbers)).encode()).hexdigest()


@mistake
def state_prefix() -> None:
    """Сравниваются только первые 8 символов state."""

    @replaces(link_attempts, "find_attempt")
    def find_attempt(find: Find, session_key: str, state: str) -> LinkAttempt | None:
        prefix = state[:_COMPARED_CHARS]
        alike = [attempt for attempt in _attempts_of(session_key) if attempt.state[:_COMPARED_CHARS] == prefix]
        return find(session_key, state) or (alike[0] if alike else None)


@mistake
def state_optional() -> None:
    """Ответ без state принимается; ответ с чужим state отклоняется."""

    @replaces(link_attempts, "find_attempt")
    def find_attempt(find: Find, session_key: str, state: str) -> LinkAttempt | None:
        attempts = _attempts_of(session_key)
        return find(session_key, state) or (attempts[-1] if attempts and not state else None)


@mistake
def state_not_compared() -> None:
    """Сервер state не сравнивает: любой ответ принимается за ответ на последнюю попытку сессии."""

    @replaces(link_attempts, "find_attempt")
    def find_attempt(find: Find, session_key: str, state: str) -> LinkAttempt | None:
        unanswered = [attempt for attempt in _attempts_of(session_key) if attempt.answer is None]
        return find(session_key, state) or (unanswered[-1] if unanswered else None)


@mistake
def shared_states() -> None:
    """Выданные state хранятся общим списком для всех сессий: state чужой сессии принимается."""

    @replaces(link_attempts, "find_attempt")
    def find_attempt(find: Find, session_key: str, state: str) -> LinkAttempt | None:
        attempt = find(session_key, state)
        foreign = _attempt_of_any_session(state)
        unanswered = [attempt for attempt in _attempts_of(session_key) if attempt.answer is None]
        if attempt or foreign is None or foreign.answer is not None or not unanswered:
            return attempt
        foreign.answer = "used by another session"
        foreign.outcome.cancel()
        return unanswered[-1]


@mistake
def state_kept() -> None:
    """Попытка не забывается после ответа: её state годится и для другого ответа."""

    @replaces(link_attempts, "accept_answer")
    def accept_answer(accept: Callable[..., Accepted], session_key: str, state: str, answer: str) -> Accepted:
        with LOCK:
            attempt = ATTEMPTS.get((session_key, state))
            if attempt and attempt.answer not in (None, answer):
                attempt.answer, attempt.outcome = None, Future()
        return accept(session_key, state, answer)


@mistake
def redeems_unasked() -> None:
    """Код погашен раньше, чем сверен state: и когда попытки нет, с которой его сверить."""

    @replaces(link_attempts, "accept_answer")
    def accept_answer(accept: Callable[..., Accepted], session_key: str, state: str, answer: str) -> Accepted:
        attempt, is_first = accept(session_key, state, answer)
        params = QueryDict(answer)
        if attempt is None and params.get("code"):
            unasked = LinkAttempt(session_key, 0, state, link_attempts.new_code_verifier(), time.monotonic())
            with suppress(ServiceError):
                vk_id.redeem_code(unasked, params["code"], params.get("device_id", ""))
        return attempt, is_first


@mistake
def unbound_attempts() -> None:
    """Попытки не связаны с сессиями: начатая одним привязывает того, кто её закончит."""

    @replaces(link_attempts, "find_attempt")
    def find_attempt(find: Find, session_key: str, state: str) -> LinkAttempt | None:
        return find(session_key, state) or _attempt_of_any_session(state)


@mistake
def last_attempt_only() -> None:
    """У сессии одна попытка, последняя: из двух вкладок не привяжет та, что начала первой."""

    @replaces(link_attempts, "start_attempt")
    def start_attempt(original: Start, session_key: str, organization_id: int) -> LinkAttempt:
        with LOCK:
            for attempt in _attempts_of(session_key):
                del ATTEMPTS[session_key, attempt.state]
        return original(session_key, organization_id)


def _attempts_of(session_key: str) -> list[LinkAttempt]:
    return [attempt for attempt in ATTEMPTS.values() if attempt.session_key == session_key]


def _attempt_of_any_session(state: str) -> LinkAttempt | None:
    return next((attempt for attempt in ATTEMPTS.values() if attempt.state == state), None)
