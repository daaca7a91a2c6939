"""Selects the previous reports that can be compared."""

from collections.abc import Sequence
from datetime import date

from automation.statistics.merging import have_same_rows
from automation.statistics.rows import Problem, Reading


def find_same_report(reports: Sequence[Reading], previous: Sequence[Reading]) -> Problem | None:
    """Returns why one of the previous reports is no previous one: it has the rows or the day of a checked report."""
    for earlier in previous:
        for report in reports:
            if earlier.rows and have_same_rows(earlier, report):
                message = f"это тот же отчёт, что проверяемый ({report.file}): дайте в --previous прошлый"
                return Problem(earlier.file, message)
            if _have_same_period(earlier, report):
                day = f"{earlier.dates[-1]:%d.%m.%Y}"
                message = (
                    f"это отчёт за тот же день ({day}), что проверяемый ({report.file}): дайте в --previous прошлый"
                )
                return Problem(earlier.file, message)
    return None


def select_comparable(reports: Sequence[Reading], previous: Sequence[Reading]) -> tuple[list[Reading], list[Problem]]:
    """Returns the previous reports that are no newer than the checked ones, and a problem for each of the others."""
    newest = max((day for report in reports for day in report.dates), default=None)
    comparable: list[Reading] = []
    problems: list[Problem] = []
    for report in previous:
        if newest and report.dates and report.dates[-1] > newest:
            problems.append(Problem(report.file, _describe_newer(report.dates[-1], newest)))
        else:
            comparable.append(report)
    return comparable, problems


def _have_same_period(earlier: Reading, report: Reading) -> bool:
    """Returns whether both are about the same 7 days of one organization; reports without IDs may be about any."""
    if not (earlier.dates and report.dates) or earlier.dates[-1] != report.dates[-1]:
        return False
    organizations = [{row.organization_id for row in reading.rows} for reading in (earlier, report)]
    return None in set.union(*organizations) or not set.isdisjoint(*organizations)


def _describe_newer(previous: date, checked: date) -> str:
    return (
        f"прошлый отчёт ({previous:%d.%m.%Y}) новее проверяемого ({checked:%d.%m.%Y}), поэтому не сравнивается; "
        "не перепутаны ли они местами?"
    )
