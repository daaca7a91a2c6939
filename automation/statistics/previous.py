"""Selects the previous reports that can be compared."""

from collections.abc import Sequence
from datetime import date

from automation.statistics.merging import have_same_rows
from automation.statistics.rows import Problem, Reading


def select_comparable(reports: Sequence[Reading], previous: Sequence[Reading]) -> tuple[list[Reading], list[Problem]]:
    """Returns the previous reports that are no newer than the checked ones, and a problem for each of the others.

    A report of the same day is compared, with a note: reports do not say which of the two is older.
    """
    newest = max((day for report in reports for day in report.dates), default=None)
    comparable: list[Reading] = []
    problems: list[Problem] = []
    for report in previous:
        if report.rows and any(have_same_rows(report, other) for other in reports):
            problems.append(Problem(report.file, "прошлый отчёт тот же, что проверяемый: сравнивать не с чем"))
        elif newest and report.dates and report.dates[-1] > newest:
            problems.append(Problem(report.file, _describe_newer(report.dates[-1], newest)))
        else:
            if newest and report.dates and report.dates[-1] == newest:
                report.notes.append(f"{report.file}: прошлый отчёт за тот же день, что проверяемый")
            comparable.append(report)
    return comparable, problems


def _describe_newer(previous: date, checked: date) -> str:
    return (
        f"прошлый отчёт ({previous:%d.%m.%Y}) новее проверяемого ({checked:%d.%m.%Y}), поэтому не сравнивается; "
        "не перепутаны ли они местами?"
    )
