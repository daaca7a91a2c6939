"""A browser for load: cookies and connections, and as little else as a client can do with.

`httpx` would need as much time as some of the servers that are measured.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

_TIMEOUT_S = 60
_ERROR_MAX_CHARS = 300


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
        self._connections: dict[str, HTTPConnection] = {}
        self._cookies: dict[str, dict[str, str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for connection in self._connections.values():
            connection.close()

    def get(self, url: str, *, bearer: str = "") -> Response:
        """Raises AssertionError for an HTTP error."""
        return self._send("GET", url, {"Authorization": f"Bearer {bearer}"} if bearer else {})

    def post(self, url: str, *, data: Mapping[str, str]) -> Response:
        """Sends a form. Raises AssertionError for an HTTP error."""
        return self._send("POST", url, {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(data))

    def add_cookie(self, cookie: Mapping[str, str]) -> None:
        """Adds a cookie that the control API made: name, value, url."""
        self._cookies.setdefault(urlsplit(cookie["url"]).netloc, {})[cookie["name"]] = cookie["value"]

    def _send(self, method: str, url: str, headers: dict[str, str], body: str | None = None) -> Response:
        parts = urlsplit(url)
        cookies = self._cookies.setdefault(parts.netloc, {})
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        if parts.netloc not in self._connections:
            self._connections[parts.netloc] = HTTPConnection(parts.netloc, timeout=_TIMEOUT_S)
        connection = self._connections[parts.netloc]
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        self.requests += 1
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status < 400, f"{url}: HTTP {answer.status} {text[:_ERROR_MAX_CHARS]}"
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            cookies[name] = value
        return Response(url, answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)
