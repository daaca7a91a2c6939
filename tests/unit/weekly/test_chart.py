"""The chart of the weeks."""

from datetime import date, timedelta

from automation.weekly.chart import MAX_WEEKS_SHOWN, draw_chart
from automation.weekly.history import WeekSummary

FIRST = date(2026, 9, 1)


def build(day: date, linked: int = 5, active: int | None = 5, people: int = 10) -> WeekSummary:
    return WeekSummary("2026-W01", day, [51], ["teacher"], people, linked, people - linked, active, {}, 0)


def test_week_that_is_missing_leaves_a_gap():
    days = [FIRST, FIRST + timedelta(7), FIRST + timedelta(21)]
    first, second, third = draw_chart([build(day) for day in days]).linked
    assert abs((third.x - second.x) - 2 * (second.x - first.x)) < 0.2


def test_more_is_higher_and_only_a_whole_is_at_the_top():
    low, high, nearly = draw_chart([build(FIRST, linked, people=1000) for linked in (0, 1000, 999)]).linked
    assert (low.percent, high.percent, nearly.percent) == (0, 100, 99)
    assert high.y < nearly.y < low.y


def test_only_week_is_named_and_told():
    chart = draw_chart([build(FIRST)])
    assert [point.x for point in chart.linked] == [point.x for point in chart.labels]
    assert chart.label == "01.09.2026: привязаны 50 %, активны 50 %"


def test_weeks_without_counts_are_not_silent():
    chart = draw_chart([build(FIRST, active=None), build(FIRST + timedelta(7))])
    assert [point.summary.date for point in chart.active] == [FIRST + timedelta(7)]
    assert chart.label.startswith("01.09.2026: привязаны 50 %; ")


def test_school_year_is_shown_and_the_last_week_always_named():
    chart = draw_chart([build(FIRST + timedelta(7 * number)) for number in range(60)])
    assert len(chart.linked) == MAX_WEEKS_SHOWN
    assert len(chart.labels) <= 8
    assert chart.labels[-1] == chart.linked[-1]


def test_nobody_is_no_percent():
    assert build(FIRST, 0, 0, people=0).linked_percent == 0
    assert build(FIRST, 0, None, people=0).active_percent is None
