"""Stopping a browser on its way back to the journal, while windows of its context close by themselves."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from validation.return_address import ReturnInterceptor

JOURNAL = "http://journal.test"
RETURN = f"{JOURNAL}/back?code=1"
CARD = f"<a href='{RETURN}'>back</a><script>for (let n = 0; n < 5; n++) window.open('/window')</script>"
CLOSING = "<script>setTimeout(() => window.close(), Math.random() * 50)</script>"


@pytest.fixture
def interceptor(context: BrowserContext) -> ReturnInterceptor:
    """An interceptor over a journal whose page opens windows that close by themselves."""

    def answer(path: str) -> str:
        return CLOSING if path.startswith("/window") else "back at the journal" if path.startswith("/back") else CARD

    context.route(
        "**/*",
        lambda route: route.fulfill(body=answer(route.request.url.removeprefix(JOURNAL)), content_type="text/html"),
    )
    vendor: Any = SimpleNamespace(
        is_return=lambda url: url.startswith(f"{JOURNAL}/back?"), target=SimpleNamespace(vk_id="http://vk.test")
    )
    return ReturnInterceptor(vendor, context)


def open_card(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"{JOURNAL}/")
    return page


def test_return_is_stopped_though_windows_close(context: BrowserContext, interceptor: ReturnInterceptor) -> None:
    for _ in range(5):
        page = open_card(context)
        assert interceptor.intercept(page, page.get_by_role("link", name="back").click) == RETURN


def test_return_goes_its_way_when_nobody_waits_for_it(context: BrowserContext, interceptor: ReturnInterceptor) -> None:
    page = open_card(context)
    assert interceptor.intercept(page, lambda: page.evaluate(f"location.href = '{RETURN}'")) == RETURN
    page.goto(RETURN)
    expect(page.get_by_text("back at the journal")).to_be_visible()


def test_interceptor_lets_go_after_a_failure(context: BrowserContext, interceptor: ReturnInterceptor) -> None:
    page = open_card(context)
    with pytest.raises(ZeroDivisionError):
        interceptor.intercept(page, lambda: 1 / 0)  # type: ignore[arg-type]
    page.goto(RETURN)
    expect(page.get_by_text("back at the journal")).to_be_visible()


def test_nothing_is_fetched_by_the_names_of_vk_id_in_life(
    context: BrowserContext, interceptor: ReturnInterceptor
) -> None:
    """Behind the bridge they are the sandbox for the browser alone."""
    link = f"<a href='{RETURN}'>back</a>"
    context.route("https://id.vk.ru/**", lambda route: route.fulfill(body=link, content_type="text/html"))
    page = open_card(context)

    def give_consent() -> None:
        page.goto("https://id.vk.ru/login/1/consent")
        page.get_by_role("link", name="back").click()

    assert interceptor.intercept(page, give_consent) == RETURN
