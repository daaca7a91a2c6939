"""What every screen must be, whatever is on it: over all screens at once, so that no screen is forgotten."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.server import _create_sites
from tests.html_page import Element, read_page
from tests.screens.gallery import SITES, Screen

PROJECT = Path(__file__).parents[2]
LAYOUTS = {"layout.html", "office_layout.html", "page.html", "message.html", "openapi.html"}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Type": "text/html; charset=utf-8",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2"}
FIELDS = {
    # name: type, inputmode, autocomplete, maxlength, required
    "journal login": ("text", "", "username", "", True),
    "journal password": ("password", "", "current-password", "", True),
    "vk_id login": ("text", "", "username", "", False),
    "vk_id code": ("text", "numeric", "one-time-code", "4", False),
    "vk_id last_name": ("text", "", "off", "", False),
    "vk_id first_name": ("text", "", "off", "", False),
    "vk_id patronymic": ("text", "", "off", "", False),
    "vk_id birth_date": ("text", "", "off", "", False),
    "messenger title": ("text", "", "", "200", True),
    "messenger user_id": ("text", "numeric", "off", "15", True),
    "messenger text": ("text", "", "off", "4000", True),
    "sferum phone": ("text", "tel", "off", "", False),
    "sferum organization_id": ("text", "numeric", "off", "15", True),
    "sferum reason": ("text", "", "off", "500", False),
}
"""What a phone's keyboard, a password manager and the browser itself learn of each field."""
FOCUSED = {
    "journal/sign_in.html": "login",
    "vk_id/phone.html": "login",
    "vk_id/code.html": "code",
    "vk_id/consent.html": "Привязать",
}
"""Where the focus is when a screen comes: at what the person will do next."""

Rule = Callable[[Element], Iterator[str]]


@pytest.fixture(scope="module")
def sites(own_sandbox: Sandbox) -> dict[str, Flask]:
    return _create_sites(own_sandbox)


def expect_none(problems: list[str]) -> None:
    """Fails with the first problem in the first line, and all of them after it."""
    assert not problems, "\n".join(problems)


def expect_everywhere(screens: list[Screen], rule: Rule) -> None:
    """Checks a rule on all screens."""
    expect_none([f"{screen}: {flaw}" for screen in screens for flaw in rule(read_page(screen.response.text))])


def test_every_template_is_on_a_screen(screens: list[Screen]) -> None:
    """Каждый шаблон песочницы показан хотя бы на одном экране: новый не забыт."""
    names = {
        str(path.relative_to(folder))
        for folder in [*PROJECT.glob("mock_server/*/templates"), PROJECT / "mock_server" / "templates"]
        if folder.parent.name != "console"  # test_console.py is about those
        for path in folder.rglob("*.html")
        if path.name not in LAYOUTS and not path.name.startswith("_") and path.parent.name != "console"
    }
    assert {screen.template for screen in screens} == names


def test_names_of_screens_are_their_own(screens: list[Screen]) -> None:
    """Имена экранов не повторяются."""
    assert [name for name, count in Counter(map(str, screens)).items() if count > 1] == []


def test_every_screen_has_the_headers(screens: list[Screen]) -> None:
    """Заголовки каждого экрана: не кэшируется, не угадывается, не показывается в чужом фрейме."""
    problems = []
    for screen in screens:
        headers = screen.response.headers
        problems += [f"{screen}: {name}: {headers.get(name)}" for name in HEADERS if headers.get(name) != HEADERS[name]]
        policy = headers.get("Content-Security-Policy", "")
        if policy != POLICY:
            problems.append(f"{screen}: Content-Security-Policy: {policy}")
    expect_none(problems)


def test_every_screen_says_what_it_is(screens: list[Screen]) -> None:
    """Язык, кодировка, ширина телефона, заголовок окна, один заголовок первого уровня, одна главная часть."""

    def find_flaws(page: Element) -> Iterator[str]:
        if [html.attributes.get("lang") for html in page.find_all("html")] != ["ru"]:
            yield "lang is not ru"
        if not page.find_all("meta", charset="utf-8"):
            yield "no charset"
        if not page.find_all("meta", name="viewport", content="width=device-width, initial-scale=1"):
            yield "no viewport"
        if len(page.find_all("title")) != 1 or not page.find("title").text:
            yield "no title"
        headings = [element.tag for element in page.find_all("h1", "h2", "h3", "h4")]
        if headings.count("h1") != 1 or headings[0] != "h1" or not page.find("h1").text:
            yield f"headings: {headings}"
        if len(page.find_all("main")) != 1:
            yield "not one main"

    expect_everywhere(screens, find_flaws)


def test_every_template_has_a_title_of_its_own(screens: list[Screen]) -> None:
    """Заголовок окна отличает экран от других экранов того же сайта: по нему находят вкладку и слышат, где ты."""
    titles: dict[tuple[str, str], set[str]] = {}
    for screen in screens:
        title = read_page(screen.response.text).find("title").text
        titles.setdefault((screen.site, title), set()).add(screen.template)
    expect_none([f"{site}: «{title}»: {sorted(names)}" for (site, title), names in titles.items() if len(names) > 1])


def test_every_reference_has_a_target(screens: list[Screen]) -> None:
    """Каждая подпись и описание указывает на то, что есть на экране; каждый id один."""

    def find_flaws(page: Element) -> Iterator[str]:
        ids = Counter(element.attributes["id"] for element in page.find_all() if "id" in element.attributes)
        yield from (f"id {name} {count} times" for name, count in ids.items() if count > 1)
        for element in page.find_all():
            for name in ("aria-labelledby", "aria-describedby", "for"):
                targets = element.attributes.get(name, "").split()
                yield from (f"{name}={target} of nothing" for target in targets if target not in ids)

    expect_everywhere(screens, find_flaws)


def test_everything_has_a_name(screens: list[Screen]) -> None:
    """У каждой кнопки, ссылки, поля и части экрана есть имя, которое слышит тот, кто не видит."""

    def find_flaws(page: Element) -> Iterator[str]:
        for element in page.find_all("a", "button", "summary", "legend", "label"):
            if not (element.text or element.attributes.get("aria-label")):
                yield f"<{element.tag} {element.attributes}> has no name"
        labelled = [id(field) for label in page.find_all("label") for field in label.find_all("input")]
        for field in page.find_all("input"):
            if field.attributes.get("type") != "hidden" and id(field) not in labelled:
                yield f"field {field.attributes.get('name')} has no label"
        for element in [*page.find_all("nav", "section", "aside"), *page.find_all(role="region")]:
            if not {"aria-label", "aria-labelledby"} & element.attributes.keys():
                yield f"<{element.tag}> has no name"

    expect_everywhere(screens, find_flaws)


def test_mistakes_and_news_are_announced(screens: list[Screen]) -> None:
    """Ошибка и сообщение объявляются и тем, кто не видит; ошибка поля связана с полем."""
    roles = {"mistake": "alert", "error": "alert", "success": "status"}

    def find_flaws(page: Element) -> Iterator[str]:
        described = {element.attributes.get("aria-describedby", "no field") for element in page.find_all()}
        for element in page.find_all():
            kinds = element.attributes.get("class", "").split()
            role = next((roles[kind] for kind in kinds if kind in roles), None)
            if role and element.attributes.get("role") != role:
                yield f"«{element.text}» is no {role}"
            if "mistake" in kinds and element.attributes.get("id") not in described:
                yield f"«{element.text}» is of no field"
        for field in page.find_all("input", **{"aria-invalid": "true"}):
            if not field.attributes.get("aria-describedby"):
                yield f"{field.attributes['name']} does not say what is wrong"

    expect_everywhere(screens, find_flaws)


def test_texts_of_people_are_shown_as_texts(screens: list[Screen]) -> None:
    """Разметка в именах, названиях, сообщениях и введённом остаётся текстом."""
    expect_everywhere(screens, lambda page: (f"<i> {element.text}" for element in page.find_all("i")))
    shown = [screen for screen in screens if "<i>" in read_page(screen.response.text).text]
    assert {screen.site for screen in shown} == set(SITES), "the screens hold such texts"


def test_nothing_is_written_into_the_page_that_the_policy_forbids(screens: list[Screen]) -> None:
    """Ни сценариев, ни стилей в самой странице: политика их не исполнит."""

    def find_flaws(page: Element) -> Iterator[str]:
        for element in page.find_all():
            for name, value in element.attributes.items():
                if name.startswith("on") or name == "style" or value.startswith("javascript:"):
                    yield f"<{element.tag} {name}>"
        yield from ("<style>" for _ in page.find_all("style"))
        yield from ("<script>" for script in page.find_all("script") if not script.attributes.get("src"))

    expect_everywhere(screens, find_flaws)


def test_every_field_is_what_the_table_says(screens: list[Screen]) -> None:
    """Клавиатура телефона, подсказки браузера, длина: у каждого поля, какие положены."""
    found: dict[str, set[tuple[str, str, str, str, bool]]] = {}
    for screen in screens:
        for field in read_page(screen.response.text).find_all("input"):
            kind, name = field.attributes.get("type", "text"), field.attributes["name"]
            if kind in ("text", "password"):
                hints = (field.attributes.get(hint, "") for hint in ("inputmode", "autocomplete", "maxlength"))
                row = (kind, *hints, "required" in field.attributes)
                found.setdefault(f"{screen.site} {name}", set()).add(row)  # type: ignore[arg-type]
    assert found == {name: {row} for name, row in FIELDS.items()}


def test_countdown_is_in_words_what_it_is_for_the_script(screens: list[Screen]) -> None:
    """Без сценария отсчёт показывает то же число секунд, с которого его начнёт сценарий."""
    counting = 0
    for screen in screens:
        for element in read_page(screen.response.text).find_all("div"):
            if "data-countdown" in element.attributes:
                minutes, seconds = divmod(int(element.attributes["data-countdown"]), 60)
                assert element.find("span").text == f"{minutes:02}:{seconds:02}", str(screen)
                counting += minutes != seconds
    assert counting


def test_focus_is_where_the_person_goes_on(screens: list[Screen]) -> None:
    """Курсор уже в первом поле или на главной кнопке."""
    focused = {
        (screen.template, element.attributes.get("name") or element.text)
        for screen in screens
        for element in read_page(screen.response.text).find_all()
        if "autofocus" in element.attributes
    }
    assert focused == set(FOCUSED.items())


def test_every_button_and_link_leads_to_an_address_that_there_is(
    screens: list[Screen], sites: dict[str, Flask], sandbox: SandboxClient
) -> None:
    """Каждая кнопка и ссылка ведёт туда, где её ждут."""
    by_origin = {sandbox.addresses[site]: sites[site] for site in SITES}
    problems = []
    for screen in screens:
        for method, address in list_addresses(read_page(screen.response.text)):
            url = urlsplit(urljoin(str(screen.response.url), address))
            site = by_origin.get(f"{url.scheme}://{url.netloc}")
            if site is None or not is_served(site, method, url.path or "/"):
                problems.append(f"{screen}: {method} {address}")
    expect_none(problems)


def list_addresses(page: Element) -> Iterator[tuple[str, str]]:
    """Yields where the forms and links of a page lead, with the method."""
    for form in page.find_all("form"):
        yield form.attributes.get("method", "get").upper(), form.attributes.get("action", "")
    for link in page.find_all("a"):
        yield "GET", link.attributes.get("href", "nowhere")


def is_served(site: Flask, method: str, path: str) -> bool:
    """Returns whether a site has a view for the path and the method."""
    try:
        site.url_map.bind("").match(path, method=method)
    except HTTPException:
        return False
    return True


def test_every_file_of_a_page_is_there(screens: list[Screen], sandbox: SandboxClient) -> None:
    """Стили, сценарии и шрифты каждого экрана, и то, на что ссылаются стили: есть, и того типа."""
    urls = {
        urljoin(str(screen.response.url), element.attributes.get("href") or element.attributes.get("src", ""))
        for screen in screens
        for element in read_page(screen.response.text).find_all("link", "script", "img")
        if element.attributes.get("href") != "data:,"
    }
    problems, seen = [], set()
    with httpx.Client(trust_env=False) as http:
        while urls:
            url = urls.pop()
            seen.add(url)
            answer = http.get(url)
            expected = TYPES.get(Path(urlsplit(url).path).suffix)
            if (answer.status_code, answer.headers["Content-Type"]) != (200, expected) or not answer.content:
                problems.append(f"{url}: {answer.status_code} {answer.headers['Content-Type']}")
            if expected == TYPES[".css"]:
                urls |= {urljoin(url, place) for place in re.findall(r'url\("(?!data:)([^"]+)"\)', answer.text)} - seen
    expect_none(problems)
    names = {Path(urlsplit(url).path).name for url in seen}
    files = {path.name for path in (PROJECT / "mock_server" / "static").rglob("*") if path.suffix in TYPES}
    files -= {"openapi.css", "openapi.js"}  # of descriptions, which are no screens
    assert names == files, "every file of the folder is on some screen"


def test_screens_have_the_styles_of_their_own_site(screens: list[Screen]) -> None:
    """У каждого экрана общие стили и стили своего сайта."""
    problems = []
    for screen in screens:
        links = read_page(screen.response.text).find_all("link", rel="stylesheet")
        names = [Path(link.attributes["href"]).name for link in links]
        own = [] if screen.template == "error.html" else [f"{screen.site}.css"]
        problems += [f"{screen}: {names}"] if names != ["base.css", *own] else []
    expect_none(problems)
