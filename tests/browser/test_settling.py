"""When a journal has settled, and how its card is reached: pages that poll, stream, hide the card behind a fragment."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, TimeoutError

from automation.people import Teacher
from pages.labels import JournalLabels
from pages.page_names import LabelNotFoundError
from validation.activity import JournalActivity
from validation.journal_tab import JournalTab
from validation.pace import JournalPace

JOURNAL = "http://journal.test"
LABELS = JournalLabels(messenger="Чаты", not_connected="Не подключено", connected="Подключено")
HASH = """<nav><a href="#/home">Домой</a> <a href="#/chats">Чаты</a></nav><main></main><script>
let loads = 1 + Number(sessionStorage.loads ?? 0); sessionStorage.loads = loads;
const show = () => { document.querySelector('main').textContent = location.hash === '#/chats' ? 'Не подключено' : '' };
show(); addEventListener('hashchange', show)</script>"""
OFFICE = """<button onclick="document.querySelector('section').hidden = false">Кабинет учителя</button>
<section hidden><button onclick="document.querySelector('main').textContent = 'Не подключено'">Чаты</button></section>
<main></main>"""
PANEL = """<button onclick="document.querySelector('main').textContent = 'Не подключено'">Чаты</button><main></main>"""


def serve(context: BrowserContext, html: str) -> None:
    """Answers for the journal: pages with this text, `/slow` never, `/stream` for ever, the rest at once."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(JOURNAL)
        if path.startswith("/slow"):
            return
        if path.startswith("/quick"):
            route.fulfill(body="{}")
            return
        page = f"<!doctype html><meta charset=utf-8><body>{html}"
        route.fulfill(body=page, content_type="text/html")

    context.route("**/*", answer)


@pytest.fixture
def activity(context: BrowserContext) -> Iterator[JournalActivity]:
    yield JournalActivity(context, lambda url: url.startswith(JOURNAL), lambda url: "?code=" in url)
    context.unroute_all(behavior="ignoreErrors")


def settles(page: Page, activity: JournalActivity, within_ms: int = 2_500) -> bool:
    """Returns whether the journal settles in this time."""
    for _ in range(within_ms // 100):
        try:
            page.context.wait_for_event("close", timeout=100)
        except TimeoutError:
            if activity.has_settled(0):
                return True
    return False


@pytest.mark.parametrize(
    "script",
    ["", "new EventSource('/slow')", "setInterval(() => fetch('/quick'), 150)", "fetch('/quick')"],
    ids=["nothing", "stream", "poll", "request"],
)
def test_page_settles_whatever_it_listens_to(context: BrowserContext, activity: JournalActivity, script: str) -> None:
    serve(context, f"<script>{script}</script>")
    page = context.new_page()
    page.goto(f"{JOURNAL}/")
    assert settles(page, activity)


@pytest.mark.parametrize("script", ["fetch('/slow')", "fetch('/slow', {method: 'POST'})", "location.href = '/slow'"])
def test_page_that_waits_for_an_answer_has_not_settled(
    context: BrowserContext, activity: JournalActivity, script: str
) -> None:
    serve(context, f"<script>{script}</script>")
    page = context.new_page()
    page.goto(f"{JOURNAL}/", wait_until="commit")
    assert not settles(page, activity)


def test_return_is_given_as_long_as_a_link_takes(context: BrowserContext, activity: JournalActivity) -> None:
    serve(context, "")
    page = context.new_page()
    page.goto(f"{JOURNAL}/back?code=1")
    assert settles(page, activity)
    assert not activity.has_settled(60)


def test_acts_are_counted_and_reading_is_not(context: BrowserContext, activity: JournalActivity) -> None:
    serve(context, "")
    page = context.new_page()
    page.goto(f"{JOURNAL}/")
    before = activity.acts
    page.evaluate("fetch('/quick')")
    assert settles(page, activity)
    assert activity.acts == before
    page.evaluate("fetch('/quick', {method: 'POST'})")
    assert settles(page, activity)
    assert activity.acts == before + 1


def test_pause_of_a_page_that_goes_on_later_is_known(context: BrowserContext, activity: JournalActivity) -> None:
    serve(context, "<script>if (location.search) setTimeout(() => fetch('/quick'), 300)</script>")
    page = context.new_page()
    with page.expect_request("**/quick"):
        page.goto(f"{JOURNAL}/back?code=1")
    assert activity.pause_s > 0.2


def test_settling_begins_anew_with_what_happens_elsewhere(context: BrowserContext, activity: JournalActivity) -> None:
    serve(context, "")
    context.new_page().goto(f"{JOURNAL}/")
    counts = iter((0, 1, 2, 2, 3))
    activity.wait_until_settled(lambda: next(counts), after_return_s=0, quiet_s=0.1, timeout_s=10)
    assert next(counts) == 3


def make_tab(context: BrowserContext) -> JournalTab:
    """Returns a tab at the journal's first page."""
    limits, missing = SimpleNamespace(page_s=5.0), list[str]()
    file = SimpleNamespace(labels=LABELS, limits=limits, missing=missing, sign_in_steps=())
    vendor: Any = SimpleNamespace(file=file, journal=JOURNAL, pace=JournalPace())
    teacher = Teacher("belova", "x", "+79005550101", "Белова", "Анна", "", date(1985, 4, 12), "female", (), 700001)
    tab = JournalTab(vendor, teacher, context.new_page())
    tab.page.goto(f"{JOURNAL}/", wait_until="commit")
    return tab


def test_card_behind_a_fragment_is_loaded_afresh(context: BrowserContext) -> None:
    serve(context, HASH)
    tab = make_tab(context)
    tab.open_card()
    loads = tab.page.evaluate("Number(sessionStorage.loads)")
    tab.open_card()
    assert tab.page.evaluate("Number(sessionStorage.loads)") > loads
    assert tab.page.url.endswith("#/chats")


def test_card_in_a_panel_is_reached_by_clicks(context: BrowserContext) -> None:
    serve(context, PANEL)
    tab = make_tab(context)
    tab.open_card()
    tab.open_card()
    tab.journal.expect_not_connected()


def test_icon_that_is_in_the_office_only_is_found_each_time(context: BrowserContext) -> None:
    serve(context, OFFICE)
    tab = make_tab(context)
    for _ in range(2):
        tab.open_card()
        tab.journal.expect_not_connected()


def test_icon_is_pressed_without_the_office_where_it_is_beside_it(context: BrowserContext) -> None:
    serve(context, f"{PANEL}<button onclick=\"document.body.textContent = 'Уроки'\">Кабинет учителя</button>")
    tab = make_tab(context)
    tab.open_card()
    tab.journal.expect_not_connected()


def test_card_that_clicks_do_not_open_says_nothing_of_the_way_to_it(context: BrowserContext) -> None:
    serve(context, PANEL.replace("Не подключено", "Войдите"))
    tab = make_tab(context)
    with pytest.raises(LabelNotFoundError):
        tab.open_card_at(f"{JOURNAL}/")
    assert not tab._vendor.pace.card_is_behind_clicks


def test_page_that_never_ends_loading_is_usable(context: BrowserContext) -> None:
    serve(context, f"{PANEL}<img src='/slow'>")
    tab = make_tab(context)
    tab.open_card()
    tab.open_card()
    tab.journal.expect_not_connected()
    context.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize(("script", "count"), [("", 0), ("fetch('/quick')", 1), ("new EventSource('/quick')", 1)])
def test_requests_of_scripts_are_counted(
    context: BrowserContext, activity: JournalActivity, script: str, count: int
) -> None:
    serve(context, f"<script>{script}</script>")
    page = context.new_page()
    page.goto(f"{JOURNAL}/")
    settles(page, activity)
    assert activity.scripted == count
