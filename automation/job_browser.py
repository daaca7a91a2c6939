"""A browser for a job: a real one, Russian, Moscow time, with each step told as it is taken."""

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
from pages.steps import Step, observe

_SCREEN_MS = 30_000
"""How long a screen may take to come: real sites are slower than the sandbox."""


class JobError(Exception):
    """The job cannot be done; the message is one line: what stood in the way, and where."""


class _Teller:
    """Tells outermost steps to whoever waits; the answer of a job goes to stdout, this to stderr."""

    def started(self, step: Step) -> None:
        if step.depth == 0:
            click.echo(f"{step.title}...", err=True)

    def finished(self, step: Step, seconds: float, error: BaseException | None) -> None:
        """Nothing is told: the next step, or the answer, follows."""


@contextmanager
def open_browser(*, headed: bool, proxied: bool = False) -> Iterator[Browser]:
    """The browser that is found on this machine, for the block. Raises JobError.

    `proxied`: a proxy of the environment may stand before the sites.

    A screen that does not come, or a site that does not answer, ends the block with JobError too.
    """
    try:
        if headed:
            require_display()
        choice = find_browser(os.environ.get(BROWSER_PATH_VARIABLE) or None, headed=headed)
    except BrowserNotFoundError as error:
        raise JobError(str(error)) from error
    try:
        with sync_playwright() as playwright, observe(_Teller()):
            expect.set_options(timeout=_SCREEN_MS)
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
    """What Playwright says in many lines, in one: what went wrong, and which element it waited for."""
    lines = [line.strip(" -") for line in str(error).splitlines() if line.strip()]
    waiting = next((f" ({line})" for line in lines if line.startswith("waiting for ")), "")
    return f"{lines[0]}{waiting}"
