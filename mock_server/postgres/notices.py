"""Notices of what has happened in any process of the sandbox."""

import time
from collections.abc import Collection
from functools import partial

from mock_server.notices import TOPICS, Notice, Notices
from mock_server.postgres.channel import Channel

_RENEWAL_S = 5
_WATCHED_S = 15
"""A process that watches says so again and again; while none does, nobody sends notices."""


class SharedNotices(Notices):
    """The last notices of all processes; those of one process come in the order of their commits."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = channel
        self._watched_until = self._renew_at = time.monotonic()
        for topic in TOPICS:
            channel.subscribe(topic, partial(super().announce, topic))
        channel.subscribe("watch", self._note_watcher)
        channel.subscribe("", lambda _key: self.forget())

    def announce(self, topic: str, key: str = "") -> None:
        """Tells all watchers of the topic, soon. Of codes the database tells by itself."""
        if topic != "codes" and time.monotonic() < self._watched_until:
            self._channel.announce(topic, key)

    def last_id(self) -> str:
        """Returns the ID after which everything is still to come: from now on all processes send notices."""
        self._renew()
        return super().last_id()

    def wait(self, topics: Collection[str], after: str, timeout_s: float) -> list[Notice]:
        """Waits for notices of these topics as `Notices.wait` does, and has all processes send them."""
        self._renew()
        return super().wait(topics, after, timeout_s)

    def _renew(self) -> None:
        now = time.monotonic()
        if now < self._renew_at:
            return
        self._renew_at = now + _RENEWAL_S
        if now < self._watched_until:
            self._channel.announce("watch")
        else:
            # While nobody watched, nobody sent: who goes on from before that has to read all anew.
            self.forget()
            self._channel.settle("watch ")

    def _note_watcher(self, _key: str) -> None:
        self._watched_until = time.monotonic() + _WATCHED_S
