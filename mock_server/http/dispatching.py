"""Threads that serve the requests of one site. A request that waits for somebody else holds up nobody.

waitress has a fixed number of threads a site: as many requests that wait for a code, or are held up by a fault, would
take all of them, and the next caller would wait too.
"""

import contextlib
import logging
import threading
from collections import deque
from collections.abc import Iterator
from typing import Protocol

_here = threading.local()


class Task(Protocol):
    """A request as waitress hands it over."""

    def service(self) -> None:
        """Answer it."""

    def cancel(self) -> None:
        """Close its connection."""


class Dispatcher:
    """Has `limit` threads at work on requests; one that waits does not count, and another works in its place.

    Threads are started as they are needed and end when there are too many. There are never more than connections.
    """

    def __init__(self, site: str, limit: int) -> None:
        self._site = site
        self._limit = limit
        self._tasks: deque[Task] = deque()
        self._changed = threading.Condition()
        self._threads = self._idle = self._waiting = 0
        self._stopping = False

    def add_task(self, task: Task) -> None:
        """Have the request answered as soon as a thread is free."""
        with self._changed:
            if not self._stopping:
                self._tasks.append(task)
                self._find_thread()
                return
        task.cancel()

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """Answer what is there, for `timeout` seconds at most, and end all threads. Whether all was answered."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            ended = self._changed.wait_for(lambda: self._threads == 0, timeout)
            left = list(self._tasks)
            self._tasks.clear()
        for task in left:
            task.cancel()
        return ended

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """While the block waits for somebody else, another thread may work in place of this one."""
        with self._changed:
            self._waiting += 1
            self._find_thread()
        try:
            yield
        finally:
            with self._changed:
                self._waiting -= 1

    def _find_thread(self) -> None:
        if len(self._tasks) <= self._idle:
            self._changed.notify()
        elif self._threads - self._waiting < self._limit:
            self._threads += 1
            try:
                threading.Thread(target=self._work, name=f"sandbox-{self._site}-worker", daemon=True).start()
            except RuntimeError:  # the machine has no more; whoever is at work will come to it
                self._threads -= 1

    def _work(self) -> None:
        _here.dispatcher = self
        while task := self._next_task():
            try:
                task.service()
            except Exception:  # a thread outlives whatever becomes of a request
                logging.getLogger("waitress").exception("cannot serve %r", task)

    def _next_task(self) -> Task | None:
        """None ends the thread."""
        with self._changed:
            while self._threads - self._waiting <= self._limit:
                if self._tasks:
                    return self._tasks.popleft()
                if self._stopping:
                    break
                self._idle += 1
                self._changed.wait()
                self._idle -= 1
            self._threads -= 1
            self._changed.notify_all()
            return None


def waiting() -> contextlib.AbstractContextManager[None]:
    """Wait for somebody else in this block, so that the site goes on serving others; see `Dispatcher.waiting`."""
    dispatcher: Dispatcher | None = getattr(_here, "dispatcher", None)
    return dispatcher.waiting() if dispatcher else contextlib.nullcontext()
