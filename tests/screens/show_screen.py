"""Shows the screens of the gallery in a browser, as wide as a test says."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, ViewportSize
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.screens.gallery import Screen

NARROW: ViewportSize = {"width": 320, "height": 640}
WINDOW: ViewportSize = {"width": 820, "height": 720}
"""That in which the journal opens VK ID."""
WIDE: ViewportSize = {"width": 1280, "height": 900}
SCRIPTS_THAT_LEAVE = ("messenger-callback.js", "sdk-answer.js", "messenger-card.js")
"""They close the window, or load another page: another test's."""
OpenScreen = Callable[[Screen, ViewportSize], Page]


def read_script(name: str) -> str:
    """Returns a function that the browser runs in a page."""
    return Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8")


@pytest.fixture
def open_screen(new_context: CreateContextCallback) -> OpenScreen:
    """Shows a screen again, as its site has answered it; its files come from the site."""
    page = new_context().new_page()

    def show(screen: Screen, size: ViewportSize) -> Page:
        page.set_viewport_size(size)
        page.unroute_all()
        headers = {"Content-Type": "text/html; charset=utf-8", **policy_of(screen)}
        body = screen.response.text.replace(" autofocus", "")  # another test's: here Tab begins at the beginning
        page.route(str(screen.response.url), lambda route: route.fulfill(body=body, headers=headers))
        for script in SCRIPTS_THAT_LEAVE:
            page.route(f"**/{script}", leave_out)
        page.goto(str(screen.response.url))
        return page

    return show


def policy_of(screen: Screen) -> dict[str, str]:
    """Returns the header by which the browser loads, and runs, no more than the site allows."""
    return {"Content-Security-Policy": screen.response.headers["Content-Security-Policy"]}


def leave_out(route: Route) -> None:
    route.fulfill(body="", content_type="text/javascript")
