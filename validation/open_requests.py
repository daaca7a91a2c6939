"""What scripts of the journal's pages have sent to it and has not been answered yet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Request

_READING = ("GET", "HEAD", "OPTIONS")


@contextmanager
def watch_open_requests(context: BrowserContext, is_journal: Callable[[str], bool]) -> Iterator[set[Request]]:
    """Gives the requests without an answer by which scripts act. What they only read may wait for news for ever."""
    open_requests: set[Request] = set()

    def add(request: Request) -> None:
        acts = request.method not in _READING and not request.is_navigation_request()
        if acts and is_journal(request.url):
            open_requests.add(request)

    def remove(request: Request) -> None:
        open_requests.discard(request)

    context.on("request", add)
    context.on("requestfinished", remove)
    context.on("requestfailed", remove)
    try:
        yield open_requests
    finally:
        context.remove_listener("request", add)
        context.remove_listener("requestfinished", remove)
        context.remove_listener("requestfailed", remove)
