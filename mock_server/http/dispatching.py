"""Threads that serve the requests of one site. A request that waits for somebody else delays no other.

waitress has a fixed number of threads per site. Requests that wait for a code, or that a fault delays, would take all
of them, and the next caller would wait too.
"""

import contextlib
import logging
import threading
from collections import deque
from collections.abc import Iterator
from typing import Protocol

_current = threading.local()


class Task(Protocol):
    """A request as waitress passes it on."""

    def service(self) -> None:
        """Answers it."""

    def cancel(self) -> None:
        """Closes its connection."""


class Dispatcher:
    """At most `limit` threads that work on requests; a waiting one does not count, and another works in its place.

    Threads start as they are needed and end when there are too many. There are never more threads than connections.
    """

    def __init__(self, site: str, limit: int) -> None:
        self._site = site
        self._limit = limit
        self._tasks: deque[Task] = deque()
        self._changed = threading.Condition()
        self._threads = self._idle = self._waiting = 0
        self._stopping = False

    def add_task(self, task: Task) -> None:
        """Queues the request until a thread is free."""
        with self._changed:
            if not self._stopping:
                self._tasks.append(task)
                self._find_thread()
                return
        task.cancel()

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """Answers the queue for at most `timeout` seconds, and ends all threads; returns whether all was answered."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            ended = self._changed.wait_for(lambda: self._threads == 0, timeout)
            unfinished_tasks = list(self._tasks)
            self._tasks.clear()
        for task in unfinished_tasks:
            task.cancel()
        return ended

    @contextlib.contextmanager
    def release_thread(self) -> Iterator[None]:
        """Lets another thread work in place of this one while the block waits for somebody else."""
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
            except RuntimeError:  # the machine has no more threads; one of those at work will take the request
                self._threads -= 1

    def _work(self) -> None:
        _current.dispatcher = self
        while task := self._next_task():
            try:
                task.service()
            except Exception:  # a thread outlives any failure of a request
                logging.getLogger("waitress").exception("cannot serve %r", task)

    def _next_task(self) -> Task | None:
        """Waits for a request and returns it; None ends the thread."""
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


def release_thread() -> contextlib.AbstractContextManager[None]:
    """Lets the site go on serving others while this block waits for somebody else; see `Dispatcher.release_thread`."""
    dispatcher: Dispatcher | None = getattr(_current, "dispatcher", None)
    return dispatcher.release_thread() if dispatcher else contextlib.nullcontext()
