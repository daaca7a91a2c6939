"""Scripts of the console, alone: on a page that has only what the script needs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

STATIC = Path(__file__).parents[2] / "mock_server" / "console" / "static"
ADDRESS = "http://console.example/console/codes"
SCRIPTS = "http://console.example/console/static"
COPIED = """<main><p><button data-copy="s3cret">s3cret<small>копировать</small></button>
<span class="copied" role="status"></span></p></main>"""
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
KEEP_STREAMS = """
window.streams = [];
window.EventSource = class extends EventTarget {
  constructor() {
    super();
    streams.push(this);
  }
};
"""

Serve = Callable[[str, str], None]


@pytest.fixture
def serve(context: BrowserContext) -> Serve:
    """Makes the page with one script, and this body, what the address answers with."""

    def answer_with(script: str, body: str) -> None:
        context.route(f"{SCRIPTS}/{script}", lambda route: route.fulfill(path=STATIC / script))
        text = f'<!doctype html><meta charset="utf-8"><script type="module" src="{SCRIPTS}/{script}"></script>{body}'
        context.route(ADDRESS, lambda route: route.fulfill(body=text, content_type="text/html"))

    return answer_with


@pytest.fixture
def copying_page(page: Page, serve: Serve) -> Page:
    """Shows a button that copies where there is no clipboard; time passes only as the test says."""
    page.add_init_script(NO_CLIPBOARD)
    serve("copy.js", COPIED)
    page.clock.install(time=0)
    page.goto(ADDRESS)
    page.clock.pause_at(100_000)
    return page


def test_copying_leaves_the_page_as_it_was(copying_page: Page) -> None:
    """Скопировали без буфера обмена: в странице не осталось ни поля с секретом, ни другого следа."""
    before = copying_page.content().splitlines()
    copying_page.get_by_role("button").click()
    expect(copying_page.get_by_role("status")).to_have_text("Скопировано")
    copying_page.clock.run_for(3000)
    assert copying_page.content().splitlines() == before


def test_second_copy_is_told_as_long_as_the_first(copying_page: Page) -> None:
    """Нажали ещё раз: «Скопировано» видно полные три секунды после последнего нажатия."""
    button, status = copying_page.get_by_role("button"), copying_page.get_by_role("status")
    button.click()
    expect(status).to_have_text("Скопировано")
    copying_page.clock.run_for(2000)
    button.click()
    copying_page.clock.run_for(2900)
    assert status.text_content() == "Скопировано"
    copying_page.clock.run_for(100)
    assert status.text_content() == ""


def test_attribute_that_the_fresh_page_lacks_is_gone(page: Page, serve: Serve) -> None:
    """У обновлённой части страницы те же атрибуты, что у загруженной заново: новые есть, прежних нет."""
    page.add_init_script(KEEP_STREAMS)
    serve("live.js", '<ol id="codes" data-live="codes" aria-busy="true" class="old"><li id="one">1</li></ol>')
    page.goto(ADDRESS)
    serve("live.js", '<ol id="codes" data-live="codes" class="new"><li id="two">2</li></ol>')
    page.evaluate("streams[0].dispatchEvent(new Event('reset'))")
    expect(page.locator("#two")).to_be_visible()
    attributes = page.locator("#codes").evaluate(
        "list => Object.fromEntries([...list.attributes].map((each) => [each.name, each.value]))"
    )
    assert attributes == {"id": "codes", "data-live": "codes", "class": "new"}
