"""A limit on requests that wait at the same time: for a code that has not been sent, or because of a fault."""

import contextlib
import threading
from collections import Counter
from collections.abc import Iterator

from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from mock_server.http import dispatching


class WaitingRoom:
    """Room for `max_requests`, and for `max_of_one` of one person: each holds a connection and a thread."""

    def __init__(self, max_requests: int, max_of_one: int = 100) -> None:
        self._max_requests = max_requests
        self._max_of_one = min(max_of_one, max_requests)
        self._waiting: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def admit(self, whom: str) -> Iterator[None]:
        """Lets the present request wait in this block without delaying any other.

        Raises TooManyRequests (429) or ServiceUnavailable (503) where too many wait already, of this person or of all.
        """
        with self._lock:
            if self._waiting[whom] >= self._max_of_one:
                raise TooManyRequests(f"{self._max_of_one} requests of {whom} wait already")
            if self._waiting.total() >= self._max_requests:
                raise ServiceUnavailable(f"{self._max_requests} requests wait already")
            self._waiting[whom] += 1
        try:
            with dispatching.release_thread():
                yield
        finally:
            with self._lock:
                self._waiting[whom] -= 1
                self._waiting += Counter()  # forgets persons without requests
