"""How messages of Playwright are said to people."""

import pytest
from playwright.sync_api import TimeoutError

from automation.job_browser import summarize_error

CALL_LOG = "Locator.wait_for: Timeout 10000ms exceeded.\nCall log:\n  - waiting for {}\n"


@pytest.mark.parametrize(
    ("element", "summary"),
    [
        ('get_by_role("button", name="Войти")', 'за 10 с этого не дождаться: get_by_role("button", name="Войти")'),
        ('get_by_label(re.compile(r"(?:^|\\s)Школа"))', "за 10 с этого не дождаться"),
    ],
)
def test_element_is_named_unless_nobody_can_read_it(element: str, summary: str) -> None:
    assert summarize_error(TimeoutError(CALL_LOG.format(element))) == summary
