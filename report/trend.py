"""What the last runs say together: how they went, which tests flip without a change, what the last one changed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from report.comparison import Comparison, Ending, compare_endings
from report.history import History, HistoryEntry


@dataclass(frozen=True)
class FlakyTest:
    """A test that passed and failed with the same code and target; both counts are of such runs only."""

    nodeid: str
    title: str
    passed: int
    failed: int
    last_failed: datetime


@dataclass(frozen=True)
class TrendBar:
    """One run in the chart, in parts of the tallest: heights and the point of the time are from 0 to 1."""

    entry: HistoryEntry
    passed: float
    failed: float
    skipped: float
    time: float


@dataclass(frozen=True)
class Trend:
    """What the page shows of a history; `changes` is None for the first run on its target."""

    bars: list[TrendBar]
    flaky: list[FlakyTest]
    previous: HistoryEntry | None
    changes: Comparison | None
    damaged: list[int]

    @property
    def last(self) -> HistoryEntry:
        """The newest run."""
        return self.bars[-1].entry


def build_trend(history: History) -> Trend:
    """Returns the trend of a history that has at least one run."""
    *earlier, last = history.entries
    previous = next((entry for entry in reversed(earlier) if entry.target == last.target), None)
    return Trend(
        bars=list(_draw_bars(history.entries)),
        flaky=find_flaky(history.entries),
        previous=previous,
        changes=compare_endings(_list_endings(previous), _list_endings(last)) if previous else None,
        damaged=history.damaged,
    )


def find_flaky(entries: Sequence[HistoryEntry]) -> list[FlakyTest]:
    """Returns the tests that both passed and failed on equal code and target, the most undecided first."""
    ends = defaultdict(list)
    for entry in entries:
        for test in entry.tests:
            if entry.code and test.outcome != "skipped":
                ends[test.nodeid, entry.code, entry.target, entry.target_version].append((entry.started, test))
    flaky: dict[str, FlakyTest] = {}
    for (nodeid, *_), runs in ends.items():
        failures = [started for started, test in runs if test.outcome == "failed"]
        if failures and len(failures) < len(runs):
            known = flaky.get(nodeid, FlakyTest(nodeid, "", 0, 0, failures[0]))
            flaky[nodeid] = FlakyTest(
                nodeid,
                runs[-1][1].title,
                known.passed + len(runs) - len(failures),
                known.failed + len(failures),
                max(known.last_failed, *failures),
            )
    return sorted(flaky.values(), key=lambda test: (-min(test.passed, test.failed), test.nodeid))


def _list_endings(entry: HistoryEntry) -> list[Ending]:
    return [Ending(test.nodeid, test.title, test.outcome) for test in entry.tests]


def _draw_bars(entries: Sequence[HistoryEntry]) -> Iterator[TrendBar]:
    most = max(len(entry.tests) for entry in entries) or 1
    longest = max(entry.duration_s for entry in entries) or 1
    for entry in entries:
        yield TrendBar(
            entry,
            passed=entry.count("passed") / most,
            failed=entry.count("failed") / most,
            skipped=entry.count("skipped") / most,
            time=entry.duration_s / longest,
        )
