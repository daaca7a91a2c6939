"""`history.jsonl`: the last runs, one JSON object per line, the oldest first."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import AwareDatetime, TypeAdapter, ValidationError

from automation.atomic_files import open_replacement
from automation.errors import AutomationError
from mock_server.error_texts import describe_os_error
from report.run_record import Outcome, RunRecord

HISTORY_FILE = "history.jsonl"
MAX_RUNS = 50
_LOCK_TIMEOUT_S = 30


class HistoryError(AutomationError):
    """The history cannot be read or written; the message is one line."""


@dataclass(frozen=True)
class TestEnd:
    """How one test ended."""

    __test__ = False  # is no class of tests

    nodeid: str
    title: str
    outcome: Outcome
    duration_s: float


@dataclass(frozen=True)
class HistoryEntry:
    """One run: what it tested with which code, and how its tests ended."""

    started: AwareDatetime
    duration_s: float
    target: str
    code: str
    suite_version: str
    broken_off: str
    tests: list[TestEnd]
    target_version: str = ""

    def count(self, outcome: Outcome) -> int:
        """Returns how many tests ended so."""
        return sum(test.outcome == outcome for test in self.tests)


@dataclass(frozen=True)
class History:
    """The runs, the oldest first, and the numbers of the lines that are no record of one and were skipped."""

    entries: list[HistoryEntry]
    damaged: list[int]


def append_run(folder: Path, run: RunRecord) -> History:
    """Adds the run to the folder's history, whose oldest runs make room; returns it. Raises HistoryError."""
    entry = HistoryEntry(
        started=run.started,
        duration_s=round(run.duration_s, 3),
        target=run.target,
        code=run.code,
        suite_version=run.suite_version,
        broken_off=run.broken_off,
        target_version=run.target_version,
        tests=[
            TestEnd(test.nodeid, test.title, test.outcome, round(test.duration_s, 3))
            for test in sorted(run.tests, key=lambda test: test.nodeid)
            if test.outcome
        ],
    )
    path = folder / HISTORY_FILE
    with _translating_errors(path), FileLock(folder / f".{HISTORY_FILE}.lock", timeout=_LOCK_TIMEOUT_S):
        lines = [*_read_lines(path), _format(entry)][-MAX_RUNS:]
        with open_replacement(path, private=False) as file:
            file.write_bytes(b"".join(line + b"\n" for line in lines))
    return _parse(lines)


def read_history(folder: Path) -> History:
    """Returns the last runs of the folder's history. Raises HistoryError where there is none that can be read."""
    path = folder / HISTORY_FILE
    with _translating_errors(path):
        lines = path.read_bytes().splitlines()
    history = _parse(lines)
    if not history.entries:
        raise HistoryError(f"{path}: ни одного запуска прочитать нельзя")
    return History(history.entries[-MAX_RUNS:], history.damaged)


@contextmanager
def _translating_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except Timeout as error:
        raise HistoryError(f"{path}: история занята другим запуском, за {_LOCK_TIMEOUT_S} с не освободилась") from error
    except OSError as error:
        raise HistoryError(f"{path}: историю не прочитать и не записать: {describe_os_error(error)}") from error


def _read_lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines() if path.exists() else []


def _format(entry: HistoryEntry) -> bytes:
    data = {**asdict(entry), "started": entry.started.isoformat(timespec="seconds")}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def _parse(lines: Sequence[bytes]) -> History:
    history = History([], [])
    for number, line in enumerate(lines, start=1):
        try:
            history.entries.append(_adapter().validate_json(line))
        except ValidationError:
            history.damaged.append(number)
    return history


@cache
def _adapter() -> TypeAdapter[Any]:
    """Returns what reads a line, cached: building it takes longer than reading."""
    return TypeAdapter(HistoryEntry)
