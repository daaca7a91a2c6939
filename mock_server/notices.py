"""Notices of what has just happened in the sandbox, for those who watch it: the console's live pages.

A notice says that something of a topic has changed, and of what; who wants to know more asks for it.
"""

import secrets
import threading
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

TOPICS = ("codes", "requests", "changes")
"""A code was sent or has ended, by phone; a request was recorded, by its ID; people, faults or clients have changed,
by phone where it is one person's."""
_MAX_NOTICES = 1_000
"""How far back a watcher whose connection broke can take up again."""


@dataclass(frozen=True)
class Notice:
    """Something of a topic has changed. An empty topic says that an unknown number of notices is lost."""

    id: str
    topic: str
    key: str = ""


class Notices:
    """The last notices of one process. Safe between threads."""

    def __init__(self) -> None:
        # Another process counts anew: its numbers must not be mistaken for these.
        self._series = secrets.token_hex(4)
        self._recent: deque[tuple[int, Notice]] = deque(maxlen=_MAX_NOTICES)
        self._count = 0
        self._changed = threading.Condition()
        self._closed = False

    def announce(self, topic: str, key: str = "") -> None:
        """Tells all watchers of the topic."""
        with self._changed:
            self._count += 1
            self._recent.append((self._count, Notice(self._build_id(self._count), topic, key)))
            self._changed.notify_all()

    def last_id(self) -> str:
        """Returns the ID after which everything is still to come."""
        with self._changed:
            return self._build_id(self._count)

    def wait(self, topics: Collection[str], after: str, timeout_s: float) -> list[Notice]:
        """Waits for notices of these topics after the one of this ID; returns none when the time is over.

        Where the ID is too old or of another process, returns one notice without a topic: whatever was shown may have
        changed.
        """
        with self._changed:
            number = self._parse_id(after)
            if number is None:
                return [Notice(self._build_id(self._count), "")]
            self._changed.wait_for(lambda: self._closed or bool(self._select(topics, number)), timeout_s)
            return self._select(topics, number)

    def forget(self) -> None:
        """Has every watcher read all anew: an unknown number of notices is lost."""
        with self._changed:
            self._series = secrets.token_hex(4)
            self._recent.clear()
            self._changed.notify_all()

    def close(self) -> None:
        """Ends all waits, for good: the sandbox stops."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _select(self, topics: Collection[str], after: int) -> list[Notice]:
        chosen = []
        for number, notice in reversed(self._recent):
            if number <= after:
                break
            if notice.topic in topics:
                chosen.append(notice)
        return chosen[::-1]

    def _build_id(self, number: int) -> str:
        return f"{self._series}-{number}"

    def _parse_id(self, text: str) -> int | None:
        series, _, number = text.partition("-")
        if series != self._series or not number.isdecimal() or len(number) > 18:
            return None
        oldest = self._recent[0][0] if self._recent else 1
        return int(number) if oldest - 1 <= int(number) <= self._count else None
