"""Addresses that a journal's script puts into the address bar, without a request."""

from collections import defaultdict
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from validation.traffic import TrafficLog

JOURNAL = "https://diary.example"


class FakeEmitter:
    """A browser context, or a page, whose events a test emits."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Callable[[Any], None]]] = defaultdict(list)

    def on(self, event: str, listener: Callable[[Any], None]) -> None:
        self._listeners[event].append(listener)

    def emit(self, event: str, subject: Any) -> None:
        for listener in self._listeners[event]:
            listener(subject)


@pytest.mark.parametrize(
    ("url", "urls"),
    [
        (f"{JOURNAL}/#/office?phone=9005550101", [f"{JOURNAL}/#/office?phone=9005550101"]),
        (f"{JOURNAL}/office/belova", [f"{JOURNAL}/office/belova"]),
        ("https://id.vk.ru/authorize#login", []),
    ],
)
def test_address_of_the_journal_is_seen_once(url: str, urls: list[str]) -> None:
    context: Any = FakeEmitter()
    traffic = TrafficLog(context, (JOURNAL,), "https://id.vk.ru")
    page = FakeEmitter()
    context.emit("page", page)
    for _ in range(2):
        page.emit("framenavigated", SimpleNamespace(url=url))
    assert traffic.urls == urls
