"""The chart of the weeks as inline SVG: how many percent are linked, and how many write or call."""

from collections.abc import Sequence
from dataclasses import dataclass

from automation.weekly.history import WeekSummary

MAX_WEEKS_SHOWN = 40
"""A school year; older weeks are in the table and in `history.json`."""
WIDTH, HEIGHT, LEFT = 720, 190, 58
_RIGHT, _TOP, _BOTTOM = 24, 14, 30
_MAX_LABELS = 8


@dataclass(frozen=True)
class ChartPoint:
    """A week on a line: its place in the picture, and its value."""

    x: float
    y: float
    percent: int
    summary: WeekSummary


@dataclass(frozen=True)
class Chart:
    """The lines, the weeks that are named below them, and the heights of the horizontal lines by percent."""

    linked: list[ChartPoint]
    active: list[ChartPoint]
    labels: list[ChartPoint]
    levels: dict[int, float]
    label: str
    """What the picture shows, for those who do not see it."""


def draw_chart(summaries: Sequence[WeekSummary]) -> Chart:
    """Returns the chart of the last weeks, each as far to the right as its day: a week that is missing leaves a gap."""
    shown = summaries[-MAX_WEEKS_SHOWN:]
    linked = [_place(summary, summary.linked_percent, shown) for summary in shown]
    active = [_place(summary, summary.active_percent, shown) for summary in shown if summary.active_percent is not None]
    step = -(-len(linked) // _MAX_LABELS)
    return Chart(
        linked,
        active,
        linked[::-1][::step][::-1],  # the last week always has its day
        {percent: _find_height(percent) for percent in (0, 25, 50, 75, 100)},
        "; ".join(_describe(summary) for summary in shown),
    )


def _place(summary: WeekSummary, percent: int, shown: Sequence[WeekSummary]) -> ChartPoint:
    first, days = shown[0].date, (shown[-1].date - shown[0].date).days
    share = (summary.date - first).days / days if days else 0.5
    return ChartPoint(round(LEFT + share * (WIDTH - LEFT - _RIGHT), 1), _find_height(percent), percent, summary)


def _find_height(percent: int) -> float:
    return round(_TOP + (100 - percent) / 100 * (HEIGHT - _TOP - _BOTTOM), 1)


def _describe(summary: WeekSummary) -> str:
    active = "" if summary.active_percent is None else f", активны {summary.active_percent} %"
    return f"{summary.date:%d.%m.%Y}: привязаны {summary.linked_percent} %{active}"
