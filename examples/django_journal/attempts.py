"""Attempts to link: what the journal keeps between sending a browser to VK ID and its return.

An attempt belongs to the session of one browser, so that nobody can be made to finish what another has begun. It is
taken up once. A session may have several, one for each tab.
"""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field

from examples.django_journal.config import config
from examples.django_journal.mistakes import Mistake, made

_LIFETIME_S = 30 * 60
_LOCK = threading.Lock()
_ATTEMPTS: dict[tuple[str, str], "Attempt"] = {}
"""By session and state."""


@dataclass(frozen=True)
class Outcome:
    """How something ended, in words for the teacher."""

    good: bool
    text: str


@dataclass
class Attempt:
    """One trip to VK ID. `answer` is the query it came back with, `outcome` how it ends."""

    session: str
    state: str
    verifier: str
    begun: float
    answer: str | None = None
    outcome: Future[Outcome] = field(default_factory=Future)

    def end_with(self, work: Callable[[], Outcome]) -> None:
        """Do what the attempt was for, and let go whoever waits for its outcome."""
        try:
            self.outcome.set_result(work())
        except BaseException as error:
            self.outcome.set_exception(error)
            raise


def begin(session: str, person_id: str) -> Attempt:
    """A new attempt, with a state and a verifier that nobody can guess."""
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    if made(Mistake.CONSTANT_STATE):
        waiting = sum(each.session == session and each.answer is None for each in _ATTEMPTS.values())
        state = hmac.digest(config().client_secret.encode(), f"{person_id} {waiting}".encode(), "sha256").hex()
    if made(Mistake.SHORT_STATE):
        state = f"{secrets.randbelow(1_000_000):06}"
    if made(Mistake.CONSTANT_VERIFIER):
        verifier = hashlib.sha256(config().client_secret.encode()).hexdigest()
    attempt = Attempt(session, state, verifier, time.monotonic())
    with _LOCK:
        _forget_old()
        if made(Mistake.LAST_ATTEMPT_ONLY):
            _forget_all_of(session)
        _ATTEMPTS[session, attempt.state] = attempt
    return attempt


def take_up(session: str, state: str, answer: str) -> tuple[Attempt | None, bool]:
    """The attempt that an answer is for, and whether it is the first time: the same answer again is a reload.

    None where the session has no such attempt, or it has had another answer.
    """
    with _LOCK:
        attempt = _ATTEMPTS.get((session, state)) or _found_wrongly(session, state)
        if attempt is None:
            return None, False
        if attempt.answer not in (None, answer):
            if not made(Mistake.STATE_KEPT):
                return None, False
            attempt.answer, attempt.outcome = None, Future()
        first = attempt.answer is None
        attempt.answer = answer
        return attempt, first


def wait_for_returning(session: str) -> None:
    """Until all that VK ID has answered to this session has come to its end."""
    with _LOCK:
        returning = [each for each in _ATTEMPTS.values() if each.session == session and each.answer is not None]
    wait([attempt.outcome for attempt in returning], timeout=60)


def any_open(session: str) -> bool:
    """Whether VK ID has yet to answer an attempt of this session."""
    with _LOCK:
        return any(each.session == session and each.answer is None for each in _ATTEMPTS.values())


def _found_wrongly(session: str, state: str) -> Attempt | None:
    """An attempt that a mistake takes for the right one."""
    mine = [each for (owner, _), each in _ATTEMPTS.items() if owner == session]
    alike = [each for each in mine if each.state[:8] == state[:8]]
    if made(Mistake.STATE_PREFIX) and alike:
        return alike[0]
    if made(Mistake.STATE_OPTIONAL) and not state and mine:
        return mine[-1]
    foreign = [each for each in _ATTEMPTS.values() if each.state == state]
    waiting = [each for each in mine if each.answer is None]
    if made(Mistake.SHARED_STATES) and waiting and foreign and foreign[0].answer is None:
        foreign[0].answer = "used by another session"
        foreign[0].outcome.cancel()
        return waiting[-1]
    if made(Mistake.UNBOUND_ATTEMPTS) and foreign:
        return foreign[0]
    return None


def _forget_all_of(session: str) -> None:
    for key in [key for key in _ATTEMPTS if key[0] == session]:
        del _ATTEMPTS[key]


def _forget_old() -> None:
    oldest = time.monotonic() - _LIFETIME_S
    for key in [key for key, attempt in _ATTEMPTS.items() if attempt.begun < oldest]:
        del _ATTEMPTS[key]
