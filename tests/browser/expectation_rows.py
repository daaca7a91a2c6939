"""Tables of checks of a page: on which page each holds, and with which changes it fails."""

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from pages.page_names import LabelNotFoundError

PROJECT = Path(__file__).parents[2]
FAILING_TIMEOUT_MS = 300
Change = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """A page on which the check holds, and texts of it with what to put in their place, each of which breaks it."""

    check: Callable[[Page], None]
    body: str
    changes: tuple[Change, ...]


@contextmanager
def short_timeouts() -> Iterator[None]:
    """Lets checks that fail do so soon."""
    expect.set_options(timeout=FAILING_TIMEOUT_MS)
    try:
        yield
    finally:
        expect.set_options(timeout=5_000)


def list_modules(*globs: str) -> list[str]:
    """Returns the modules of these files, without tests."""
    files = [path for pattern in globs for path in PROJECT.glob(pattern)]
    names = [".".join(path.relative_to(PROJECT).with_suffix("").parts) for path in files]
    return [name for name in names if not re.search(r"\.(test_|conftest|__init__)", name)]


def list_expectations(*globs: str) -> set[str]:
    """Returns every `expect_*` of the modules of these files."""
    found = set()
    for module in map(importlib.import_module, list_modules(*globs)):
        own = [value for value in vars(module).values() if getattr(value, "__module__", "") == module.__name__]
        methods = [method for kind in own if inspect.isclass(kind) for method in vars(kind).values()]
        found |= {
            f"{module.__name__}.{value.__qualname__}"
            for value in [*own, *methods]
            if inspect.isfunction(value) and value.__name__.startswith("expect_")
        }
    return found


def check_row_holds(page: Page, row: Row) -> None:
    """Checks that the check of the row holds on its page."""
    show(page, row.body)
    row.check(page)


def check_row_fails(page: Page, row: Row) -> None:
    """Checks that no change of the page leaves the check as it was."""
    for find, put in row.changes:
        assert find in row.body, find
        show(page, row.body.replace(find, put))
        with short_timeouts():
            assert fails(row.check, page), f"it holds with «{put}» in place of «{find}»"


def show(page: Page, body: str) -> None:
    page.set_content(f"<!doctype html><html lang=ru><title>Экран</title><body style='margin: 0'>{body}")


def fails(check: Callable[..., None], *arguments: object) -> bool:
    """Returns whether the check raises what a scenario fails with."""
    try:
        check(*arguments)
    except (AssertionError, LabelNotFoundError, ValueError):  # ValueError: an unpacking that says «exactly one»
        return True
    return False
