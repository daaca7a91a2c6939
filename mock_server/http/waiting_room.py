"""How many requests may be held up at the same time: for a code that has not been sent, or by a fault."""

import contextlib
import threading
from collections import Counter
from collections.abc import Iterator

from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from mock_server.http import dispatching


class WaitingRoom:
    """Has room for `limit` requests, of one person for `limit_of_one`: each holds a connection and a thread."""

    def __init__(self, limit: int, limit_of_one: int = 100) -> None:
        self._limit = limit
        self._limit_of_one = min(limit_of_one, limit)
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def admit(self, whom: str) -> Iterator[None]:
        """Let the present request wait in this block, with nobody else waiting for it.

        Raises TooManyRequests (429) or ServiceUnavailable (503) where as many wait already, of this person or of all.
        """
        with self._lock:
            if self._held[whom] >= self._limit_of_one:
                raise TooManyRequests(f"{self._limit_of_one} requests of {whom} wait already")
            if self._held.total() >= self._limit:
                raise ServiceUnavailable(f"{self._limit} requests wait already")
            self._held[whom] += 1
        try:
            with dispatching.waiting():
                yield
        finally:
            with self._lock:
                self._held[whom] -= 1
                self._held += Counter()  # forgets whoever has none left
