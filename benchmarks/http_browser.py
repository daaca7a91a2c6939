"""A browser for load: cookies, forms and redirects, and as little else as a client can do with."""

import re
from collections.abc import Callable
from html import unescape
from http.client import HTTPConnection
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urljoin, urlsplit

_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_INPUT = re.compile(r"<input\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


class Browser:
    """One person's browser for one login. Used as a context manager."""

    def __init__(self) -> None:
        self._connections: dict[str, HTTPConnection] = {}
        self._cookies: dict[str, dict[str, str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for connection in self._connections.values():
            connection.close()

    def ask(self, url: str, form: dict[str, str] | None = None, bearer: str = "") -> tuple[str, str]:
        """The address that the answer redirects to, or nothing, and the answer's text. Raises AssertionError."""
        where = urlsplit(url)
        cookies = self._cookies.setdefault(where.netloc, {})
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if where.netloc not in self._connections:
            self._connections[where.netloc] = HTTPConnection(where.netloc, timeout=60)
        connection = self._connections[where.netloc]
        path = f"{where.path or '/'}?{where.query}" if where.query else where.path or "/"
        connection.request("GET" if form is None else "POST", path, None if form is None else urlencode(form), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status < 400, f"{url}: HTTP {answer.status} {text[:300]}"
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            cookies[name] = value
        location = answer.headers["Location"]
        return (urljoin(url, location) if location else ""), text

    def walk(self, url: str, redirect_uri: str, typed: dict[str, Callable[[], str]]) -> str:
        """Through redirects and forms, back to the application; `typed` gives what goes into a field."""
        there, page = self.ask(url)
        while True:
            while there:
                if there.startswith(redirect_uri):
                    return there
                url = there
                there, page = self.ask(url)
            form = _FORM.search(page)
            assert form, f"{url}: no form to go on from"
            fields = [_attributes(each) for each in _INPUT.findall(form[2])]
            filled = {each["name"]: each.get("value", "") for each in fields if "name" in each}
            filled |= {name: typed[name]() for name in filled.keys() & typed.keys()}
            url = urljoin(url, _attributes(form[1]).get("action", "") or url)
            there, page = self.ask(url, filled)


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
