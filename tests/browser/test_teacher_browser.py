"""A scenario's browser is a teacher's, Russian and in Moscow, wherever the machine is and whatever it speaks."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser

from runner.options import RunSettings

LOOK = """() => ({
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    hour: new Date(Date.UTC(2026, 10, 28, 21, 30)).getHours(),
    language: navigator.language,
    date: new Date(Date.UTC(2026, 10, 28, 21, 30)).toLocaleString(undefined, { month: "long", day: "numeric" }),
    number: (1234.5).toLocaleString(),
})"""
TEACHERS = {
    "zone": "Europe/Moscow",
    "hour": 0,
    "language": "ru-RU",
    "date": "29 ноября",
    "number": "1\N{NO-BREAK SPACE}234,5",
}


def look(browser: Browser, **arguments: Any) -> tuple[dict[str, Any], str]:
    """Returns what a page of a context with these arguments sees, and the languages that it asks servers for."""
    context = browser.new_context(**arguments)
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    with page.expect_request("**/*") as sent:
        page.goto("http://site.test/")
    seen: dict[str, Any] = page.evaluate(LOOK)
    languages = sent.value.all_headers().get("accept-language", "")
    context.close()
    return seen, languages


def test_page_of_a_scenario_is_russian_and_in_moscow_on_a_machine_elsewhere(
    launch_browser: Callable[..., Browser],
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    run_settings: RunSettings,
) -> None:
    if run_settings.browser_endpoint:
        pytest.skip("the machine of another's browser is as it is")
    environment = {
        **(browser_type_launch_args.get("env") or os.environ),
        "TZ": "Pacific/Auckland",
        "LANG": "en_US.UTF-8",
    }
    browser = launch_browser(env=environment)
    bare, _ = look(browser)
    assert {name for name in TEACHERS if bare[name] == TEACHERS[name]} == set(), "the machine's own"
    seen, languages = look(browser, **browser_context_args)
    assert seen == TEACHERS
    assert languages.startswith("ru-RU")
    browser.close()
