"""Calls from one site of the sandbox to another, over connections that are kept: http.client with a pool.

A client with more to offer takes four times as long for a call, and a crowd makes three calls for each link.
"""

import ssl
from collections import defaultdict, deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from selectors import EVENT_READ, DefaultSelector
from socket import socket
from urllib.parse import SplitResult, urlsplit


class CallFailedError(Exception):
    """No answer came, or not all of it; the message is the kind of failure."""


@dataclass(frozen=True)
class Answer:
    """What the other site has answered."""

    status: int
    body: bytes


class Caller:
    """Calls other sites. It obeys no proxy, checks no certificate and follows no redirect. Safe between threads."""

    def __init__(self) -> None:
        # The one used last is the first to be used again: of those that a crowd has opened, the rest fall idle.
        self._idle: defaultdict[str, deque[HTTPConnection]] = defaultdict(deque)

    def close(self) -> None:
        """Closes the connections that are kept."""
        for connections in self._idle.values():
            while connections:
                connections.pop().close()

    def call(self, method: str, url: str, timeout_s: float, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """Sends a request; each of its steps may take `timeout_s`. Raises CallFailedError."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        connection = self._take_idle(origin, timeout_s) or self._create_connection(parts, timeout_s)
        try:
            connection.request(method, url.removeprefix(origin), body, dict(headers))
            response = connection.getresponse()
            answer = Answer(response.status, response.read())
        except (OSError, HTTPException) as error:
            connection.close()
            raise CallFailedError(type(error).__name__) from error
        if connection.sock is not None:  # the other side keeps it, too
            self._idle[origin].append(connection)
        return answer

    def _create_connection(self, parts: SplitResult, timeout_s: float) -> HTTPConnection:
        if parts.scheme == "https":
            return HTTPSConnection(parts.netloc, timeout=timeout_s, context=self._tls)
        return HTTPConnection(parts.netloc, timeout=timeout_s)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl._create_unverified_context()  # noqa: S323  the sandbox calls only itself

    def _take_idle(self, origin: str, timeout_s: float) -> HTTPConnection | None:
        """Returns a kept connection that the other side has not closed, if there is one."""
        idle = self._idle[origin]
        with suppress(IndexError):
            while connection := idle.pop():
                if _is_open(connection.sock):
                    connection.sock.settimeout(timeout_s)
                    return connection
                connection.close()
        return None


def _is_open(connection: socket) -> bool:
    """Returns whether nothing comes from the other side: neither an end nor what nobody has asked for."""
    with DefaultSelector() as selector:
        selector.register(connection, EVENT_READ)
        return not selector.select(0)
