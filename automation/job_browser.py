"""A browser for a job, which prints each step as it starts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from playwright.sync_api import Browser, Error, Playwright, expect, sync_playwright

from automation.browsers import (
    BROWSER_PATH_VARIABLE,
    BrowserChoice,
    BrowserNotFoundError,
    find_browser,
    require_display,
)
from automation.errors import AutomationError
from pages.steps import Step, observe

_SCREEN_TIMEOUT_MS = 30_000
"""How long to wait for a screen: real sites are slower than the sandbox."""


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
def open_browser(*, headed: bool, proxied: bool = False) -> Iterator[Browser]:
    """Opens the browser that is found on this machine, until the block ends.

    `proxied`: the environment's proxy may stand before the sites. Raises JobError where there is no browser, a screen
    does not appear, or a site does not answer.
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
            browser = _launch(playwright, choice, headed=headed, proxied=proxied)
            yield browser
            browser.close()
    except (Error, AssertionError) as error:
        raise JobError(f"сайт не показал того, чего ждали: {summarize_error(error)}") from error


def _launch(playwright: Playwright, choice: BrowserChoice, *, headed: bool, proxied: bool) -> Browser:
    try:
        return playwright.chromium.launch(**{**choice.launch_args(proxied=proxied), "headless": not headed})
    except Error as error:
        raise JobError(f"браузер {choice.name} не запустился: {summarize_error(error)}") from error


def summarize_error(error: Error | AssertionError) -> str:
    """Returns Playwright's long message in one line: what went wrong, and which element it waited for."""
    lines = [line.strip(" -") for line in str(error).splitlines() if line.strip()]
    waiting = next((f" ({line})" for line in lines if line.startswith("waiting for ")), "")
    return f"{lines[0]}{waiting}"
