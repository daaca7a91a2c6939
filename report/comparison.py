"""Compares how the same things ended twice: requirements, checks or tests of two runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_FAILURES = {"expected": 1, "warning": 2, "failed": 3}
"""What is not as it should be, the mildest first; all else but "passed" was not checked."""


@dataclass(frozen=True)
class Ending:
    """How one thing ended in one run."""

    id: str
    title: str
    status: str


@dataclass(frozen=True)
class Change:
    """A thing that ended otherwise than before; `before` is empty for a new one, `after` for one that is gone."""

    id: str
    title: str
    before: str = ""
    after: str = ""


@dataclass
class Comparison:
    """All changes by what they mean, each list in the order of the later run."""

    worse: list[Change] = field(default_factory=list)
    better: list[Change] = field(default_factory=list)
    other: list[Change] = field(default_factory=list)
    """A failure that was not checked again, or a thing that was checked neither time."""
    new: list[Change] = field(default_factory=list)
    gone: list[Change] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.worse or self.better or self.other or self.new or self.gone)


def compare_endings(before: Iterable[Ending], after: Iterable[Ending]) -> Comparison:
    """Returns what changed from one run to the other."""
    earlier, later = _index(before), _index(after)
    changes = Comparison()
    for ending in later.values():
        old = earlier.get(ending.id)
        if old is None:
            changes.new.append(Change(ending.id, ending.title, after=ending.status))
        elif old.status != ending.status:
            _list_of(changes, old.status, ending.status).append(
                Change(ending.id, ending.title, old.status, ending.status)
            )
    changes.gone = [Change(old.id, old.title, before=old.status) for old in earlier.values() if old.id not in later]
    return changes


def _list_of(changes: Comparison, before: str, after: str) -> list[Change]:
    """Returns the list for a change of status.

    A failure that comes or grows is worse, and so is what was fine and is not checked any more. A failure that goes or
    shrinks is better; one that is not checked any more is neither: nobody knows that it is mended.
    """
    if after == "passed" or (after in _FAILURES and _FAILURES.get(before, 0) > _FAILURES[after]):
        return changes.better
    if after in _FAILURES or before == "passed":
        return changes.worse
    return changes.other


def _index(endings: Iterable[Ending]) -> Mapping[str, Ending]:
    return {ending.id: ending for ending in endings}
