"""Where a screen is shown: a tab, a window of its own, or a frame in a page."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Error, Frame, Page, Request

Window = Page | Frame
"""What VK ID's screens are shown in."""


def page_of(window: Window) -> Page:
    """The page that the window is, or that the frame is in."""
    return window.page if isinstance(window, Frame) else window


def window_opened_by(context: BrowserContext, action: Callable[[], None]) -> Page:
    """The page that the action makes go somewhere: a new window, or the one it was done in."""

    def leads_away(request: Request) -> bool:
        return request.is_navigation_request() and request.redirected_from is None

    return page_of(_window_asking(context, action, leads_away))


def window_leading_to(context: BrowserContext, action: Callable[[], None], is_there: Callable[[str], bool]) -> Window:
    """The page or the frame that the action takes, by whatever detours, to an address that `is_there` knows."""

    def leads_there(request: Request) -> bool:
        return request.is_navigation_request() and is_there(request.url)

    return _window_asking(context, action, leads_there)


def go_to(window: Window, url: str) -> int | None:
    """Send the window to an address; returns the HTTP status of the answer.

    None where the window closed itself, or went on elsewhere, before the answer was a page: that is no mistake.
    """
    try:
        for _ in range(3):  # where the page, too, was just about to go somewhere, `goto` knows of no answer
            if answer := window.goto(url):
                return answer.status
    except Error as error:
        if not page_of(window).is_closed() and not was_overtaken(error):
            raise
    return None


def was_overtaken(error: Error) -> bool:
    """Whether a page did not come to an address because it went somewhere by itself."""
    return any(sign in error.message for sign in ("interrupted by another navigation", "ERR_ABORTED"))


def _window_asking(context: BrowserContext, action: Callable[[], None], wanted: Callable[[Request], bool]) -> Window:
    opened: list[Page] = []

    def remember(page: Page) -> None:
        opened.append(page)

    context.on("page", remember)
    try:
        with context.expect_event("request", wanted) as going:
            action()
        try:
            frame = going.value.frame
        except Error:  # the window asked for its address before it had a frame
            return opened[0] if opened else context.wait_for_event("page")
        return frame if frame.parent_frame else frame.page
    finally:
        context.remove_listener("page", remember)
