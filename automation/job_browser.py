"""A browser for a job, which prints each step as it starts."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from playwright.sync_api import Browser, Error, Playwright, expect, sync_playwright

from automation.browsers import (
    BROWSER_PATH_VARIABLE,
    BrowserChoice,
    BrowserNotFoundError,
    NetworkRules,
    find_browser,
    require_display,
)
from automation.errors import AutomationError
from mock_server.cli import raise_interruption
from pages.steps import Step, observe

_SCREEN_TIMEOUT_MS = 30_000
"""How long to wait for a screen: real sites are slower than the sandbox."""

_REASONS = {
    r"^Locator expected to be visible": "этого нет на экране",
    r"^Locator expected to be hidden": "это не исчезло с экрана",
    r"^Locator expected to ": "на экране не то",
    r"Timeout (\d+)000ms exceeded": r"за \1 с этого не дождаться",
    r"Timeout (\d+)ms exceeded": r"за \1 мс этого не дождаться",
    r"(net::ERR_CERT_\w+) at (\S+)": r"сертификату \2 нет доверия (\1): назовите его в [stand] certificate",
    r"(net::ERR_\w+) at (\S+)": r"адрес \2 не открылся (\1)",
    r"WebSocket error: (.+)": r"сервер Playwright не отвечает (\1)",
    r"Target page, context or browser has been closed": "браузер закрылся",
    r"Executable doesn't exist at (.+)": r"файла \1 нет",
}
"""How the first line of Playwright's message is said in Russian; any other stays as it is."""


class JobError(AutomationError):
    """The job cannot be done; the message is one line: what went wrong, and where."""


class _StepPrinter:
    """Prints outermost steps to stderr; the job's result goes to stdout."""

    def started(self, step: Step) -> None:
        if step.depth == 0:
            click.echo(f"{step.title}...", err=True)

    def finished(self, step: Step, seconds: float, error: BaseException | None) -> None:
        """Prints nothing: the next step, or the result, follows."""


@contextmanager
def open_browser(*, headed: bool, proxied: bool = False, network: NetworkRules | None = None) -> Iterator[Browser]:
    """Opens the browser that is found on this machine, until the block ends.

    `proxied`: the environment's proxy may stand before the sites; `network`: what a stand needs of the browser. Raises
    JobError where there is no browser, a screen does not appear, or a site does not answer.
    """
    try:
        if headed:
            require_display()
        choice = find_browser(os.environ.get(BROWSER_PATH_VARIABLE) or None, headed=headed)
    except BrowserNotFoundError as error:
        raise JobError(str(error)) from error
    try:
        with sync_playwright() as playwright, observe(_StepPrinter()):
            expect.set_options(timeout=_SCREEN_TIMEOUT_MS)
            browser = _launch(
                playwright, choice, headed=headed, args=choice.launch_args(proxied=proxied, network=network)
            )
            yield browser
            browser.close()
    except (Error, AssertionError) as error:
        raise_interruption(error)
        raise JobError(f"сайт не показал того, чего ждали: {summarize_error(error)}") from error


def _launch(playwright: Playwright, choice: BrowserChoice, *, headed: bool, args: dict[str, Any]) -> Browser:
    try:
        return playwright.chromium.launch(**{**args, "headless": not headed})
    except Error as error:
        raise JobError(f"браузер {choice.name} не запустился: {summarize_error(error)}") from error


def summarize_error(error: Error | AssertionError) -> str:
    """Returns Playwright's long message in one line of Russian: what went wrong, and which element it waited for."""
    lines = [line.strip(" -") for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    element = next((line.removeprefix("waiting for ") for line in lines if line.startswith("waiting for ")), "")
    if "re.compile(" in element:
        element = ""  # made of a name of the target file: nobody can read it
    for pattern, reason in _REASONS.items():
        if match := re.search(pattern, lines[0]):
            return match.expand(reason) + (f": {element}" if element else "")
    return lines[0] + (f" ({element})" if element else "")
