"""Opening a page that may never say that it has loaded: a counter on it does not answer."""

from playwright.sync_api import Page, TimeoutError

LOAD_TIMEOUT_MS = 4_000
"""How long the rest of a page may take whose own text is there: its scripts, which a click needs, come much sooner."""


def open_address(page: Page, address: str) -> bool:
    """Sends the page to the address; returns whether it loaded to its end in time."""
    page.goto(address, wait_until="domcontentloaded")
    try:
        page.wait_for_load_state(timeout=LOAD_TIMEOUT_MS)
    except TimeoutError:
        return False
    return True
