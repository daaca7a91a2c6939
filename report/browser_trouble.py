"""What goes wrong in a browser beside what a test looks at: missing files, errors of scripts, failing answers."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    WebError,
    WebSocket,
)

Kind = Literal["file", "script", "server", "host"]

_GOOD_STATUSES = (200, 204, 304)
_AWAITED = ("stylesheet", "script", "image", "font", "manifest", "fetch", "xhr")
_AWAITED_TIMEOUT_MS = 3_000
_ABORTED = ("ERR_ABORTED", "NS_BINDING_ABORTED", "cancelled", "canceled")
"""What browsers call a request that its own page gave up: it went elsewhere, or was closed."""
_OF_RESPONSES = "Failed to load resource"
"""Chromium's line in the console for an answer that `response` or `requestfailed` has told of already."""


@dataclass(frozen=True)
class Trouble:
    """One thing that went wrong: on which page, and what.

    `status` is that of the answer, if it was one; `after_steps` is how many steps the test had taken.
    """

    kind: Kind
    page: str
    text: str
    method: str = ""
    url: str = ""
    status: int = 0
    after_steps: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{_without_query(self.page)} — {self.text}"


class BrowserWatch:
    """Watches all contexts that a browser opens, and their windows, for trouble.

    `origins` are those that pages may ask; `judged_origins` those whose pages are judged, None for all;
    `count_steps` says how many steps the test has taken.
    """

    def __init__(
        self,
        origins: Collection[str],
        judged_origins: Collection[str] | None = None,
        count_steps: Callable[[], int] = lambda: 0,
    ) -> None:
        self._count_steps = count_steps
        self._origins = origins
        self._judged = judged_origins
        self._contexts: list[BrowserContext] = []
        self._loading: set[Request] = set()
        self._troubles: dict[Trouble, None] = {}

    def attach(self, browser: Browser) -> None:
        """Watches the contexts that the browser opens from now on."""
        browser.on("context", self.watch)

    def detach(self, browser: Browser) -> None:
        """Watches no context that the browser opens later."""
        browser.remove_listener("context", self.watch)

    def watch(self, context: BrowserContext) -> None:
        """Watches a context, its windows and its frames."""
        self._contexts.append(context)
        context.on("request", self._see_request)
        context.on("response", self._see_response)
        context.on("requestfinished", self._see_finished_request)
        context.on("requestfailed", self._see_failed_request)
        context.on("console", self._see_console)
        context.on("weberror", self._see_error)
        context.on("page", lambda page: page.on("websocket", self._see_socket))

    def list_troubles(self) -> list[Trouble]:
        """Returns what went wrong so far, the oldest first; waits a moment for files that pages are loading."""
        for context in self._contexts:
            try:
                for page in context.pages:
                    page.evaluate("0")  # the page's answer comes after all that it has to tell
                self._await_files(context)
            except Error:
                continue  # closed, and with it all that was loading
        return list(self._troubles)

    def _await_files(self, context: BrowserContext) -> None:
        deadline = monotonic() + _AWAITED_TIMEOUT_MS / 1000
        while self._is_loading(context) and (left_s := deadline - monotonic()) > 0:
            context.wait_for_event("response", timeout=left_s * 1000)

    def _is_loading(self, context: BrowserContext) -> bool:
        pages = [_find_page(request) for request in self._loading if request.resource_type in _AWAITED]
        return any(page is not None and not page.is_closed() and page.context == context for page in pages)

    def _see_request(self, request: Request) -> None:
        if not request.is_navigation_request():
            self._loading.add(request)
        if not self._is_allowed(request.url):
            self._add("host", _page_url(request), f"запрос к чужому узлу {_without_query(request.url)}", request)

    def _see_response(self, response: Response) -> None:
        request, status = response.request, response.status
        self._loading.discard(request)
        described = f"{request.method} {_without_query(request.url)}: ответ {status}, ожидался 200"
        if status >= 500:
            self._add("server", _page_url(request), described, request, status)
        elif not request.is_navigation_request() and not 300 <= status < 400 and status not in _GOOD_STATUSES:
            self._add("file", _page_url(request), described, request, status)

    def _see_finished_request(self, request: Request) -> None:
        self._loading.discard(request)

    def _see_failed_request(self, request: Request) -> None:
        self._loading.discard(request)
        reason = request.failure or ""
        page = _find_page(request)
        is_given_up = any(word in reason for word in _ABORTED) or page is None or page.is_closed()
        if not request.is_navigation_request() and not is_given_up:
            text = f"{request.method} {_without_query(request.url)}: нет ответа ({reason})"
            self._add("file", _page_url(request), text, request)

    def _see_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_OF_RESPONSES):
            self._add("script", message.page.url if message.page else "", f"ошибка в консоли: {message.text}")

    def _see_error(self, error: WebError) -> None:
        self._add("script", error.page.url if error.page else "", f"ошибка скрипта: {error.error.message}")

    def _see_socket(self, socket: WebSocket) -> None:
        if not self._is_allowed(socket.url.replace("ws", "http", 1)):
            self._add("host", "WebSocket", f"соединение с чужим узлом {_without_query(socket.url)}")

    def _is_allowed(self, url: str) -> bool:
        return urlsplit(url).scheme not in ("http", "https") or _origin(url) in self._origins

    def _add(self, kind: Kind, page: str, text: str, request: Request | None = None, status: int = 0) -> None:
        is_icon = request is not None and urlsplit(request.url).path == "/favicon.ico"
        if is_icon or (self._judged is not None and _origin(page) not in self._judged):
            return
        method, url = (request.method, request.url) if request else ("", "")
        trouble = Trouble(kind, page, text.partition("\n")[0], method, url, status, self._count_steps())
        self._troubles.setdefault(trouble)


def _find_page(request: Request) -> Page | None:
    """Returns the page of a request; None for a service worker's, or of a window that shows nothing yet."""
    try:
        return request.frame.page
    except Error:
        return None


def _page_url(request: Request) -> str:
    """Returns the address of the page that asks; of a navigation, the address it asks for."""
    if request.is_navigation_request():
        return request.url
    try:
        return request.frame.url
    except Error:
        return request.url


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _without_query(url: str) -> str:
    return url.partition("?")[0].partition("#")[0]
