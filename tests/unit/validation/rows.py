"""What a row of a table of expectations is: where the expectation holds, and where it fails."""

from collections.abc import Callable
from functools import partial
from typing import Any

Row = tuple[list[Callable[[], None]], ...]


def rows(check: Callable[[Any], None], good: list[Any], bad: list[Any]) -> Row:
    """Returns a row: the check of each subject with which it holds, and of those with which it does not."""
    return tuple([partial(check, subject) for subject in subjects] for subjects in (good, bad))
