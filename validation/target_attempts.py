"""What `target check` prints: a line about each thing that it tried."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
import httpx
from playwright.sync_api import Error

from automation.deployment import describe_sandbox_error
from automation.job_browser import summarize_error
from mock_server.cli import raise_interruption
from mock_server.client import SandboxClientError
from mock_server.error_texts import describe_http_error
from pages.page_names import LabelNotFoundError
from validation.probe import StandError


class AttemptFailedError(ValueError):
    """Something of the target file does not hold; the message says what, and what to write."""


class Attempts:
    """Prints a line about each thing tried, and counts the failures; `mask` hides people's data."""

    def __init__(self, mask: Callable[[str], str] = str) -> None:
        self.failed = 0
        self._mask = mask
        self._noted: set[str] = set()

    @contextmanager
    def attempt(self, name: str, explain: Callable[[], str] = str) -> Iterator[None]:
        """Prints whether the block ended without an error; `explain` says more of one that it did not foresee."""
        try:
            yield
        except (httpx.HTTPError, httpx.InvalidURL, SandboxClientError, Error, AssertionError, ValueError) as error:
            raise_interruption(error)
            more = "" if isinstance(error, AttemptFailedError) else explain()
            self.fail(name, f"{describe_attempt_error(error)}; {more}" if more else describe_attempt_error(error))
        else:
            click.echo(f"  ✓ {name}")

    def fail(self, name: str, reason: str) -> None:
        """Prints and counts a failure."""
        self.failed += 1
        click.echo(f"  ✗ {name}: {self._mask(reason)}")

    def note(self, text: str) -> None:
        """Prints, once, what is good to know and is no failure."""
        if text not in self._noted:
            self._noted.add(text)
            click.echo(f"  • {self._mask(text)}")


def describe_attempt_error(error: Exception) -> str:
    """Returns in one line of Russian why something of a journal or a sandbox could not be had."""
    if isinstance(error, LabelNotFoundError | AttemptFailedError):
        return str(error)
    if isinstance(error, StandError):
        return error.text.ru
    if isinstance(error, (Error, AssertionError)):
        return summarize_error(error)
    if isinstance(error, SandboxClientError):
        return describe_sandbox_error(error)
    return describe_http_error(error)
