"""What comes between a person and a journal goes by itself, on the journal's pages alone."""

import pytest
from playwright.sync_api import BrowserContext, Page, TimeoutError, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from pages.labels import Selector
from pages.overlays import dismiss_overlays

COVER = "position: fixed; inset: 0; background: white"
BANNER = f"<div id=banner style='{COVER}'>Cookie <button onclick='banner.remove()'>Принять</button></div>"
NEWS = f"<dialog id=news style='{COVER}'><a href='#' class=close onclick='news.close()'>×</a></dialog>"
ACTION = "<button onclick=\"document.title = 'done'\">Чаты</button>"
JOURNAL, VK_ID = "http://journal.example/", "http://vk.example/"
PAGES = {
    "at once": ACTION + BANNER,
    "later": f"{ACTION}<script>setTimeout(() => {{ document.body.innerHTML += `{BANNER}`; came = 1 }}, 700)</script>",
    "animated": ACTION
    + BANNER.replace("banner.remove()", "banner.classList.add(`off`); setTimeout(() => banner.remove(), 600)")
    + "<style>#banner { transition: opacity .6s } .off { opacity: 0 }</style>",
    "modal": f"{ACTION}{NEWS}<script>news.showModal()</script>",
    "one over the other": f"{ACTION}{NEWS}<script>news.showModal()</script>{BANNER}",
    "again": ACTION + BANNER.replace("banner.remove()", "if (window.once) banner.remove(); else once = 1"),
    "nothing": ACTION,
}


@pytest.fixture
def context_of_journal(new_context: CreateContextCallback) -> BrowserContext:
    """Returns a context whose journal has a banner and a window of news."""
    context = new_context()
    context.set_default_timeout(9000)
    dismiss_overlays(context, ["Принять", Selector("#news .close")], lambda url: url.startswith(JOURNAL))
    return context


def show(page: Page, html: str, address: str = JOURNAL) -> None:
    """Opens a page with that content at the address."""
    page.context.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(address)


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)
def test_overlay_is_dismissed(context_of_journal: BrowserContext, html: str) -> None:
    page = context_of_journal.new_page()
    show(page, html)
    if "came = 1" in html:
        page.wait_for_function("window.came")
    page.get_by_role("button", name="Чаты", exact=True).click()
    expect(page).to_have_title("done")


def test_overlay_is_dismissed_in_a_window_that_opens(context_of_journal: BrowserContext) -> None:
    page = context_of_journal.new_page()
    show(page, "<button onclick='window.open(`/`)'>window</button>")
    with page.expect_popup() as opening:
        page.get_by_role("button").click()
    window = opening.value
    window.set_content(ACTION + BANNER)
    window.get_by_role("button", name="Чаты", exact=True).click()
    expect(window).to_have_title("done")


def test_same_words_at_vk_id_are_left_alone(context_of_journal: BrowserContext) -> None:
    page = context_of_journal.new_page()
    show(page, "<button onclick='title.innerHTML += 1'>Принять</button><p id=title></p><input>", VK_ID)
    page.get_by_role("textbox").fill("+79005550101")
    expect(page.locator("#title")).to_be_empty()
    with pytest.raises(TimeoutError):
        page.get_by_text("nothing").click(timeout=500)
    expect(page.locator("#title")).to_be_empty()


@pytest.mark.parametrize("question", ["alert('?')", "confirm('?')", "prompt('?')"])
def test_window_of_the_browser_holds_nobody(context_of_journal: BrowserContext, question: str) -> None:
    page = context_of_journal.new_page()
    show(page, f"<script>setTimeout(() => {{ {question}; document.title = 'asked' }})</script>{ACTION}")
    expect(page).to_have_title("asked")
    page.get_by_role("button").click()
    expect(page).to_have_title("done")


def test_page_that_asks_before_it_is_left_is_left(context_of_journal: BrowserContext) -> None:
    page = context_of_journal.new_page()
    show(page, f"<script>addEventListener('beforeunload', event => event.preventDefault())</script>{ACTION}")
    page.get_by_role("button").click()
    page.goto(f"{JOURNAL}other")
    assert page.url == f"{JOURNAL}other"


def test_question_about_notifications_holds_no_page(context_of_journal: BrowserContext) -> None:
    page = context_of_journal.new_page()
    show(page, "<script>Notification.requestPermission().then(() => { document.title = 'answered' })</script>")
    expect(page).to_have_title("answered")
