"""Attempts to link: what the journal keeps between sending a browser to VK ID and its return.

An attempt belongs to the session of one browser, so that nobody can be made to finish what another has begun. It is
taken up once. A session may have several, one for each tab.
"""

import secrets
import threading
import time
from dataclasses import dataclass, field

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
    """One trip to VK ID. `answer` is the query it came back with, `outcome` how it ended."""

    session: str
    state: str
    verifier: str
    begun: float
    answer: str | None = None
    outcome: Outcome | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    def end(self, outcome: Outcome | None) -> None:
        """Whoever waits for the end is let go."""
        self.outcome = outcome
        self.ended.set()


def begin(session: str) -> Attempt:
    """A new attempt, with a state and a verifier that nobody can guess."""
    attempt = Attempt(session, secrets.token_urlsafe(32), secrets.token_urlsafe(64), time.monotonic())
    with _LOCK:
        _forget_old()
        _ATTEMPTS[session, attempt.state] = attempt
    return attempt


def take_up(session: str, state: str, answer: str) -> tuple[Attempt | None, bool]:
    """The attempt that an answer is for, and whether it is the first time: the same answer again is a reload.

    None where the session has no such attempt, or it has had another answer.
    """
    with _LOCK:
        attempt = _ATTEMPTS.get((session, state))
        if attempt is None or attempt.answer not in (None, answer):
            return None, False
        first = attempt.answer is None
        attempt.answer = answer
        return attempt, first


def wait_for_returning(session: str) -> None:
    """Until all that VK ID has answered to this session has come to its end."""
    with _LOCK:
        returning = [each for each in _ATTEMPTS.values() if each.session == session and each.answer is not None]
    for attempt in returning:
        attempt.ended.wait()


def _forget_old() -> None:
    oldest = time.monotonic() - _LIFETIME_S
    for key in [key for key, attempt in _ATTEMPTS.items() if attempt.begun < oldest]:
        del _ATTEMPTS[key]
