"""Makes one run of the shards' runs, and says what is missing or does not belong together."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import cast

from automation.errors import AutomationError
from report.overview import sort_tests
from report.run_file import RunFile
from report.run_record import RunRecord, ShardRecord, TestRecord

_MUST_BE_EQUAL: Mapping[str, Callable[[RunFile], object]] = {
    "на сколько шардов поделён запуск": lambda file: file.run.shard and file.run.shard.count,
    "версия набора тестов": lambda file: file.run.suite_version,
    "код": lambda file: file.run.code,
    "стенд": lambda file: file.run.target,
    "сборка стенда": lambda file: file.run.target_version,
    "каталог требований": lambda file: file.catalogue,
    "отбор тестов или файл их времён": lambda file: file.run.shard and file.run.shard.plan,
}
_NOT_SHOWN = {"каталог требований", "отбор тестов или файл их времён"}
"""Whose values would say nothing to a person."""


class MergeError(AutomationError):
    """The results are not those of the shards of one run; the message has one line per reason."""


@dataclass(frozen=True)
class MergedRun:
    """One run of all shards; `missing` says what is not in it, and then it is no whole run."""

    file: RunFile
    missing: list[str]

    @property
    def has_failures(self) -> bool:
        """Whether a test failed."""
        return any(test.outcome == "failed" for test in self.file.run.tests)


def merge_runs(files: Mapping[Path, RunFile]) -> MergedRun:
    """Returns one run of the results in these folders. Raises MergeError where they do not belong together."""
    if mistakes := [*_find_strangers(files), *_find_doubles(files), *_find_differences(files)]:
        raise MergeError("\n".join(mistakes))
    runs = sorted((file.run for file in files.values()), key=lambda run: get_shard(run).index)
    catalogue = next(iter(files.values())).catalogue
    tests = sort_tests((test for run in runs for test in run.tests), list(catalogue))
    missing = [*_list_missing(runs), *_list_broken_off(runs), *_list_lost(runs, tests)]
    started = min(run.started for run in runs)
    merged = replace(
        runs[0],
        started=started,
        duration_s=max(run.started + timedelta(seconds=run.duration_s) for run in runs).timestamp()
        - started.timestamp(),
        tests=tests,
        broken_off=" ".join(missing),
        shard=None,
    )
    return MergedRun(RunFile(merged, catalogue), missing)


def get_shard(run: RunRecord) -> ShardRecord:
    """Returns which shard a run is that `merge_runs` has taken for one."""
    return cast(ShardRecord, run.shard)


def _find_strangers(files: Mapping[Path, RunFile]) -> Iterator[str]:
    for folder, file in files.items():
        if file.run.shard is None:
            yield f"{folder}: это отчёт целого запуска, а не шарда: объединять его не с чем"


def _find_doubles(files: Mapping[Path, RunFile]) -> Iterator[str]:
    folders: dict[str, Path] = {}
    for folder, file in files.items():
        shard = str(file.run.shard or "")
        if shard and shard in folders:
            yield f"{folders[shard]} и {folder}: один и тот же шард {shard}; оставьте одну из папок"
        folders.setdefault(shard, folder)


def _find_differences(files: Mapping[Path, RunFile]) -> Iterator[str]:
    """Yields a line per thing in which the results differ; a shard that collected nothing has no plan to compare."""
    (first, file), *others = files.items()
    for name, read in _MUST_BE_EQUAL.items():
        for folder, other in others:
            values = read(file), read(other)
            if values[0] != values[1] and all(value not in (None, "") for value in values):
                shown = "" if name in _NOT_SHOWN else f": {values[0]} и {values[1]}"
                yield f"{first} и {folder}: разное — {name}{shown}"


def _list_missing(runs: Sequence[RunRecord]) -> Iterator[str]:
    count = get_shard(runs[0]).count
    there = {get_shard(run).index for run in runs}
    absent = [f"{index}/{count}" for index in range(1, count + 1) if index not in there]
    if len(absent) == 1:
        yield f"Нет шарда {absent[0]}: его тестов здесь нет."
    elif absent:
        yield f"Нет шардов {', '.join(absent)}: их тестов здесь нет."


def _list_broken_off(runs: Sequence[RunRecord]) -> Iterator[str]:
    for run in runs:
        if run.broken_off:
            yield f"Шард {run.shard}: {run.broken_off}"


def _list_lost(runs: Sequence[RunRecord], tests: Sequence[TestRecord]) -> Iterator[str]:
    """Yields what a sum of the tests shows: some ran twice, or did not run although nothing else says so."""
    twice = [nodeid for nodeid, count in Counter(test.nodeid for test in tests).items() if count > 1]
    if twice:
        yield f"Выполнены дважды: {', '.join(twice[:3])}{' и другие' if len(twice) > 3 else ''}."
    selected = max(get_shard(run).selected for run in runs)
    whole = len(runs) == get_shard(runs[0]).count and not any(run.broken_off for run in runs)
    if whole and not twice and len(tests) != selected:
        yield f"Отобрано тестов {selected}, а результатов {len(tests)}: какой-то шард не закончил."
