"""The connections of one site: one that is idle makes way for one that is new."""

import contextlib
import socket
import sys
import time
from typing import Any

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import WSGITask

from mock_server.http.dispatching import Dispatcher
from mock_server.http.unreadable import ErrorTask, Parser

MAX_CONNECTIONS = 1000
"""Connections that one site has open at the same time."""
_SPARE_CONNECTIONS = 8
"""How many of them are kept free for who comes next."""
FIRST_REQUEST_S = 1.0
"""How long a connection is left alone to send its first request."""
_WANTED_FILES = 8192
"""What five sites with so many connections each, the database and calls between the sites may take."""


def connection_limit() -> int:
    """How many connections a site may have, in a process that may open so many files; asks for more files first."""
    if sys.platform == "win32":
        return MAX_CONNECTIONS
    import resource

    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files < _WANTED_FILES:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (_WANTED_FILES if most < 0 else min(_WANTED_FILES, most), most))
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MAX_CONNECTIONS if files < 0 else max(50, min(MAX_CONNECTIONS, (files - 512) // 7))


class _Task(WSGITask):  # type: ignore[misc]  # waitress has no types
    def get_environment(self) -> dict[str, Any]:
        """Let a fault cut the connection with nothing sent, as a lost network does."""
        environ: dict[str, Any] = super().get_environment()
        environ["sandbox.drop"] = lambda: self.channel.socket.shutdown(socket.SHUT_RDWR)
        return environ


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _Task
    error_task_class = ErrorTask
    parser_class = Parser
    served = False
    """Whether a request on it has been answered."""

    def service(self) -> None:
        """Answer its next request."""
        super().service()
        self.served = True


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Serves a site on a listening socket with waitress; `adjustments` are waitress's own."""

    channel_class = _Channel

    def __init__(self, site: Flask, listening: socket.socket, dispatcher: Dispatcher, **adjustments: Any) -> None:
        super().__init__(
            site,
            map={},
            _sock=listening,
            dispatcher=dispatcher,
            adj=Adjustments(sockets=[listening], **adjustments),
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            bind_socket=False,
        )

    def readable(self) -> bool:
        """Whether another connection may come. Where there are nearly too many, the idlest makes way."""
        if len(self._map) >= self.adj.connection_limit - _SPARE_CONNECTIONS:
            new = time.time() - FIRST_REQUEST_S
            idle = [
                channel
                for channel in self.active_channels.values()
                if not channel.requests and (channel.served or channel.creation_time < new)
            ]
            if idle:
                min(idle, key=_idle_since).will_close = True
        return bool(super().readable())


def _idle_since(channel: _Channel) -> tuple[bool, float]:
    """Orders connections: those kept alive after an answer, then those that have not said yet what they want."""
    return not channel.served, channel.last_activity if channel.served else channel.creation_time
