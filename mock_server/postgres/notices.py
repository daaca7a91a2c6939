"""Notices of what has happened in any process of the sandbox."""

from functools import partial

from mock_server.notices import TOPICS, Notices
from mock_server.postgres.channel import Channel


class SharedNotices(Notices):
    """The last notices of all processes; those of one process come in the order of their commits."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = channel
        for topic in TOPICS:
            channel.subscribe(topic, partial(super().announce, topic))
        channel.subscribe("", lambda _key: self.forget())

    def announce(self, topic: str, key: str = "") -> None:
        """Tells all watchers of the topic, soon. Of codes the database tells by itself."""
        if topic != "codes":
            self._channel.announce(topic, key)
