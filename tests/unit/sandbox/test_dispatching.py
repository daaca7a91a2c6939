"""Threads of one site: a task that waits does not count, and a task that fails harms no other."""

import contextlib
import threading
from collections.abc import Iterator

import pytest

from mock_server.http.dispatching import Dispatcher, release_thread


class Work:
    """A task that says when it has begun, and ends when the test lets it."""

    def __init__(self, *, waits: bool = False, fails: bool = False) -> None:
        self.waits, self.fails = waits, fails
        self.begun, self.go_on, self.done, self.cancelled = (threading.Event() for _ in range(4))

    def service(self) -> None:
        with release_thread() if self.waits else contextlib.nullcontext():
            self.begun.set()
            self.go_on.wait(20)
        if self.fails:
            raise ZeroDivisionError
        self.done.set()

    def cancel(self) -> None:
        self.cancelled.set()


@pytest.fixture
def dispatcher() -> Iterator[Dispatcher]:
    threads = Dispatcher("test", 2)
    yield threads
    assert threads.shutdown(timeout=20)


def add(dispatcher: Dispatcher, count: int, **how: bool) -> list[Work]:
    added = [Work(**how) for _ in range(count)]
    for work in added:
        dispatcher.add_task(work)
    return added


def end(*works: Work) -> None:
    for work in works:
        work.go_on.set()


def test_no_more_are_worked_on_than_the_limit(dispatcher: Dispatcher) -> None:
    first, second, third = add(dispatcher, 3)
    assert first.begun.wait(20)
    assert second.begun.wait(20)
    assert dispatcher._threads == 2
    assert dispatcher._tasks.qsize() == 1
    end(first)
    assert third.begun.wait(20)
    end(second, third)


def test_those_that_wait_are_not_counted_and_their_threads_end(dispatcher: Dispatcher) -> None:
    waits = add(dispatcher, 10, waits=True)
    assert all(work.begun.wait(20) for work in waits)
    works = add(dispatcher, 2)
    assert all(work.begun.wait(20) for work in works)
    assert dispatcher._threads == 12
    end(*waits)
    with dispatcher._ended:
        assert dispatcher._ended.wait_for(lambda: dispatcher._threads <= 2, timeout=20)
    end(*works)


def test_task_that_fails_leaves_its_thread_to_others(caplog: pytest.LogCaptureFixture) -> None:
    dispatcher = Dispatcher("test", 1)
    end(*add(dispatcher, 5, fails=True))
    (work,) = add(dispatcher, 1)
    end(work)
    assert dispatcher.shutdown(timeout=20)
    assert work.done.is_set()
    assert [record.getMessage()[:12] for record in caplog.records] == ["cannot serve"] * 5


def test_dispatcher_that_stops_answers_what_it_has_and_takes_no_more() -> None:
    dispatcher = Dispatcher("test", 1)
    works = add(dispatcher, 3)
    end(*works)
    assert dispatcher.shutdown(timeout=20)
    assert all(work.done.is_set() for work in works)
    (late,) = add(dispatcher, 1)
    assert late.cancelled.is_set()


def test_dispatcher_that_cannot_stop_cancels_what_has_not_begun() -> None:
    dispatcher = Dispatcher("test", 1)
    stuck, pending = add(dispatcher, 2)
    assert stuck.begun.wait(20)
    assert not dispatcher.shutdown(timeout=0)
    assert (pending.cancelled.is_set(), pending.done.is_set()) == (True, False)
    end(stuck)
