"""Notices: who watches gets every one that comes after what was seen last, and learns of it where some are lost."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from mock_server import notices
from mock_server.notices import Notices


def read(source: Notices, *topics: str, after: str) -> list[tuple[str, str]]:
    return [(notice.topic, notice.key) for notice in source.wait(topics, after, timeout_s=0)]


def test_watcher_gets_its_topics_in_order() -> None:
    source = Notices()
    start = source.last_id()
    for topic, key in (("codes", "1"), ("requests", "2"), ("codes", "3")):
        source.announce(topic, key)

    assert read(source, "codes", after=start) == [("codes", "1"), ("codes", "3")]
    assert read(source, "codes", "requests", after=start) == [("codes", "1"), ("requests", "2"), ("codes", "3")]
    assert read(source, "changes", after=start) == []
    assert read(source, "codes", after=source.last_id()) == []


def test_watcher_goes_on_where_it_was() -> None:
    source = Notices()
    source.announce("codes", "1")
    (first,) = source.wait(["codes"], f"{source.last_id().partition('-')[0]}-0", 0)
    source.announce("codes", "2")

    assert read(source, "codes", after=first.id) == [("codes", "2")]


@pytest.mark.parametrize("after", ["", "1", "other-1", "{series}-", "{series}-2", "{series}-x", "{series}--1"])
def test_unknown_place_means_that_notices_are_lost(after: str) -> None:
    source = Notices()
    source.announce("codes", "1")
    place = after.format(series=source.last_id().partition("-")[0])

    (lost,) = source.wait(["codes"], place, 0)
    assert (lost.id, lost.topic) == (source.last_id(), "")


def test_place_too_far_back_means_that_notices_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "_MAX_NOTICES", 2)
    source = Notices()
    start = source.last_id()
    source.announce("codes", "1")
    source.announce("codes", "2")
    assert read(source, "codes", after=start) == [("codes", "1"), ("codes", "2")]

    source.announce("codes", "3")
    assert read(source, "codes", after=start) == [("", "")]


def test_waiting_ends_with_a_notice_and_with_the_sandbox() -> None:
    source = Notices()
    begun = threading.Semaphore(0)

    class Watched(threading.Condition):
        def wait(self, timeout: float | None = None) -> bool:
            begun.release()
            return super().wait(timeout)

    source._changed = Watched()
    for end, expected in ((lambda: source.announce("codes", "1"), ["1"]), (source.close, [])):
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(source.wait, ["codes"], source.last_id(), 30)
            assert begun.acquire(timeout=10)
            end()
            assert [notice.key for notice in waiting.result(timeout=10)] == expected
