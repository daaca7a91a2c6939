"""Sessions of teachers who are signed in, with their attempts to link. In memory: a restart forgets them."""

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from examples.fastapi_journal.teachers import Teacher

COOKIE = "lyceum_session"
_MAX_ATTEMPTS = 20


def new_state() -> str:
    """Returns a state that nobody can guess (RFC 6749, 10.12)."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Flash:
    """A message for the next page."""

    ok: bool
    text: str


@dataclass
class LinkAttempt:
    """One way of a browser to VK and back."""

    organization_id: int
    """The school in which it began, by its ID at Sferum."""
    answer: str | None = None
    """The query string that VK sent the browser back with; None until then."""
    flash: Future[Flash] = field(default_factory=Future)
    """The message about the outcome."""

    def finish(self, link: Callable[[], Flash]) -> None:
        """Links by calling `link`, and gives its message to all requests that wait for it."""
        try:
            self.flash.set_result(link())
        except BaseException as error:
            self.flash.set_exception(error)
            raise


@dataclass
class Session:
    """One browser in which a teacher is signed in."""

    teacher: Teacher
    flash: Flash | None = None
    _attempts: dict[str, LinkAttempt] = field(default_factory=dict)
    """By state."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start_attempt(self) -> str:
        """Starts an attempt to link; returns its state, which nobody can guess and no other session has."""
        state = new_state()
        with self._lock:
            self._attempts[state] = LinkAttempt(self.teacher.organization_id)
            while len(self._attempts) > _MAX_ATTEMPTS:
                del self._attempts[next(iter(self._attempts))]
        return state

    def accept_answer(self, state: str, answer: str) -> tuple[LinkAttempt | None, bool]:
        """Returns the attempt that VK answers, and whether this is its first request: the same answer is a reload.

        The attempt is None when the session has no attempt with this state, or the attempt had another answer.
        """
        with self._lock:
            attempt = self.find_attempt(state)
            if attempt is None or attempt.answer not in (None, answer):
                return None, False
            is_first = attempt.answer is None
            attempt.answer = answer
            return attempt, is_first

    def find_attempt(self, state: str) -> LinkAttempt | None:
        """Returns the attempt with this state. The caller holds the lock."""
        return self._attempts.get(state)

    def pop_flash(self) -> Flash | None:
        """Returns the message for the next page and deletes it."""
        flash, self.flash = self.flash, None
        return flash
