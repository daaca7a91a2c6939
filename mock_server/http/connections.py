"""The connections of one site: an idle one makes way for a new one, and costs nothing while it is idle."""

import contextlib
import select
import socket
import sys
import threading
import time
from collections import deque
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import WSGITask

from mock_server.http.dispatching import Dispatcher
from mock_server.http.unreadable import ErrorTask, Parser

MAX_CONNECTIONS = 1000
"""Connections that one site may have open at the same time."""
_SPARE_CONNECTIONS = 8
"""How many of them stay free for new clients."""
FIRST_REQUEST_S = 1.0
"""How long a connection has for its first request before it counts as idle."""
_WANTED_FILES = 8192
"""Open files that five sites with so many connections each, the database and calls between the sites may need."""


def raise_connection_limit() -> int:
    """Raises the process's limit of open files; returns how many connections a site may have under it."""
    if sys.platform == "win32":
        return MAX_CONNECTIONS
    import resource

    files, maximum = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files < _WANTED_FILES:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(
                resource.RLIMIT_NOFILE, (_WANTED_FILES if maximum < 0 else min(_WANTED_FILES, maximum), maximum)
            )
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MAX_CONNECTIONS if files < 0 else max(50, min(MAX_CONNECTIONS, (files - 512) // 7))


_BEGINNING = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 512\r\n\r\n{"
"""Of an answer that a fault breaks off."""

_served = threading.local()
"""The connection whose request this thread answers."""


class _Task(WSGITask):  # type: ignore[misc]  # waitress has no types
    wrote_header = False

    def get_environment(self) -> dict[str, Any]:
        """Lets a fault cut the connection with nothing sent, as a lost network does, or begin an answer."""
        environ: dict[str, Any] = super().get_environment()
        environ["sandbox.drop"] = lambda: self.channel.socket.shutdown(socket.SHUT_RDWR)
        environ["sandbox.begin"] = lambda: self.channel.socket.sendall(_BEGINNING)
        return environ

    def write(self, data: bytes) -> None:
        """Sends the header together with the answer, where it comes whole: waitress sends the one, then the other."""
        if self.wrote_header or not self.complete or self.content_length != len(data) or not self.has_body:
            super().write(data)
            return
        header = self.build_response_header()
        self.wrote_header = True
        self.content_bytes_written = len(data)
        self.channel.write_soon(header + data)


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _Task
    error_task_class = ErrorTask
    parser_class = Parser
    served = False
    """Whether one of its requests has been answered."""

    def add_channel(self, sockets: Any = None) -> None:
        """Joins the connections of its server."""
        super().add_channel(sockets)
        self.server.look_at(self)

    def service(self) -> None:
        """Answers its next request."""
        _served.channel = self
        super().service()
        self.served = True


class Server(TcpWSGIServer):  # type: ignore[misc]
    """waitress, serving a site on a listening socket; `adjustments` are waitress's."""

    channel_class = _Channel

    _changed: deque[int]
    """Numbers of the sockets that may now wait for something else than before."""

    def __init__(self, site: Flask, listening: socket.socket, dispatcher: Dispatcher, **adjustments: Any) -> None:
        self._changed = deque()
        super().__init__(
            site,
            map={},
            _sock=listening,
            dispatcher=dispatcher,
            adj=Adjustments(sockets=[listening], **adjustments),
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            bind_socket=False,
        )

    def run(self) -> None:
        """Serves until all is closed.

        waitress's own loop asks every connection, at each event of any, what it waits for: with 300 of them that took a
        third of the sandbox's time.
        """
        if not hasattr(select, "poll"):  # Windows
            super().run()
            return
        poller = select.poll()
        registered: set[int] = set()
        self._changed.extend(self._map)
        while self._map:
            self._changed.append(self._fileno)
            while self._changed:
                self._register(poller, registered, self._changed.popleft())
            for number, events in poller.poll(self.adj.asyncore_loop_timeout * 1000):
                self._changed.append(number)
                if number in self._map:
                    wasyncore.readwrite(self._map[number], events)

    def _register(self, poller: "select.poll", registered: set[int], number: int) -> None:
        """Has the poller wait for what the socket waits for, if it is still open and waits for anything."""
        waiting, events = self._map.get(number), 0
        if waiting is not None:
            events = (select.POLLIN | select.POLLPRI) if waiting.readable() else 0
            events |= select.POLLOUT if waiting.writable() and not waiting.accepting else 0
        if events:
            poller.register(number, events)
            registered.add(number)
        elif number in registered:
            poller.unregister(number)
            registered.remove(number)

    def look_at(self, channel: _Channel) -> None:
        """Has the loop look at a connection, which may now wait for something else."""
        self._changed.append(channel._fileno)

    def pull_trigger(self) -> None:
        """Wakes the loop: the connection that this thread serves has changed."""
        self.look_at(_served.channel)
        super().pull_trigger()

    def maintenance(self, now: float) -> None:
        """Closes connections that have been idle for long."""
        super().maintenance(now)
        self._changed.extend(number for number, channel in self.active_channels.items() if channel.will_close)

    def readable(self) -> bool:
        """Returns whether another connection may come. Where there are nearly too many, closes the idlest."""
        if len(self._map) >= self.adj.connection_limit - _SPARE_CONNECTIONS:
            new = time.time() - FIRST_REQUEST_S
            idle = [
                channel
                for channel in self.active_channels.values()
                if not channel.requests and (channel.served or channel.creation_time < new)
            ]
            if idle:
                idlest = min(idle, key=_order_by_idleness)
                idlest.will_close = True
                self.look_at(idlest)
        return bool(super().readable())


def _order_by_idleness(channel: _Channel) -> tuple[bool, float]:
    """Orders connections: first those kept alive after an answer, then those that have sent no request yet."""
    return not channel.served, channel.last_activity if channel.served else channel.creation_time
