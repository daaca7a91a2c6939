"""Each script of the sandbox, alone: on a page that has only what the script needs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

STATIC = Path(__file__).parents[2] / "mock_server" / "static"
SITE, STRANGER = "http://journal.example", "http://stranger.example"
CARD = """<main><form method="post" action="/connect" data-window="{window}" data-page="/card">
<button>Перейти к подключению</button></form></main>"""
COUNTDOWN = """<div data-countdown="{wait_s}"><p data-waiting>в течение <span data-left></span></p>
<form data-ready hidden><button>Ещё раз</button></form></div>"""
ANSWER = {"code": "c", "state": "s1"}
STATELESS = {"code": "c"}

Show = Callable[..., Page]


@pytest.fixture
def show(page: Page, context: BrowserContext) -> Show:
    """Shows a page of a site with one script; every other address of both sites is a page with its own address."""
    context.route(f"{SITE}/**", lambda route: route.fulfill(body="<h1>other</h1>", content_type="text/html"))
    context.route(f"{STRANGER}/**", lambda route: route.fulfill(body="<h1>stranger</h1>", content_type="text/html"))

    def open_page(script: str, body: str, path: str = "/card", at: Page = page) -> Page:
        text = f'<!doctype html><meta charset="utf-8">{body}<script>{(STATIC / script).read_text("utf-8")}</script>'
        context.route(f"{SITE}{path}", lambda route: route.fulfill(body=text, content_type="text/html"))
        at.goto(f"{SITE}{path}")
        return at

    return open_page


def open_popup(page: Page, url: str) -> Page:
    """Opens a window from the page, which is the window's opener."""
    with page.expect_popup() as opening:
        page.evaluate("url => { window.open(url, 'child') }", url)
    return opening.value


def keep_messages(page: Page) -> None:
    page.evaluate(
        "window.messages = []; addEventListener('message', ({ data, origin }) => messages.push([data, origin]))"
    )


def test_countdown_ends_with_the_buttons(page: Page, show: Show) -> None:
    """Отсчёт идёт по секунде, кончается кнопкой, и останавливается."""
    page.clock.install(time=0)
    show("countdown.js", COUNTDOWN.format(wait_s=61))
    page.clock.pause_at(100_000)
    show("countdown.js", COUNTDOWN.format(wait_s=61), "/again")
    left, button = page.locator("[data-left]"), page.get_by_role("button")
    expect(left).to_have_text("01:01")
    expect(button).to_be_hidden()
    page.clock.run_for(2000)
    expect(left).to_have_text("00:59")
    page.clock.run_for(58_000)
    expect(left).to_have_text("00:01")
    expect(button).to_be_hidden()
    page.clock.run_for(1000)
    expect(button).to_be_visible()
    expect(left).to_be_hidden()


def test_countdown_does_not_end_before_its_last_second_is_over(page: Page, show: Show) -> None:
    """Неполная секунда отсчёта ещё считается: на экране 00:01, кнопки нет."""
    page.clock.install(time=0)
    show("countdown.js", COUNTDOWN.format(wait_s=61))
    page.clock.pause_at(100_000)
    show("countdown.js", COUNTDOWN.format(wait_s=61), "/again")
    page.clock.fast_forward(60_500)
    expect(page.locator("[data-left]")).to_have_text("00:01")
    expect(page.get_by_role("button")).to_be_hidden()


def test_countdown_that_has_ended_shows_the_buttons(show: Show) -> None:
    """Ждать уже не надо: кнопка видна сразу."""
    page = show("countdown.js", COUNTDOWN.format(wait_s=0))
    expect(page.get_by_role("button")).to_be_visible()
    expect(page.locator("[data-left]")).to_be_hidden()


def test_return_in_a_window_tells_the_journal_and_closes(page: Page, show: Show) -> None:
    """Возврат в отдельном окне: журнал узнаёт, и только журнал; окно закрывается."""
    page.goto(f"{SITE}/opener")
    keep_messages(page)
    popup = open_popup(page, f"{SITE}/blank")
    with popup.expect_event("close"):
        show_quietly(show, "messenger-callback.js", popup)
    assert page.evaluate("messages") == [["messenger-linking-ended", SITE]]
    page.goto(f"{STRANGER}/opener")
    keep_messages(page)
    popup = open_popup(page, f"{SITE}/blank")
    with popup.expect_event("close"):
        show_quietly(show, "messenger-callback.js", popup)
    assert page.evaluate("messages") == []


def show_quietly(show: Show, script: str, popup: Page) -> None:
    """Sends a window to a page on which it closes."""
    popup.evaluate("setTimeout(() => location.assign('/return'), 50)")
    popup.context.unroute(f"{SITE}/return")
    text = f'<main data-page="/card"></main><script>{(STATIC / script).read_text("utf-8")}</script>'
    popup.context.route(f"{SITE}/return", lambda route: route.fulfill(body=text, content_type="text/html"))


def test_return_in_the_journals_tab_goes_to_the_card(page: Page, show: Show) -> None:
    """Возврат в той же вкладке: дальше показан мессенджер, и «Назад» не ведёт снова к возврату."""
    page.goto(f"{SITE}/before")
    show("messenger-callback.js", '<main data-page="/card"></main>', "/return")
    expect(page).to_have_url(f"{SITE}/card")
    page.go_back()
    expect(page).to_have_url(f"{SITE}/before")


def test_answer_to_a_window_goes_to_its_own_pages_only(page: Page, show: Show) -> None:
    """Ответ VK ID окну веб-SDK: сообщение своей странице; чужой — ничего."""
    for opener, answer, received in (
        (SITE, ANSWER, [[{"action": "oauth2_authorize_responses1", "payload": ANSWER}, SITE]]),
        (SITE, STATELESS, [[{"action": "oauth2_authorize_response", "payload": STATELESS}, SITE]]),
        (STRANGER, ANSWER, []),
    ):
        page.goto(f"{opener}/opener")
        keep_messages(page)
        popup = open_popup(page, f"{SITE}/blank")
        show("sdk-answer.js", build_answer([SITE], answer), "/answer", popup)
        # The stranger's page gets this message after all earlier ones.
        popup.evaluate("opener.postMessage('last', '*')")
        page.wait_for_function("messages.some(([data]) => data === 'last')")
        assert page.evaluate("messages.slice(0, -1)") == received
        assert popup.url == f"{SITE}/answer"
        popup.close()


def test_answer_without_a_window_goes_to_the_redirect_address(show: Show) -> None:
    """Окна не было: ответ VK ID приходит по адресу возврата."""
    expect(show("sdk-answer.js", build_answer([SITE]), "/answer")).to_have_url(f"{SITE}/callback?code=c")


def build_answer(origins: list[str], answer: dict[str, str] = ANSWER) -> str:
    sent, sent_to = (json.dumps(value).replace('"', "&quot;") for value in (answer, origins))
    return f'<main data-answer="{sent}" data-origins="{sent_to}" data-url="{SITE}/callback?code=c"></main>'


def press_connect(page: Page) -> Page:
    """Presses «Перейти к подключению»; returns the window that opens, once VK ID is in it."""
    with page.expect_popup() as opening:
        page.get_by_role("button").click()
    opening.value.wait_for_url(f"{SITE}/connect")
    return opening.value


def test_card_opens_a_window_and_notices_that_it_is_closed(show: Show) -> None:
    """Карточка: VK ID в отдельном окне; окно закрыто — журнал говорит об этом."""
    page = show("messenger-card.js", CARD.format(window="popup"))
    popup = press_connect(page)
    assert page.url == f"{SITE}/card"
    popup.close()
    expect(page).to_have_url(f"{SITE}/card?closed=1")


def test_card_hears_of_the_return_from_its_own_site_only(page: Page, show: Show) -> None:
    """Карточка верит сообщению своего сайта; чужому сайту и чужим словам — нет."""
    show("messenger-card.js", CARD.format(window="popup"))
    keep_messages(page)
    popup = press_connect(page)
    navigations: list[str] = []
    page.on("request", lambda request: navigations.append(request.url))
    popup.evaluate("opener.postMessage('something else', '*')")
    popup.evaluate("url => location.assign(url)", f"{STRANGER}/child")
    popup.wait_for_url(f"{STRANGER}/child")
    popup.evaluate("opener.postMessage('messenger-linking-ended', '*'), opener.postMessage('last', '*')")
    page.wait_for_function("messages.some(([data]) => data === 'last')")
    page.evaluate("fetch('/ping')")
    assert navigations == [f"{SITE}/ping"]
    popup.evaluate("url => location.assign(url)", f"{SITE}/child")
    popup.wait_for_url(f"{SITE}/child")
    with page.expect_navigation(url=f"{SITE}/card"):
        popup.evaluate("opener.postMessage('messenger-linking-ended', '*')")


def test_card_goes_on_in_the_same_tab_where_no_window_opens(page: Page, show: Show) -> None:
    """Окно не открылось, или журнал не открывает окон: VK ID в той же вкладке."""
    page.add_init_script("if (location.search === '?blocked') window.open = () => null")
    for window, path in (("same-tab", "/card"), ("popup", "/card?blocked")):
        show("messenger-card.js", CARD.format(window=window), path)
        page.get_by_role("button").click()
        expect(page).to_have_url(f"{SITE}/connect")
        assert page.context.pages == [page]


def test_card_of_a_link_in_progress_reloads_itself(page: Page, show: Show) -> None:
    """«Привязка выполняется»: страница обновляется сама."""
    page.clock.install(time=0)
    show("messenger-card.js", "<section></section>")
    page.clock.pause_at(100_000)  # only then does no time pass while the page is shown
    show("messenger-card.js", '<section data-reload-ms="1000"></section>', "/again")
    page.evaluate("window.isOld = true")
    page.clock.run_for(900)
    assert page.evaluate("window.isOld")
    with page.expect_navigation():
        page.clock.run_for(200)
