"""What reading a file returns: rows about people, and problems."""

from dataclasses import dataclass, field
from datetime import date as day
from typing import NamedTuple

_MAX_PROBLEMS_NAMED = 20


class Row(NamedTuple):
    """A person in a row of a report or a roster. None where the sheet has no such column or its cell is broken."""

    name: str
    person: str
    """The same for one person however the name is typed; see `person_key`."""
    file: str
    sheet: str
    number: int
    """Of the row, as Excel counts them."""
    date: day | None = None
    organization_id: int | None = None
    user_id: int | None = None
    user_type: str = ""
    linked: bool | None = None
    messages: int | None = None
    """Written in 7 days."""
    calls: int | None = None
    """Made in 7 days."""


def is_active(row: Row) -> bool | None:
    """Returns whether the person wrote or called in the 7 days; None when the report does not say."""
    return None if row.messages is None else bool(row.messages or row.calls)


@dataclass(frozen=True)
class Problem:
    """What could not be read and where; as a text, one line without anybody's name."""

    file: str
    message: str
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        place = [self.file]
        if self.sheet:
            place.append(f"лист «{self.sheet}»")
        if self.row:
            place.append(f"строка {self.row}")
        if self.column:
            place.append(f"столбец {self.column}")
        return f"{', '.join(place)}: {self.message}"


@dataclass
class Reading:
    """The content of one file: a damaged file has no rows, a broken cell leaves the rest of its row."""

    file: str
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problems_unnamed: int = 0
    """Where every cell of a column is broken, a list of them all would help nobody."""
    notes: list[str] = field(default_factory=list)
    """What was read but does not count, and why: one line each, without anybody's name."""

    def add(self, problem: Problem) -> None:
        """Adds the problem, or only counts it when there are many already."""
        if len(self.problems) < _MAX_PROBLEMS_NAMED:
            self.problems.append(problem)
        else:
            self.problems_unnamed += 1

    @property
    def dates(self) -> list[day]:
        """Returns the days of the rows, oldest first."""
        return sorted({row.date for row in self.rows if row.date})
