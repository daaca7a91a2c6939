"""What a check looks at: a check that had nothing to look at has proved nothing, and is skipped."""

from collections.abc import Iterable
from typing import TypeVar

from validation.errors import NotTestableError

T = TypeVar("T")


def require_subjects(found: Iterable[T], ru: str, en: str) -> list[T]:
    """Returns what a check is to look at, as a list. Raises NotTestableError where there is nothing."""
    subjects = list(found)
    if not subjects:
        raise NotTestableError(f"не на что было смотреть: {ru}", f"there was nothing to look at: {en}")
    return subjects
