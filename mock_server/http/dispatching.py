"""Threads that serve the requests of one site. A request that waits for somebody else delays no other.

waitress has a fixed number of threads per site. Requests that wait for a code, or that a fault delays, would take all
of them, and the next caller would wait too.
"""

import contextlib
import logging
import threading
from collections.abc import Iterator
from queue import Empty, SimpleQueue
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
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()  # None ends the thread that takes it
        self._lock = threading.Lock()
        self._ended = threading.Condition(self._lock)
        self._threads = self._waiting = 0
        self._spare = 0
        """How many more threads are idle than requests are queued."""
        self._stopping = False

    def add_task(self, task: Task) -> None:
        """Queues the request until a thread is free."""
        with self._lock:
            if not self._stopping:
                self._tasks.put(task)
                self._spare -= 1
                self._find_thread()
                return
        task.cancel()

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """Answers the queue for at most `timeout` seconds, and ends all threads; returns whether all was answered."""
        with self._lock:
            self._stopping = True
            self._end_idle_threads()
            ended = self._ended.wait_for(lambda: self._threads == 0, timeout)
            unfinished_tasks = self._empty_queue()
            self._end_idle_threads()
        for task in unfinished_tasks:
            task.cancel()
        return ended

    @contextlib.contextmanager
    def release_thread(self) -> Iterator[None]:
        """Lets another thread work in place of this one while the block waits for somebody else."""
        with self._lock:
            self._waiting += 1
            self._find_thread()
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1

    def _find_thread(self) -> None:
        """Starts a thread where no idle one will take the request, unless there are enough."""
        if self._spare >= 0 or self._threads - self._waiting >= self._limit:
            return
        try:
            threading.Thread(target=self._work, name=f"sandbox-{self._site}-worker", daemon=True).start()
        except RuntimeError:  # the machine has no more threads; one of those at work will take the request
            return
        self._threads += 1
        self._spare += 1
        if self._stopping:
            self._tasks.put(None)

    def _work(self) -> None:
        _current.dispatcher = self
        is_wanted = True
        while is_wanted and (task := self._tasks.get()):
            try:
                task.service()
            except Exception:  # a thread outlives any failure of a request
                logging.getLogger("waitress").exception("cannot serve %r", task)
            with self._lock:
                is_wanted = self._threads - self._waiting <= self._limit
                self._spare += is_wanted
        with self._lock:
            self._threads -= 1
            self._ended.notify_all()

    def _end_idle_threads(self) -> None:
        for _ in range(self._threads):
            self._tasks.put(None)

    def _empty_queue(self) -> list[Task]:
        tasks = []
        with contextlib.suppress(Empty):
            while True:
                if task := self._tasks.get_nowait():
                    tasks.append(task)
        return tasks


def release_thread() -> contextlib.AbstractContextManager[None]:
    """Lets the site go on serving others while this block waits for somebody else; see `Dispatcher.release_thread`."""
    dispatcher: Dispatcher | None = getattr(_current, "dispatcher", None)
    return dispatcher.release_thread() if dispatcher else contextlib.nullcontext()
