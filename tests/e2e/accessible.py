"""What every screen owes to people who do not see it, or see it badly."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


def expect_accessible(page: Page) -> None:
    """The screen has its one first heading, and axe finds no mistake on it by any rule that it has on."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state()  # a screen without its styles yet is another screen
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert not found.violations_count, f"{page.url}\n{found.generate_report()}"
