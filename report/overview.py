"""A run at a glance: its tests in an order of their own, the slowest of them, and those of no requirement by folder."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from mock_server.natural_order import natural_key
from report.run_record import TestRecord

_SLOWEST = 10
_FOLDER_DEPTH = 2


@dataclass(frozen=True)
class FolderSummary:
    """How the tests of one folder ended; `failures` are those that failed."""

    folder: str
    counts: Counter[str]
    duration_s: float
    failures: list[TestRecord]


def sort_tests(tests: Iterable[TestRecord], requirement_ids: Sequence[str]) -> list[TestRecord]:
    """Returns the tests in the guide's order, then in that of files and lines: whoever ran which, and when."""
    places = {id: index for index, id in enumerate(requirement_ids)}

    def key(test: TestRecord) -> tuple[object, ...]:
        first = min((places.get(id, len(places)) for id in test.requirements), default=len(places))
        return first, natural_key(test.path), test.line, natural_key(test.nodeid)

    return sorted(tests, key=key)


def list_slowest(tests: Iterable[TestRecord]) -> list[TestRecord]:
    """Returns the tests that took longest, the longest first; those skipped took no time of their own."""
    return sorted((test for test in tests if test.outcome != "skipped"), key=lambda test: -test.duration_s)[:_SLOWEST]


def group_by_folder(tests: Iterable[TestRecord]) -> list[FolderSummary]:
    """Returns how the tests of no requirement ended, by folder: «tests/unit»."""
    folders: dict[str, list[TestRecord]] = {}
    for test in tests:
        if not test.requirements:
            folders.setdefault(_name_folder(test.path), []).append(test)
    return [_summarize(folder, folders[folder]) for folder in sorted(folders)]


def _summarize(folder: str, tests: list[TestRecord]) -> FolderSummary:
    return FolderSummary(
        folder=folder,
        counts=Counter(str(test.outcome) for test in tests),
        duration_s=sum(test.duration_s for test in tests),
        failures=[test for test in tests if test.outcome == "failed"],
    )


def _name_folder(path: str) -> str:
    return "/".join(PurePosixPath(path).parent.parts[:_FOLDER_DEPTH]) or "."
