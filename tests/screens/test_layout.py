"""How every screen looks and answers to a keyboard: on the narrowest phone, and with every colour."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, ViewportSize
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.screens.gallery import SITES, Screen


def read_script(name: str) -> str:
    """Returns a function that the browser runs in a page."""
    return Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8")


NARROW: ViewportSize = {"width": 320, "height": 640}
WIDE: ViewportSize = {"width": 1280, "height": 900}
OpenScreen = Callable[[Screen, ViewportSize], Page]

pytestmark = pytest.mark.timeout(180)  # each test shows all screens of a site
SCRIPTS_THAT_LEAVE = ("messenger-callback.js", "sdk-answer.js", "messenger-card.js")
"""They close the window, or load another page: another test's."""

FIND_FLAWS = read_script("find_flaws")
LIST_CONTROLS = read_script("list_controls")
READ_FOCUS = read_script("read_focus")


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


@pytest.mark.parametrize("site", SITES)
def test_every_screen_fits_the_narrowest_phone(screens: list[Screen], open_screen: OpenScreen, site: str) -> None:
    """320 px: ничего не шире экрана, каждая кнопка целиком видна, не обрезана и не закрыта, слова читаются."""
    problems = []
    for screen in screens:
        if screen.site == site:
            page = open_screen(screen, NARROW)
            problems += [f"{screen}: {flaw}" for flaw in page.evaluate(FIND_FLAWS)]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("site", SITES)
def test_tab_reaches_every_control_in_the_order_of_the_page(
    screens: list[Screen], open_screen: OpenScreen, site: str
) -> None:
    """Tab обходит все ссылки, кнопки и поля по порядку, ни одно не пропуская, и фокус всегда виден."""
    problems = []
    for screen in screens:
        if screen.site == site:
            page = open_screen(screen, WIDE)
            controls = page.evaluate(LIST_CONTROLS)
            problems += [f"{screen}: {flaw}" for flaw in walk_by_tab(page, controls)]
    assert not problems, "\n".join(problems)


def walk_by_tab(page: Page, controls: list[str]) -> Iterator[str]:
    """Yields what is wrong with the way that Tab goes over a page from its beginning."""
    reached: list[str] = []
    for _ in range(len(controls) + 3):
        page.keyboard.press("Tab")
        focus = page.evaluate(READ_FOCUS)
        if focus is None or focus[0] in reached:
            break
        reached.append(focus[0])
        if not focus[1]:
            yield f"the focus on «{focus[0]}» is not seen"
    if reached != controls:
        yield f"Tab goes to {reached}, the page has {controls}"


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
