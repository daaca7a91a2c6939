"""Attempts to link: what the journal keeps while a browser is at VK ID.

An attempt belongs to the session of one browser, so that nobody can be tricked into finishing an attempt of another
person, and to the school in which it began. It accepts one answer of VK ID. A session may have several attempts, one
per tab.
"""

import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field

from examples.django_journal.outcomes import Outcome

_LIFETIME_S = 30 * 60
_MAX_WAIT_S = 60


@dataclass
class LinkAttempt:
    """One way of a browser to VK ID and back."""

    session_key: str
    organization_id: int
    """The school, by its ID at Sferum."""
    state: str
    code_verifier: str
    started_at: float
    """Seconds of `time.monotonic`."""
    answer: str | None = None
    """The query string that VK ID sent the browser back with; None until then."""
    outcome: Future[Outcome] = field(default_factory=Future)

    def finish(self, link: Callable[[], Outcome]) -> None:
        """Links by calling `link`, and gives its outcome to all requests that wait for it."""
        try:
            self.outcome.set_result(link())
        except BaseException as error:
            self.outcome.set_exception(error)
            raise


ATTEMPTS: dict[tuple[str, str], LinkAttempt] = {}
"""By session key and state. In memory: a restart forgets them."""
LOCK = threading.Lock()
"""Guards ATTEMPTS and the answers in them."""


def start_attempt(session_key: str, organization_id: int) -> LinkAttempt:
    """Starts an attempt of this session, to link the teacher in this school."""
    attempt = LinkAttempt(session_key, organization_id, new_state(), new_code_verifier(), time.monotonic())
    with LOCK:
        _delete_expired()
        ATTEMPTS[session_key, attempt.state] = attempt
    return attempt


def new_state() -> str:
    """Returns a state that nobody can guess (RFC 6749, 10.12)."""
    return secrets.token_urlsafe(32)


def new_code_verifier() -> str:
    """Returns a code verifier that nobody can guess (RFC 7636, 4.1)."""
    return secrets.token_urlsafe(64)


def accept_answer(session_key: str, state: str, answer: str) -> tuple[LinkAttempt | None, bool]:
    """Returns the attempt that VK ID answers, and whether this is its first request: the same answer is a reload.

    The attempt is None when the session has no attempt with this state, or the attempt had another answer.
    """
    with LOCK:
        attempt = find_attempt(session_key, state)
        if attempt is None or attempt.answer not in (None, answer):
            return None, False
        is_first = attempt.answer is None
        attempt.answer = answer
        return attempt, is_first


def find_attempt(session_key: str, state: str) -> LinkAttempt | None:
    """Returns the attempt of this session with this state. The caller holds LOCK."""
    return ATTEMPTS.get((session_key, state))


def wait_for_answered(session_key: str) -> None:
    """Waits for the outcome of every attempt of this session that VK ID has answered."""
    with LOCK:
        outcomes = [attempt.outcome for attempt in _attempts_of(session_key) if attempt.answer is not None]
    wait(outcomes, timeout=_MAX_WAIT_S)


def has_unanswered(session_key: str) -> bool:
    """Returns whether the session has an attempt that VK ID has not answered yet."""
    with LOCK:
        return any(attempt.answer is None for attempt in _attempts_of(session_key))


def _attempts_of(session_key: str) -> list[LinkAttempt]:
    return [attempt for attempt in ATTEMPTS.values() if attempt.session_key == session_key]


def _delete_expired() -> None:
    oldest = time.monotonic() - _LIFETIME_S
    for key in [key for key, attempt in ATTEMPTS.items() if attempt.started_at < oldest]:
        del ATTEMPTS[key]
