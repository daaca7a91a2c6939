"""How soon a worker of the tests has its sandbox, and a test its people, beside version 0.2."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.earlier import VERSION, check_out
from benchmarks.measure import Goal, NotMeasuredError, Row, compare_rounds, line

GOAL = Goal(1.1)
"""«Not slower»: the median of five ratios still differs by some percent from run to run."""
_PROGRAM = Path(__file__).with_name("worker.py")
_PROJECT = Path(__file__).parents[1]
_NAMES = {
    "import": "импорт песочницы",
    "start": "запуск в рабочем процессе тестов",
    "arrange": "подготовка теста: организация и учитель",
}


class _Times(NamedTuple):
    cpu_s: float
    wall_s: float


def measure_workers(rounds: int) -> list[Row]:
    """Runs fresh processes of both versions in turn; prints their times, and returns the rows of processor time.

    Neighbours on the machine lengthen the time of a start several times over, the processor time by some percent.
    """
    try:
        with check_out() as earlier:
            measured = [(_run(_PROJECT), _run(earlier)) for _ in range(rounds + 1)][1:]  # the first compiles bytecode
    except NotMeasuredError as error:
        return [Row(name, not_measured=str(error)) for name in _NAMES.values()]
    rows = []
    for key, name in _NAMES.items():
        now, beside = [times[key] for times, _ in measured], [times[key] for _, times in measured]
        print(line(name, [times.wall_s for times in now]))
        print(line(f"{name}, версия {VERSION}", [times.wall_s for times in beside]))
        rows.append(_compare(f"{name}, процессорное время", now, beside))
    return rows


def _compare(name: str, now: Sequence[_Times], beside: Sequence[_Times]) -> Row:
    now_s, beside_s = ([times.cpu_s for times in measured] for measured in (now, beside))
    now_ms, beside_ms = (f"{median(seconds) * 1000:.1f} мс" for seconds in (now_s, beside_s))
    return Row(name, now_ms, f"{beside_ms}, {VERSION}", compare_rounds(now_s, beside_s), GOAL)


def _run(version: Path) -> dict[str, _Times]:
    """Returns the medians of one fresh process."""
    # `-P`: the program's own folder has modules with names of the standard library's.
    process = subprocess.run(
        [sys.executable, "-P", str(_PROGRAM)],
        env={**os.environ, "PYTHONPATH": str(version)},
        cwd=version,
        capture_output=True,
        encoding="utf-8",
    )
    if process.returncode:
        last = next(reversed(process.stderr.strip().splitlines()), f"код {process.returncode}")
        raise NotMeasuredError(f"рабочий процесс не запустил песочницу: {last}")
    measured = json.loads(process.stdout.splitlines()[-1])
    return {key: _Times(*map(median, zip(*times, strict=True))) for key, times in measured.items()}
