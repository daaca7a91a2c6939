"""What the reports say about people that somebody should look into."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from automation.statistics.rows import Row
from mock_server.natural_order import NaturalKey, natural_key

Identity = tuple[int | None, int]
"""An organization's ID and a person's in it: a person may be in several organizations, each counts its own."""


class Kind(StrEnum):
    """Kinds of findings, in the order in which they are shown."""

    NOT_LINKED = "not_linked"
    FELL_SILENT = "fell_silent"
    SILENT = "silent"
    TWO_IDS = "two_ids"
    ABSENT = "absent"


class Finding(NamedTuple):
    """A person to look into. `previous` is their row of the previous report, where it was compared."""

    row: Row
    previous: Row | None = None
    group: int = 0
    """The same number for rows of one person under two IDs; 0 elsewhere."""


@dataclass(frozen=True)
class Check:
    """`people` are the newest row of each person; `found` has None for a kind that could not be checked."""

    people: list[Row]
    found: dict[Kind, list[Finding] | None]

    @property
    def anything(self) -> bool:
        """Whether there is anybody to look into."""
        return any(self.found.values())


def people_found(findings: Iterable[Finding]) -> int:
    """How many people the findings are about: rows of one person under two IDs are one."""
    return len({finding.group or finding for finding in findings})


def check(rows: Sequence[Row], previous: Sequence[Row] | None = None, roster: Sequence[Row] | None = None) -> Check:
    """Judge the people of one or several reports; the previous reports and the roster are compared when given."""
    people = newest(rows)
    suspects = sorted((row for row in people if row.linked is False or is_active(row) is False), key=_place)
    counted = any(row.messages is not None for row in people)
    identified = any(row.user_id is not None for row in people)
    return Check(
        people,
        {
            Kind.NOT_LINKED: [Finding(row) for row in suspects if row.linked is False],
            Kind.FELL_SILENT: _fell_silent(suspects, people, newest(previous)) if counted and previous else None,
            Kind.SILENT: [Finding(row) for row in suspects if row.linked and not is_active(row)] if counted else None,
            Kind.TWO_IDS: _two_ids(people) if identified else None,
            Kind.ABSENT: _absent(roster, people) if roster else None,
        },
    )


def is_active(row: Row) -> bool | None:
    """Whether the person wrote or called in the 7 days; None when the report does not say."""
    return None if row.messages is None else bool(row.messages or row.calls)


def newest(rows: Iterable[Row]) -> list[Row]:
    """Rows of each person's newest day: by ID, and where there is none by name.

    Without IDs namesakes of one day are all kept: they may be of two schools.
    """
    by_id: dict[Identity, Row] = {}
    by_name: dict[str, date] = {}
    unidentified: list[Row] = []
    for row in rows:
        day = row.date or date.min
        if row.user_id is None:
            unidentified.append(row)
        else:
            identity = row.organization_id, row.user_id
            other = by_id.get(identity)
            if other is None or day > (other.date or date.min):
                by_id[identity] = row
        if day > by_name.get(row.person, date.min):
            by_name[row.person] = day
    return [
        *by_id.values(),
        *(row for row in unidentified if (row.date or date.min) == by_name.get(row.person, date.min)),
    ]


def _place(row: Row) -> tuple[int, NaturalKey, int]:
    return row.organization_id or 0, natural_key(row.name), row.user_id or 0


def _fell_silent(suspects: list[Row], people: list[Row], previous: list[Row]) -> list[Finding]:
    by_id = {(row.organization_id, row.user_id): row for row in previous if row.user_id is not None}
    by_name = defaultdict(list)
    for row in previous:
        by_name[row.person].append(row)
    ids = {row.user_id for row in people}
    namesakes = Counter((row.organization_id, row.person) for row in people)

    def before(row: Row) -> Row | None:
        if row.user_id is not None and (same := by_id.get((row.organization_id, row.user_id))):
            return same
        # Another ID than last time is what a duplicate profile looks like (E-1): then the name tells, if it is clear
        # whose it is.
        candidates = [
            other
            for other in by_name[row.person]
            if (other.user_id in (None, row.user_id) or other.user_id not in ids)
            and (other.organization_id == row.organization_id or None in (other.organization_id, row.organization_id))
        ]
        alone = namesakes[row.organization_id, row.person] == 1
        return candidates[0] if alone and len(candidates) == 1 else None

    compared = [(row, before(row)) for row in suspects if is_active(row) is False]
    return [Finding(row, earlier) for row, earlier in compared if earlier and is_active(earlier)]


def _two_ids(people: list[Row]) -> list[Finding]:
    """One name under several IDs of one organization: across organizations namesakes are too many."""
    first: dict[tuple[int | None, str], Row] = {}
    several: dict[tuple[int | None, str], list[Row]] = {}
    for row in people:
        if row.user_id is not None:
            key = row.organization_id, row.person
            if (other := first.setdefault(key, row)) is not row:
                several.setdefault(key, [other]).append(row)
    groups = sorted(
        (sorted(rows, key=lambda row: row.user_id or 0) for rows in several.values()), key=lambda rows: _place(rows[0])
    )
    return [Finding(row, group=number) for number, rows in enumerate(groups, start=1) for row in rows]


def _absent(roster: Sequence[Row], people: list[Row]) -> list[Finding]:
    """Each person of a report answers for one of the roster; whole names first, then names without a patronymic.

    Ours: the guide's report has «Хазеев Рустем», a roster is likely to have the patronymic too.
    """
    there = Counter(row.person for row in people)
    missing = [row for row in roster if not _take(there, row.person)]
    if missing:
        missing = [row for row in missing if not any(_take(there, short) for short in _shortened(row.person))]
    if missing:
        longer = defaultdict(list)
        for person in there:
            for short in _shortened(person):
                longer[short].append(person)
        missing = [row for row in missing if not any(_take(there, person) for person in longer[row.person])]
    return [Finding(row) for row in missing]


def _take(there: Counter[str], person: str) -> bool:
    if not there[person]:
        return False
    there[person] -= 1
    return True


def _shortened(person: str) -> list[str]:
    parts = person.split()
    return [" ".join(pair) for pair in combinations(parts, 2)] if len(parts) == 3 else []
