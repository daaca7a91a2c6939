"""Where a screen is shown: a tab, a window of its own, or a frame in a page."""

from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import BrowserContext, Error, Frame, Locator, Page, Request, Response, TimeoutError, expect

Window = Page | Frame
"""The tab, the window or the frame that shows VK ID's screens."""

_ATTEMPTS = 3
_LOAD_TIMEOUT_MS = 2_000
"""How long a page that can be used may go on loading: a counter that does not answer keeps it so for ever."""
_SOON_MS = 1_000
"""What a page shows at all it mostly shows within this time."""
_LEAVE_FOR = "url => { setTimeout(() => location.assign(url)); }"


def get_page(window: Window) -> Page:
    """Returns the window's page: of a frame, the page around it."""
    return window.page if isinstance(window, Frame) else window


def open_window(context: BrowserContext, action: Callable[[], None]) -> Page:
    """Does the action and returns the page that it sends to an address: a new window, or the one it was done in."""

    def is_first_navigation(request: Request) -> bool:
        return request.is_navigation_request() and request.redirected_from is None

    return get_page(_window_requesting(context, action, is_first_navigation))


def follow_to_window(context: BrowserContext, action: Callable[[], None], matches: Callable[[str], bool]) -> Window:
    """Does the action and returns the page or the frame that it leads to a matching address, through any redirects."""

    def is_navigation_to_match(request: Request) -> bool:
        return request.is_navigation_request() and matches(request.url)

    return _window_requesting(context, action, is_navigation_to_match)


def open_address(window: Window, url: str) -> Response | None:
    """Sends the window to an address, and waits until its page can be used; see `wait_until_loaded`."""
    answer = window.goto(url, wait_until="commit")
    wait_until_loaded(window)
    return answer


def reload_page(page: Page) -> Response | None:
    """Loads the page anew, and waits until it can be used; see `wait_until_loaded`."""
    answer = page.reload(wait_until="commit")
    wait_until_loaded(page)
    return answer


def wait_until_loaded(window: Window) -> None:
    """Waits until the scripts of the window's page have run; not for ever, nor for a window that closes meanwhile."""
    with suppress(Error):
        window.wait_for_load_state("domcontentloaded")
        window.wait_for_load_state(timeout=_LOAD_TIMEOUT_MS)


def wait_until_visible(found: Locator, *, timeout_ms: float | None = None) -> None:
    """Waits as `expect` does until it is visible, and sees it sooner. Raises AssertionError.

    An expectation looks again after 100, 250, 500 and 1000 ms, a wait after 20, 50 and 100 ms.
    """
    soon_ms = _SOON_MS if timeout_ms is None else min(timeout_ms, _SOON_MS)
    with suppress(TimeoutError):
        found.wait_for(timeout=soon_ms)
        return
    expect(found).to_be_visible(timeout=None if timeout_ms is None else max(timeout_ms - soon_ms, 1))


def go_to(window: Window, url: str) -> int | None:
    """Has the window's page go to an address and returns the HTTP status of the answer.

    The page itself goes there: sent by the browser to another site, a window forgets the page that opened it. Returns
    None where the window closed, or went to another address, before the answer became a page: a page may do so.
    """
    window = _find_standing(window)
    try:
        for _ in range(_ATTEMPTS):  # the page may have been about to go somewhere by itself, and does so instead
            with window.expect_navigation(wait_until="commit") as arrival:
                _leave_for(window, url)
            wait_until_loaded(window)
            if arrival.value and _find_first_request(arrival.value.request).url == url.partition("#")[0]:
                return arrival.value.status
    except Error as error:
        if not get_page(window).is_closed() and not was_overtaken(error):
            raise
    return None


def start_going_to(window: Window, url: str) -> None:
    """Sends the window to an address, and waits for the request alone: the answer may take its time."""
    with get_page(window).context.expect_event("request", lambda request: request.url == url):
        _leave_for(_find_standing(window), url)


def _leave_for(window: Window, url: str) -> None:
    """Has the page go there, even if it is just being replaced by another one."""
    for _ in range(_ATTEMPTS):
        try:
            window.evaluate(_LEAVE_FOR, url)
        except Error as error:
            if "context was destroyed" not in error.message:
                raise
            wait_until_loaded(window)
        else:
            return


def _find_first_request(request: Request) -> Request:
    """Returns the request that was redirected, perhaps several times, to this one."""
    while request.redirected_from:
        request = request.redirected_from
    return request


def _find_standing(window: Window) -> Window:
    """Returns the window; of a frame whose page has gone on without it, the page."""
    return window.page if isinstance(window, Frame) and window.is_detached() else window


def was_overtaken(error: Error) -> bool:
    """Returns whether a page did not reach an address because it went to another one by itself."""
    texts = ("interrupted by another navigation", "ERR_ABORTED", "Frame was detached")
    return any(text in error.message for text in texts)


def _window_requesting(
    context: BrowserContext, action: Callable[[], None], matches: Callable[[Request], bool]
) -> Window:
    opened: list[Page] = []

    def remember(page: Page) -> None:
        opened.append(page)

    context.on("page", remember)
    try:
        with context.expect_event("request", matches) as navigation:
            action()
        try:
            frame = navigation.value.frame
        except Error:  # the window requested its address before it had a frame
            return opened[0] if opened else context.wait_for_event("page")
        return frame if frame.parent_frame else frame.page
    finally:
        context.remove_listener("page", remember)
