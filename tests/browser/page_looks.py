"""How a page looks: in a colour scheme, on a screen of some width, and to everybody."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCREEN_HEIGHT_PX = 800


def show(page: Page, scheme: Any, width_px: int) -> int:
    """Shows the page in this colour scheme on a screen of this width; returns how wide all that it shows is."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width_px, "height": SCREEN_HEIGHT_PX})
    return int(page.evaluate("document.documentElement.scrollWidth"))


def find_violations(page: Page, *, without: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Returns what axe objects to in the page as it is shown, but for the rules `without`."""
    rules = {rule: {"enabled": False} for rule in without}
    violations: list[dict[str, Any]] = (
        Axe().run(page, options={"resultTypes": ["violations"], "rules": rules}).response["violations"]
    )
    return violations
