"""A waiting room that tells a test who waits."""

import contextlib
import threading
from collections.abc import Iterator

from mock_server.http.waiting_room import WaitingRoom


class WatchedRoom(WaitingRoom):
    """Tells of everybody who has begun to wait."""

    def __init__(self, max_of_one: int = 100) -> None:
        super().__init__(800, max_of_one)
        self._begun = threading.Semaphore(0)

    @contextlib.contextmanager
    def admit(self, whom: str) -> Iterator[None]:
        with super().admit(whom):
            self._begun.release()
            yield

    def wait_for(self, count: int) -> None:
        """Until so many more have begun to wait."""
        for _ in range(count):
            assert self._begun.acquire(timeout=20)
