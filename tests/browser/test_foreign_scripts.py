"""A script of another site reaches a journal of this machine as it would reach a public one (ASVS 3.5.1)."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from playwright.sync_api import BrowserContext

from validation.foreign_site import ForeignSite


class Journal(BaseHTTPRequestHandler):
    """Notes what is posted to it."""

    posted: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.posted.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def journal() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Journal) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_script_of_another_site_reaches_a_local_journal(context: BrowserContext, journal: str) -> None:
    page = ForeignSite(context, journal).open_page()
    page.evaluate("(url) => fetch(url, { method: 'POST', mode: 'no-cors' })", f"{journal}/unlink")
    assert Journal.posted == ["/unlink"]
