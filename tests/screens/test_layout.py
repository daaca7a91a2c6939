"""How every screen looks and answers to a keyboard: on the narrowest phone, and with every colour."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.screens.gallery import SITES, Screen
from tests.screens.show_screen import NARROW, WIDE, WINDOW, OpenScreen, read_script
from tests.screens.show_screen import open_screen as open_screen
from tests.screens.tab_walk import walk_by_tab

ENDS_BELOW = """(buttons, height) => buttons
    .filter((button) => button.getBoundingClientRect().bottom > height)
    .map((button) => button.innerText)"""
FIND_FLAWS = read_script("find_flaws")
FIND_LOW_BUTTONS = read_script("find_low_buttons")


def find_at_widths(page: Page, script: str, *sizes: ViewportSize) -> Iterator[str]:
    """Yields what the script finds on the page, at one size after another."""
    for size in sizes:
        page.set_viewport_size(size)
        yield from (f"{flaw}, at {size['width']} px" for flaw in page.evaluate(script))


@pytest.mark.parametrize("site", SITES)
def test_every_screen_fits_every_width(screens: list[Screen], open_screen: OpenScreen, site: str) -> None:
    """320, 820 и 1280 px: ничего не шире экрана, каждая кнопка целиком видна, не обрезана и не закрыта."""
    problems = [
        f"{screen}: {flaw}"
        for screen in screens
        if screen.site == site
        for flaw in find_at_widths(open_screen(screen, NARROW), FIND_FLAWS, NARROW, WINDOW, WIDE)
    ]
    assert not problems, "\n".join(problems)


def test_what_goes_on_is_seen_without_scrolling(screens: list[Screen], open_screen: OpenScreen) -> None:
    """Окно VK ID, каким его открывает журнал: главную кнопку видно сразу, прокручивать не надо."""
    problems = []
    for screen in screens:
        if screen.site == "vk_id" and screen.response.status_code < 400:  # a form with five mistakes is longer
            page = open_screen(screen, WINDOW)
            below = page.locator(".primary").evaluate_all(ENDS_BELOW, WINDOW["height"])
            problems += [f"{screen}: «{name}» is below the window" for name in below]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("site", SITES)
def test_every_button_is_as_high_as_a_fingertip(screens: list[Screen], open_screen: OpenScreen, site: str) -> None:
    """Кнопки не ниже 44 px, и на телефоне, и на большом экране; исключение — кнопки, похожие на текст."""
    problems = [
        f"{screen}: {flaw}"
        for screen in screens
        if screen.site == site
        for flaw in find_at_widths(open_screen(screen, NARROW), FIND_LOW_BUTTONS, NARROW, WIDE)
    ]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("site", SITES)
def test_tab_reaches_every_control_in_the_order_of_the_page(
    screens: list[Screen], open_screen: OpenScreen, site: str
) -> None:
    """Tab обходит ссылки, кнопки и поля по порядку, ни одно не пропуская; фокус виден, на телефоне тоже, не закрыт."""
    problems = [
        f"{screen}: {flaw}, at {size['width']} px"
        for screen in screens
        if screen.site == site
        for size in (NARROW, WIDE)
        for flaw in walk_by_tab(open_screen(screen, size))
    ]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("site", SITES)
def test_every_screen_is_accessible(screens: list[Screen], open_screen: OpenScreen, site: str) -> None:
    """Доступность: axe не находит нарушений, и цвета достаточно различаются."""
    problems = []
    for screen in screens:
        if screen.site == site:
            page = open_screen(screen, WIDE)
            results = Axe().run(page, options={"resultTypes": ["violations"]})
            problems += [
                f"{screen}: {rule['id']}: {', '.join(str(node['target'][0]) for node in rule['nodes'])}: {rule['help']}"
                for rule in results.response["violations"]
            ]
    assert not problems, "\n".join(problems)
