"""What the reports say about people that somebody should look into."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from automation.statistics.duplicates import possibly_under_two_ids, under_two_ids
from automation.statistics.merging import Identity, merge, place
from automation.statistics.names import lookalike_key
from automation.statistics.rows import Row, is_active


class Kind(StrEnum):
    """Kinds of findings, in the order in which they are shown."""

    NOT_LINKED = "not_linked"
    FELL_SILENT = "fell_silent"
    SILENT = "silent"
    TWO_IDS = "two_ids"
    POSSIBLY_TWO_IDS = "possibly_two_ids"
    CONTRADICTORY = "contradictory"
    GONE = "gone"
    ABSENT = "absent"


class Finding(NamedTuple):
    """A person to look into. `previous` is their row of the previous report, where it was compared."""

    row: Row
    previous: Row | None = None
    group: int = 0
    """The same number for rows that are one person's or one ID's; 0 elsewhere."""


@dataclass(frozen=True)
class Check:
    """`people` are the newest row of each person; `found` has None for a kind that could not be checked."""

    people: list[Row]
    found: dict[Kind, list[Finding] | None]
    notes: list[str] = field(default_factory=list)
    """What was left out or put together, a line each, without anybody's name."""

    @property
    def anything(self) -> bool:
        """Whether there is anybody to look into."""
        return any(self.found.values())


def people_found(findings: Iterable[Finding]) -> int:
    """How many people the findings are about: rows of one person under two IDs are one."""
    return len({finding.group or finding for finding in findings})


def check(rows: Sequence[Row], previous: Sequence[Row] | None = None, roster: Sequence[Row] | None = None) -> Check:
    """Judge the people of one or several reports; the previous reports and the roster are compared when given."""
    merged, earlier = merge(rows), merge(previous or [])
    people = merged.people
    suspects = sorted((row for row in people if row.linked is False or is_active(row) is False), key=place)
    counted = any(row.messages is not None for row in people)
    identified = any(row.user_id is not None for row in people)
    return Check(
        people,
        {
            Kind.NOT_LINKED: [Finding(row) for row in suspects if row.linked is False],
            Kind.FELL_SILENT: _fell_silent(suspects, people, earlier.people) if counted and previous else None,
            Kind.SILENT: [Finding(row) for row in suspects if row.linked and not is_active(row)] if counted else None,
            Kind.TWO_IDS: _grouped(under_two_ids(people)) if identified else None,
            Kind.POSSIBLY_TWO_IDS: _grouped(possibly_under_two_ids(people)) if identified else None,
            Kind.CONTRADICTORY: _grouped(merged.contradictory) if identified else None,
            Kind.GONE: _gone(earlier.people, people) if previous else None,
            Kind.ABSENT: _absent(roster, people) if roster else None,
        },
        [
            *merged.notes,
            *(f"прошлые отчёты: {note}" for note in earlier.notes),
            *_not_compared(earlier.people, people),
        ],
    )


def _fell_silent(suspects: list[Row], people: list[Row], previous: list[Row]) -> list[Finding]:
    by_id = defaultdict(list)
    by_name = defaultdict(list)
    for row in previous:
        by_name[row.person].append(row)
        if row.user_id is not None:
            by_id[row.organization_id, row.user_id].append(row)
    ids = {row.user_id for row in people}
    namesakes = Counter((row.organization_id, row.person) for row in people)

    def before(row: Row) -> Row | None:
        if row.user_id is not None and (same := by_id.get((row.organization_id, row.user_id))):
            named = [other for other in same if other.person == row.person] or same
            return named[0] if len(named) == 1 else None
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
    return [
        Finding(row, earlier)
        for row, earlier in compared
        if earlier and is_active(earlier) and not (row.date and earlier.date and earlier.date > row.date)
    ]


def _grouped(groups: Iterable[list[Row]]) -> list[Finding]:
    ordered = sorted((sorted(rows, key=_by_id) for rows in groups), key=lambda rows: place(rows[0]))
    return [Finding(row, group=number) for number, rows in enumerate(ordered, start=1) for row in rows]


def _by_id(row: Row) -> tuple[object, ...]:
    return row.user_id or 0, *place(row)


def _gone(previous: list[Row], people: list[Row]) -> list[Finding]:
    """Return who was in the previous report and is not in the new one, by ID or, under another ID, by name.

    People of an organization that has no new report are not looked for.
    """
    now, before = _identities(people), _identities(previous)
    organizations = {row.organization_id for row in people}
    missing = defaultdict(list)
    for row in previous:
        if _is_reported(row.organization_id, organizations) and now.isdisjoint(_identities([row])):
            missing[row.organization_id].append(row)
    newcomers = [row for row in people if before.isdisjoint(_identities([row]))]
    gone = []
    for organization_id, rows in missing.items():
        near = [row for row in newcomers if _is_reported(organization_id, {row.organization_id})]
        gone += _unmatched([*map(_lookalike, rows)], [*map(_lookalike, near)])
    return sorted(map(Finding, gone), key=lambda finding: place(finding.row))


def _identities(rows: Iterable[Row]) -> set[Identity]:
    return {(row.organization_id, row.user_id) for row in rows if row.user_id is not None}


def _is_reported(organization_id: int | None, organizations: set[int | None]) -> bool:
    return organization_id is None or None in organizations or organization_id in organizations


def _not_compared(previous: list[Row], people: list[Row]) -> list[str]:
    organizations = {row.organization_id for row in people}
    elsewhere = sum(not _is_reported(row.organization_id, organizations) for row in previous)
    return [f"люди прошлых отчётов из организаций, о которых новых нет, не сравнены: {elsewhere}"] * bool(elsewhere)


def _lookalike(row: Row) -> Row:
    return row._replace(person=lookalike_key(row.person))


def _absent(roster: Sequence[Row], people: list[Row]) -> list[Finding]:
    return [Finding(row) for row in _unmatched(roster, people)]


def _unmatched(wanted: Sequence[Row], people: Sequence[Row]) -> list[Row]:
    """Return whom nobody answers for: whole names are matched first, then names without a patronymic.

    Each person of a report answers for one. Ours: the guide's report has «Хазеев Рустем», a roster is likely to have
    the patronymic too.
    """
    there = Counter(sorted(row.person for row in people))
    missing = [row for row in sorted(wanted, key=place) if not _take(there, row.person)]
    if missing:
        missing = [row for row in missing if not any(_take(there, short) for short in _shortened(row.person))]
    if missing:
        longer = defaultdict(list)
        for person in there:
            for short in _shortened(person):
                longer[short].append(person)
        missing = [row for row in missing if not any(_take(there, person) for person in longer[row.person])]
    return missing


def _take(there: Counter[str], person: str) -> bool:
    if not there[person]:
        return False
    there[person] -= 1
    return True


def _shortened(person: str) -> list[str]:
    parts = person.split()
    return [" ".join(pair) for pair in combinations(parts, 2)] if len(parts) == 3 else []
