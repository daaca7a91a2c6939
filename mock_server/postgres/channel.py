"""Messages between the processes of one sandbox, by PostgreSQL's NOTIFY.

Each process has one connection that listens. On the same connection it holds an advisory lock: while the lock is
there, the process is alive, and others wait for it where they must know that it has heard of something.
"""

import contextlib
import secrets
import threading
import time
from collections.abc import Callable
from functools import partial

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from mock_server.postgres.request_writer import open_connection

CHANNEL = "sandbox"
_LOCK_CLASS = 51_000_001
"""Ours: the first number of the advisory locks of processes that are alive; the second is the process's key."""
_HEARTBEAT_S = 1.0
_RECONNECT_PAUSE_S = 0.5
_SETTLE_TIMEOUT_S = 5.0
_DEATH_CHECK_S = 0.25
_MIN_INTERVAL_S = 0.05
"""Announcements wait for each other for so long: a crowd makes no more than 20 notifications a second."""
_LOST = ""
"""The topic that says that an unknown number of messages is lost."""

ALIVE = f"""SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = {_LOCK_CLASS} AND objsubid = 2
    AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""  # noqa: S608  constants
"""Selects the keys of the processes that are alive."""
_NOTIFY = text("SELECT pg_notify(:channel, message) FROM unnest(CAST(:messages AS text[])) AS message")

Listener = Callable[[str], None]
"""Gets the key of a message. It is called before this process counts as having heard of it."""


class Channel:
    """The messages of one process to all processes, itself too, in the order of their commits."""

    def __init__(self, engine: Engine) -> None:
        self.key = secrets.randbelow(2**31)
        """Which process this is."""
        self.engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._listeners: dict[str, list[Listener]] = {}
        self._outbox: dict[str, None] = {}
        self._outbox_filled = threading.Event()
        self._changed = threading.Condition()
        self._heard_by: dict[str, set[int]] = {}
        self._count = 0
        self.is_listening = False
        self._stopping = threading.Event()
        self.subscribe("settle", self._confirm)
        self.subscribe("settled", self._note_confirmation)
        self._threads = [
            threading.Thread(target=target, name=f"sandbox-{target.__name__}", daemon=True)
            for target in (self._listen, self._send_announcements)
        ]

    def subscribe(self, topic: str, listener: Listener) -> None:
        """Calls the listener for each message of the topic; an empty topic stands for messages that are lost."""
        self._listeners.setdefault(topic, []).append(listener)

    def start(self) -> None:
        """Begins to listen; returns when no message can be missed any more."""
        for thread in self._threads:
            thread.start()
        self.wait_until_listening()

    def wait_until_listening(self) -> None:
        """Waits until no message can be missed, also after the connection was lost."""
        with self._changed:
            self._changed.wait_for(lambda: self.is_listening, _SETTLE_TIMEOUT_S)

    def close(self) -> None:
        """Ends listening."""
        self._stopping.set()
        self._outbox_filled.set()
        with contextlib.suppress(SQLAlchemyError):
            self.send(f"wake {self.key}")
        for thread in self._threads:
            thread.join(_SETTLE_TIMEOUT_S)

    def announce(self, topic: str, key: str = "") -> None:
        """Sends the message soon, together with others: for what nobody waits for."""
        with self._changed:
            self._outbox[f"{topic} {key}"] = None
        self._outbox_filled.set()

    def send(self, *messages: str) -> None:
        """Sends the messages now; each is `topic key`."""
        with self.engine.connect() as connection:
            connection.execute(_NOTIFY, {"channel": CHANNEL, "messages": list(messages)})

    def settle(self, *messages: str) -> None:
        """Sends the messages; returns when all processes that are alive have heard of them."""
        with self._changed:
            self._count += 1
            name = f"{self.key}-{self._count}"
            self._heard_by[name] = set()
        deadline = time.monotonic() + _SETTLE_TIMEOUT_S
        try:
            self.send(*messages, f"settle {name}")
            while time.monotonic() < deadline:
                alive = self._find_alive()
                with self._changed:
                    if self._changed.wait_for(partial(alive.issubset, self._heard_by[name]), _DEATH_CHECK_S):
                        return
        finally:
            with self._changed:
                del self._heard_by[name]

    def _find_alive(self) -> set[int]:
        with self.engine.connect() as connection:
            return set(connection.scalars(text(ALIVE)))

    def _confirm(self, name: str) -> None:
        self.send(f"settled {name} {self.key}")

    def _note_confirmation(self, text_: str) -> None:
        name, _, key = text_.partition(" ")
        with self._changed:
            if name in self._heard_by:
                self._heard_by[name].add(int(key))
                self._changed.notify_all()

    def _send_announcements(self) -> None:
        while not self._stopping.is_set():
            self._outbox_filled.wait()
            self._outbox_filled.clear()
            with self._changed:
                messages, self._outbox = self._outbox, {}
            if messages:
                with contextlib.suppress(SQLAlchemyError):  # whoever listens reads all anew after it
                    self.send(*messages)
            self._stopping.wait(_MIN_INTERVAL_S)

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen_until_lost()
            except (psycopg.Error, SQLAlchemyError):  # the server restarts, or the network is gone
                self._set_listening(False)
                self._stopping.wait(_RECONNECT_PAUSE_S)
        self._set_listening(False)

    def _listen_until_lost(self) -> None:
        connection = open_connection(self.engine)
        with contextlib.closing(connection):
            connection.execute(f"LISTEN {CHANNEL}")
            connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", (_LOCK_CLASS, self.key))
            self._deliver(_LOST, "")
            self._set_listening(True)
            while not self._stopping.is_set():
                for notification in connection.notifies(timeout=_HEARTBEAT_S):
                    self._deliver(*notification.payload.partition(" ")[::2])
                    if self._stopping.is_set():
                        return

    def _deliver(self, topic: str, key: str) -> None:
        for listener in self._listeners.get(topic, ()):
            listener(key)

    def _set_listening(self, value: bool) -> None:
        with self._changed:
            self.is_listening = value
            self._changed.notify_all()
