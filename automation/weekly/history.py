"""The numbers of the weeks: one small file in each week, `history.json` of all of them, the chart's points.

`history.json` is made anew from the weeks at each run: it cannot contradict them.
"""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from automation.statistics.findings import FindingKind, StatisticsReview, count_people
from automation.statistics.rows import is_active
from automation.weekly.folder import WeekFolder

SUMMARY = "week.json"
HISTORY = "history.json"
_Count = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class WeekSummary:
    """What a week's report said, in numbers; None for what it did not say. Nobody's name is in it."""

    week: str
    date: date
    organizations: list[int]
    types: list[str]
    """The keys of the types of users that were checked; empty where the report has no types."""
    people: _Count
    linked: _Count
    not_linked: _Count
    active: _Count | None
    found: dict[str, _Count | None]
    """People by kind of finding."""
    letters: _Count
    links: dict[str, _Count] | None = None
    """What the journal said of the accounts: linked, not_linked, not_checked."""

    @property
    def linked_percent(self) -> int:
        """The share of the linked, rounded down: 99.9 % is not 100 % while anybody is left."""
        return 100 * self.linked // self.people if self.people else 0

    @property
    def active_percent(self) -> int | None:
        """The share of those who write or call."""
        return None if self.active is None else 100 * self.active // self.people if self.people else 0


_SUMMARY = TypeAdapter(WeekSummary)


def summarize_week(
    week: str, day: date, review: StatisticsReview, letters: int, links: dict[str, int] | None
) -> WeekSummary:
    """Returns the numbers of a reviewed week."""
    states = [is_active(row) for row in review.people]
    return WeekSummary(
        week,
        day,
        sorted({row.organization_id for row in review.people if row.organization_id is not None}),
        [count.user_type for count in review.types if count.checked],
        len(review.people),
        sum(row.linked is True for row in review.people),
        sum(row.linked is False for row in review.people),
        None if review.findings[FindingKind.SILENT] is None else states.count(True),
        {str(kind): None if found is None else count_people(found) for kind, found in review.findings.items()},
        letters,
        links,
    )


def read_history(folder: WeekFolder) -> tuple[list[WeekSummary], list[str]]:
    """Returns the weeks of the folder, oldest first, and a line about each that cannot be read."""
    summaries: list[WeekSummary] = []
    problems: list[str] = []
    for week in folder.list_weeks():
        try:
            summaries.append(_SUMMARY.validate_json((week / SUMMARY).read_bytes()))
        except (OSError, ValidationError):
            problems.append(
                f"{week / SUMMARY}: не прочитан, недели нет в истории; запустите её снова: "
                f"statistics weekly … --report {week / 'report.xlsx'}"
            )
    return summaries, problems


def write_summary(path: Path, summary: WeekSummary) -> None:
    """Writes the numbers of a week. Raises OSError."""
    path.write_text(json.dumps(_dump(summary), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_history(path: Path, summaries: Iterable[WeekSummary]) -> None:
    """Writes the numbers of all weeks. Raises OSError."""
    weeks = [_dump(summary) for summary in summaries]
    path.write_text(json.dumps({"weeks": weeks}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _dump(summary: WeekSummary) -> Any:
    return _SUMMARY.dump_python(summary, mode="json")
