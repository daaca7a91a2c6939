"""Measures contenders in turn, each once per round, so that a slow moment of the machine slows all alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


class NotMeasuredError(Exception):
    """Something that a measurement needs is absent; the message says what, in one line."""


@dataclass(frozen=True)
class Goal:
    """What a figure has to be: no larger than the limit, or no smaller with `at_least`."""

    limit: float
    at_least: bool = False

    def is_met(self, value: float) -> bool:
        """Returns whether the figure meets the goal; the limit itself does."""
        return value >= self.limit if self.at_least else value <= self.limit

    def describe(self, value: float, unit: str = "") -> str:
        """Returns the goal, and whether the figure meets it."""
        result = "достигнута" if self.is_met(value) else "НЕ ДОСТИГНУТА"
        return f"{'от' if self.at_least else 'до'} {self.limit:g}{unit}, {result}"


@dataclass(frozen=True)
class Row:
    """A line of the table: a figure of today, what it is compared with, and their ratio."""

    name: str
    now: str = ""
    beside: str = ""
    value: float | None = None
    goal: Goal | None = None
    not_measured: str = ""
    """The reason, where there is no ratio."""

    def cells(self) -> tuple[str, str, str, str, str]:
        """Returns the texts of the columns."""
        if self.not_measured:
            return self.name, self.now, "", "", f"не измерено: {self.not_measured}"
        value = "" if self.value is None else f"{self.value:.2f}"
        goal = "" if self.value is None or self.goal is None else self.goal.describe(self.value)
        return self.name, self.now, self.beside, value, goal


def in_turn(contenders: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Returns the seconds of each round for each contender; a first round, which does not count, warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for round_number in range(rounds + 1):
        for name, run in contenders.items():
            start = perf_counter()
            run()
            if round_number:
                seconds[name].append(perf_counter() - start)
    return seconds


def compare_rounds(values: Sequence[float], beside: Sequence[float]) -> float:
    """Returns the median of the ratios, round by round: both figures of a round are of the same moment."""
    return median(value / other for value, other in zip(values, beside, strict=True))


def line(name: str, seconds: Sequence[float]) -> str:
    """Returns the median, fastest and slowest time of a contender, in milliseconds."""
    ms = [duration_s * 1000 for duration_s in seconds]
    return f"  {name:<58} {median(ms):8.1f} мс   ({min(ms):.1f}-{max(ms):.1f}, n={len(ms)})"


def verdict(name: str, value: float, goal: float, unit: str = "") -> str:
    """Returns a figure beside its goal: the figure may not be larger."""
    return f"  {name:<58} {value:8.2f}{unit}   цель: {Goal(goal).describe(value, unit)}"


def render_table(headings: tuple[str, str, str, str, str], rows: Sequence[Row]) -> str:
    """Returns the rows below their headings, in columns; the last column is as wide as it needs to be."""
    lines = [headings, *(row.cells() for row in rows)]
    widths = [max(len(cells[column]) for cells in lines) for column in range(len(headings) - 1)]
    return "\n".join(
        "  ".join([cells[0].ljust(widths[0]), *map(str.rjust, cells[1:-1], widths[1:]), cells[-1]]).rstrip()
        for cells in lines
    )
