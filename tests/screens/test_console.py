"""Every screen of the console: what is on it, at every width, for the keyboard and for who does not see it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ViewportSize

from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from tests.html_page import Element, read_page
from tests.screens import console_screens
from tests.screens.gallery import Screen, Studio, collect_screens
from tests.screens.show_screen import NARROW, WIDE, OpenScreen, read_script
from tests.screens.show_screen import open_screen as open_screen
from tests.screens.tab_walk import walk_by_tab

TEMPLATES = Path(__file__).parents[2] / "mock_server" / "console" / "templates"
LAYOUTS = {"console/base.html", "console/lists.html"}
SKIP_LINK = "К содержанию"
"""Is on the screen while it has the focus only."""
PHONE: ViewportSize = {"width": 390, "height": 844}
FIND_FLAWS = read_script("find_flaws")
FIND_LOW_BUTTONS = read_script("find_low_buttons")


@pytest.fixture(scope="module")
def screens(own_sandbox: Sandbox, sandbox: SandboxClient) -> Iterator[list[Screen]]:
    """Returns every screen of the console; the people's browsers stay open."""
    with ExitStack() as browsers:
        studio = Studio(own_sandbox, sandbox, browsers)
        yield list(collect_screens("console", console_screens.show(studio)))


def expect_none(problems: list[str]) -> None:
    assert not problems, "\n".join(problems)


def test_every_template_of_the_console_is_on_a_screen(screens: list[Screen]) -> None:
    """Каждый шаблон пульта показан хотя бы на одном экране."""
    paths = [path for path in TEMPLATES.rglob("*.html") if not path.name.startswith("_")]
    names = {str(path.relative_to(TEMPLATES)) for path in paths} - LAYOUTS
    assert {screen.template for screen in screens} == names | {"error.html"}


def test_every_screen_of_the_console_is_whole(screens: list[Screen]) -> None:
    """Язык, один заголовок, имена частей, подписи полей, ссылки на то, что есть, ничего запретного в разметке."""
    problems = [f"{screen}: {flaw}" for screen in screens for flaw in find_flaws(read_page(screen.response.text))]
    expect_none(problems)


def find_flaws(page: Element) -> Iterator[str]:
    """Yields what is wrong with the markup of a page."""
    if [element.tag for element in page.find_all("h1")] != ["h1"] or not page.find_all("title")[0].text:
        yield "not one h1 and a title"
    ids = Counter(element.attributes["id"] for element in page.find_all() if "id" in element.attributes)
    yield from (f"id {name} {count} times" for name, count in ids.items() if count > 1)
    for element in page.find_all():
        for name in ("aria-labelledby", "aria-describedby", "for"):
            targets = element.attributes.get(name, "").split()
            yield from (f"{name}={target} of nothing" for target in targets if target not in ids)
        for name, value in element.attributes.items():
            if name.startswith("on") or name == "style" or value.startswith("javascript:"):
                yield f"<{element.tag} {name}>"
    for element in page.find_all("a", "button", "summary", "legend", "label"):
        if not (element.text or element.attributes.get("aria-label")):
            yield f"<{element.tag} {element.attributes}> has no name"
    yield from (f"<i> {element.text}" for element in page.find_all("i"))
    yield from ("a script in the page" for script in page.find_all("script") if not script.attributes.get("src"))


def test_texts_of_people_are_on_the_screens_of_the_console(screens: list[Screen]) -> None:
    """На экранах есть разметка в именах, названиях и введённом, и она осталась текстом."""
    shown = {screen.template for screen in screens if "<i>" in read_page(screen.response.text).text}
    assert {"console/people.html", "console/person.html", "console/organization.html", "console/client.html"} <= shown


@pytest.mark.parametrize("size", [NARROW, PHONE, WIDE], ids=["320", "390", "1280"])
def test_every_screen_of_the_console_fits(screens: list[Screen], open_screen: OpenScreen, size: ViewportSize) -> None:
    """Пульт помещается на экране этой ширины: ничего не шире его, каждая кнопка видна целиком."""
    flaws = [(screen, flaw) for screen in screens for flaw in open_screen(screen, size).evaluate(FIND_FLAWS)]
    expect_none([f"{screen}: {flaw}" for screen, flaw in flaws if f"«{SKIP_LINK}»" not in flaw])


def test_every_button_of_the_console_is_as_high_as_a_fingertip(screens: list[Screen], open_screen: OpenScreen) -> None:
    """Кнопки пульта не ниже 44 px; исключение — похожие на текст и значения, которые копируют нажатием."""
    expect_none(
        [f"{screen}: {flaw}" for screen in screens for flaw in open_screen(screen, NARROW).evaluate(FIND_LOW_BUTTONS)]
    )


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["390", "1280"])
def test_tab_reaches_every_control_of_the_console(
    screens: list[Screen], open_screen: OpenScreen, size: ViewportSize
) -> None:
    """Tab обходит все ссылки, кнопки и поля пульта по порядку, и фокус всегда виден: на экране и ничем не закрыт."""
    expect_none([f"{screen}: {flaw}" for screen in screens for flaw in walk_by_tab(open_screen(screen, size))])


def test_every_screen_of_the_console_is_accessible(screens: list[Screen], open_screen: OpenScreen) -> None:
    """Пульт доступен: axe не находит нарушений."""
    problems = []
    for screen in screens:
        results = Axe().run(open_screen(screen, WIDE), options={"resultTypes": ["violations"]})
        for rule in results.response["violations"]:
            targets = ", ".join(str(node["target"][0]) for node in rule["nodes"])
            problems.append(f"{screen}: {rule['id']}: {targets}: {rule['help']}")
    expect_none(problems)
