"""A browser for load: cookies and connections, and as little else as a client can do with.

`httpx` needs more processor time than some of the servers that are measured, and `http.client`, which reads headers as
those of a letter, three times what this one does.
"""

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Self
from urllib.parse import urlencode, urlsplit

_TIMEOUT_S = 300
_ERROR_MAX_CHARS = 300


class JourneyError(Exception):
    """A server did not answer as the journey needs; the message is one line."""


@dataclass(frozen=True)
class Response:
    """An answer, read to its end."""

    url: str
    status_code: int
    headers: dict[str, str]
    """Names are in lower case."""
    text: str

    @property
    def is_redirect(self) -> bool:
        """Whether the answer sends the browser to another address."""
        return "location" in self.headers

    def json(self) -> Any:
        """Returns the answer's JSON."""
        return json.loads(self.text)


class Browser:
    """One person's browser for one login. Used as a context manager; `requests` counts what it has sent."""

    def __init__(self) -> None:
        self.requests = 0
        self._connections: dict[str, _Connection] = {}
        self._cookies: dict[str, dict[str, str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for connection in self._connections.values():
            connection.close()

    def get(self, url: str, *, bearer: str = "") -> Response:
        """Raises JourneyError for an HTTP error, as `post` does."""
        return self._send("GET", url, f"Authorization: Bearer {bearer}\r\n" if bearer else "")

    def post(self, url: str, *, data: Mapping[str, str]) -> Response:
        """Sends a form."""
        body = urlencode(data)
        header = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        return self._send("POST", url, header, body)

    def add_cookie(self, cookie: Mapping[str, str]) -> None:
        """Adds a cookie that the control API made: name, value, url."""
        self._cookies.setdefault(urlsplit(cookie["url"]).netloc, {})[cookie["name"]] = cookie["value"]

    def _send(self, method: str, url: str, header: str, body: str = "") -> Response:
        parts = urlsplit(url)
        cookies = self._cookies.setdefault(parts.netloc, {})
        if cookies:
            header += f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}\r\n"
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        request = f"{method} {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{header}\r\n{body}".encode()
        self.requests += 1
        try:
            status, headers, new_cookies, text = self._exchange(parts.netloc, request)
        except (OSError, ValueError) as error:
            raise JourneyError(f"{method} {parts.netloc}{parts.path}: {error or type(error).__name__}") from error
        if status >= 400:
            raise JourneyError(f"{method} {parts.netloc}{parts.path}: HTTP {status} {text[:_ERROR_MAX_CHARS]!r}")
        cookies.update(new_cookies)
        return Response(url, status, headers, text)

    def _exchange(self, host: str, request: bytes) -> tuple[int, dict[str, str], dict[str, str], str]:
        """Sends a request on the host's connection, or on a new one where the server has closed it meanwhile."""
        if connection := self._connections.get(host):
            try:
                return connection.exchange(request)
            except ConnectionError:
                connection.close()
        self._connections[host] = _Connection(host)
        return self._connections[host].exchange(request)


class _Connection:
    """A connection that is kept open between requests."""

    def __init__(self, host: str) -> None:
        name, _, port = host.rpartition(":")
        self._socket = socket.create_connection((name, int(port)), _TIMEOUT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = self._socket.makefile("rb")

    def close(self) -> None:
        self._reader.close()
        self._socket.close()

    def exchange(self, request: bytes) -> tuple[int, dict[str, str], dict[str, str], str]:
        """Returns the status, the headers, the new cookies and the text of the answer."""
        self._socket.sendall(request)
        status_line = self._reader.readline()
        if not status_line:
            raise ConnectionResetError("the server closed the connection")
        headers: dict[str, str] = {}
        cookies: dict[str, str] = {}
        while row := self._reader.readline().decode("latin-1").rstrip("\r\n"):
            name, _, value = row.partition(": ")
            headers[name.lower()] = value
            if name.lower() == "set-cookie":
                cookie, _, cookie_value = value.partition(";")[0].partition("=")
                cookies[cookie] = cookie_value
        return int(status_line.split()[1]), headers, cookies, _read_body(self._reader, headers).decode()


def _read_body(reader: IO[bytes], headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return reader.read(int(headers["content-length"])) if "content-length" in headers else b""
    chunks = []
    while size := int(reader.readline(), 16):
        chunks.append(reader.read(size))
        reader.readline()
    reader.readline()
    return b"".join(chunks)
