"""What the journal does by itself: its pages' requests that are not answered yet."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Error, Request, Response, TimeoutError

_NEVER_ENDING = ("eventsource", "websocket", "ping")
_STREAMS = ("text/event-stream", "multipart/x-mixed-replace", "application/x-ndjson")
_READING = ("GET", "HEAD", "OPTIONS")
_SCRIPTED = ("fetch", "xhr", "eventsource", "websocket")
QUIET_S = 0.4
"""How long nothing must happen before a journal has settled whose pace is not known."""
_INTERVAL_MS = 100
_LONG_POLL_S = 5.0
"""A request that is open for longer waits for news: it is no answer that a person waits for."""
_POLLED_TIMES = 3
"""The same request of one page, so often: a poll, which never ends."""


@dataclass
class JournalActivity:
    """The requests of a browser context that a person waits for: no streams, no polls."""

    context: BrowserContext
    is_journal: Callable[[str], bool]
    is_return: Callable[[str], bool]
    last_return: float = 0.0
    """Seconds of `time.monotonic`; when the browser last came back from VK ID."""
    loads: int = 0
    """How many pages of the journal's the browser has asked for."""
    scripted: int = 0
    """How many requests the scripts of the journal's pages have made."""
    pause_s: float = 0.0
    """The longest time since the return in which nothing happened, and then something did."""
    acts: int = 0
    """How many answers the journal has given that may have changed something: all but scripts' reading."""
    _open: dict[Request, float] = field(default_factory=dict)
    _asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    _changed_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.context.on("request", self._add)
        self.context.on("response", self._look_at_answer)
        self.context.on("requestfinished", self._finish)
        self.context.on("requestfailed", self._remove)

    @property
    def quiet_for_s(self) -> float:
        """For how long nothing has been open, and nothing has begun or ended."""
        now = time.monotonic()
        is_open = any(now - begun < _LONG_POLL_S for begun in self._open.values())
        return 0.0 if is_open else now - self._changed_at

    def has_settled(self, after_return_s: float) -> bool:
        """Returns whether nothing has happened for a while, and as much time has passed since the return."""
        return self._wait_s(after_return_s, QUIET_S) <= 0

    def _wait_s(self, after_return_s: float, quiet_s: float) -> float:
        """Returns how long nothing must go on happening."""
        return max(quiet_s - self.quiet_for_s, self.last_return + after_return_s - time.monotonic())

    def wait_until_settled(
        self, count: Callable[[], int], *, after_return_s: float, quiet_s: float = QUIET_S, timeout_s: float
    ) -> None:
        """Waits until nothing happens, and the count of what happens elsewhere stays; not longer than `timeout_s`.

        It is counted when the quiet begins, and when it is over.
        """
        deadline = time.monotonic() + timeout_s
        counted, counted_at = count(), time.monotonic()
        while time.monotonic() < deadline:
            wait_s = max(self._wait_s(after_return_s, quiet_s), counted_at + quiet_s - time.monotonic())
            if wait_s > 0:
                self.look_again(max(1, min(_INTERVAL_MS, int(wait_s * 1000) + 1)))
                continue
            earlier, counted, counted_at = counted, count(), time.monotonic()
            if counted == earlier:
                return

    def look_again(self, interval_ms: int) -> None:
        """Lets the browser's events come in until the next answer, or the end of the interval."""
        with suppress(TimeoutError):
            self.context.wait_for_event("response", timeout=interval_ms)

    def _add(self, request: Request) -> None:
        now = time.monotonic()
        if self.is_return(request.url):
            self.last_return = now
            self.pause_s = 0.0
        if request.is_navigation_request():
            self.loads += self.is_journal(request.url)
            self._asked.clear()
        self.scripted += request.resource_type in _SCRIPTED
        key = request.method, request.url.partition("?")[0]
        self._asked[key] += 1
        is_poll = request.method == "GET" and self._asked[key] >= _POLLED_TIMES
        if self.is_journal(request.url) and request.resource_type not in _NEVER_ENDING and not is_poll:
            if not self._open and not self.is_return(request.url):
                self.pause_s = max(self.pause_s, now - self._changed_at)
            self._open[request] = now
            self._changed_at = now

    def _look_at_answer(self, response: Response) -> None:
        try:
            content_type = response.headers.get("content-type", "")
        except Error:  # the window has closed
            return
        if content_type.startswith(_STREAMS):
            self._remove(response.request)

    def _finish(self, request: Request) -> None:
        if self.is_journal(request.url) and (request.is_navigation_request() or request.method not in _READING):
            self.acts += 1
        self._remove(request)

    def _remove(self, request: Request) -> None:
        if self._open.pop(request, None) is not None:
            self._changed_at = time.monotonic()
