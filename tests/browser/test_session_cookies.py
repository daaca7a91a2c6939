"""Which cookies a browser has when it sends the teacher's password, on whatever screen they were set."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page

from validation.session_cookies import watch_sent_cookies

SCREENS = {
    "/": "<a href=/form>Вход</a>",
    "/form": "<form method=post action=/in><input name=pw><button>Войти</button></form>",
}


class Journal(BaseHTTPRequestHandler):
    """Gives a cookie with the second screen, and another one at the sign-in."""

    def do_GET(self) -> None:
        self._answer(SCREENS.get(self.path, ""), "sid=earlier" if self.path == "/form" else "")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer("in", "sid=later")

    def _answer(self, body: str, cookie: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: Any) -> None:
        """Prints nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """The address of a journal whose sign-in has two screens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Journal)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_cookie_of_the_second_screen_is_seen(page: Page, address: str) -> None:
    teacher, vendor = SimpleNamespace(password="пароль 7"), SimpleNamespace(is_journal=lambda url: True)
    session: Any = SimpleNamespace(context=page.context, teacher=teacher, vendor=vendor)
    with watch_sent_cookies(session) as sent:
        page.goto(address)
        page.get_by_role("link").click()
        page.get_by_role("textbox").fill("пароль 7")
        page.get_by_role("button").click()
        page.get_by_text("in", exact=True).wait_for()
    assert sent == {"sid": "earlier"}
