"""Who is signed in, with the trips to VK that they have begun. In memory: a restart forgets them."""

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from examples.fastapi_journal.people import Teacher

COOKIE = "lyceum_session"
_TRIPS = 20


@dataclass(frozen=True)
class Flash:
    """What the next page is to tell."""

    ok: bool
    text: str


@dataclass
class Trip:
    """From the card to VK and back. `answer` is the query it came back with, `ending` what there was to tell then."""

    answer: str | None = None
    ending: Future[Flash] = field(default_factory=Future)

    def finish(self, work: Callable[[], Flash]) -> None:
        """Do what the trip was for, and let go whoever waits for its ending."""
        try:
            self.ending.set_result(work())
        except BaseException as error:
            self.ending.set_exception(error)
            raise


@dataclass
class Session:
    """One browser in which a teacher is signed in."""

    teacher: Teacher
    flash: Flash | None = None
    _trips: dict[str, Trip] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin_trip(self) -> str:
        """The state of a new trip: nobody can guess it, and no other session knows it."""
        state = secrets.token_urlsafe(32)
        with self._lock:
            self._trips[state] = Trip()
            while len(self._trips) > _TRIPS:
                del self._trips[next(iter(self._trips))]
        return state

    def end_trip(self, state: str, answer: str) -> tuple[Trip, bool] | None:
        """The trip of this state, and whether it is back for the first time; the very same answer is a reload.

        None for a state that is not this session's, or that has had another answer.
        """
        with self._lock:
            trip = self._trips.get(state)
            if trip is None or trip.answer not in (None, answer):
                return None
            first, trip.answer = trip.answer is None, answer
            return trip, first

    def take_flash(self) -> Flash | None:
        """What is to be told, once."""
        flash, self.flash = self.flash, None
        return flash
