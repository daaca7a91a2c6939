"""A browser for a job: a real one, Russian, Moscow time, with each step told as it is taken."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from playwright.sync_api import Browser, Error, expect, sync_playwright

from automation.browsers import BrowserNotFound, find_browser
from pages.steps import Step, observe

_SCREEN_MS = 30_000
"""How long a screen may take to come: real sites are slower than the sandbox."""


class JobFailed(Exception):
    """The job cannot be done; the message is one line: what stood in the way, and where."""


class _Teller:
    """Tells outermost steps to whoever waits; the answer of a job goes to stdout, this to stderr."""

    def started(self, step: Step) -> None:
        if step.depth == 0:
            click.echo(f"{step.title}...", err=True)

    def finished(self, step: Step, seconds: float, error: BaseException | None) -> None:
        """Nothing is told: the next step, or the answer, follows."""


@contextmanager
def browser_open(*, headed: bool) -> Iterator[Browser]:
    """The browser that is found on this machine, for the block. Raises JobFailed.

    A screen that does not come, or a site that does not answer, ends the block with JobFailed too.
    """
    try:
        choice = find_browser(headed=headed)
    except BrowserNotFound as error:
        raise JobFailed(str(error)) from error
    try:
        with sync_playwright() as playwright, observe(_Teller()):
            expect.set_options(timeout=_SCREEN_MS)
            browser = playwright.chromium.launch(**{**choice.launch_args(), "headless": not headed})
            yield browser
            browser.close()
    except (Error, AssertionError) as error:
        raise JobFailed(f"сайт не показал того, чего ждали: {told(error)}") from error


def told(error: Error | AssertionError) -> str:
    """What Playwright says in many lines, in one: what went wrong, and which element it waited for."""
    lines = [line.strip(" -") for line in str(error).splitlines() if line.strip()]
    waiting = next((f" ({line})" for line in lines if line.startswith("waiting for ")), "")
    return f"{lines[0]}{waiting}"
