"""A check of one screen for people who do not see it, or see it badly."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


def expect_accessible(page: Page) -> None:
    """Checks that the screen has one first heading, and that axe finds no violation of the rules that it has on."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state()  # a screen that has no styles yet is another screen
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    assert not results.violations_count, f"{page.url}\n{results.generate_report()}"
