"""The way that Tab goes over a screen, for the tests of the console and of the other sites."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.screens.show_screen import read_script

LIST_CONTROLS = read_script("list_controls")
READ_FOCUS = read_script("read_focus")


def walk_by_tab(page: Page) -> Iterator[str]:
    """Yields what is wrong with the way that Tab goes over a page from its beginning."""
    controls: list[str] = page.evaluate(LIST_CONTROLS)
    reached: list[str] = []
    for _ in range(len(controls) + 3):
        page.keyboard.press("Tab")
        focus = page.evaluate(READ_FOCUS)
        if focus is None or focus[0] in reached:
            break
        reached.append(focus[0])
        yield from (f"the focus on «{focus[0]}» {flaw}" for flaw in focus[1])
    if reached != controls:
        yield f"Tab goes to {reached}, the page has {controls}"
