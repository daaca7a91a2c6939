"""Finds the people in the reports that somebody should look into."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from automation.statistics.duplicates import find_possibly_two_ids, find_two_ids
from automation.statistics.merging import Identity, merge_people, sort_key
from automation.statistics.names import lookalike_key
from automation.statistics.rows import Row, is_active
from automation.statistics.user_types import EVERYBODY, TypeChoice, TypeCount, count_by_type, count_types, rank_type


class FindingKind(StrEnum):
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
    """A person to look into; `previous` is their row in the previous report, where it was compared."""

    row: Row
    previous: Row | None = None
    group: int = 0
    """The same number for rows that are one person's or one ID's; 0 elsewhere."""


@dataclass(frozen=True)
class StatisticsReview:
    """The newest row of each checked person, and the findings by kind: None for a kind that could not be checked."""

    people: list[Row]
    findings: dict[FindingKind, list[Finding] | None]
    notes: list[str] = field(default_factory=list)
    """What was left out or merged, one line each, without anybody's name."""
    types: list[TypeCount] = field(default_factory=list)
    """All people of the reports by type, those who are not checked too; empty where the reports have no types."""

    @property
    def people_in_reports(self) -> int:
        """How many people the reports have, checked or not."""
        return sum(count.people for count in self.types) or len(self.people)

    @property
    def has_findings(self) -> bool:
        """Whether there is anybody to look into."""
        return any(self.findings.values())


def count_people(findings: Iterable[Finding]) -> int:
    """Returns how many people the findings are about: rows of one person under two IDs are one."""
    return len({finding.group or finding for finding in findings})


def count_findings_by_type(findings: Iterable[Finding], types: Sequence[TypeCount]) -> list[tuple[str, int]]:
    """Returns how many people of each type the findings are about; nothing where none of them has a type.

    Rows of one person under two IDs are one, of the type of the first of them.
    """
    first = {finding.group or finding: finding.row for finding in reversed([*findings])}
    rows = first.values()
    return count_by_type(rows, types) if any(row.user_type for row in rows) else []


def review_people(
    rows: Sequence[Row],
    previous: Sequence[Row] | None = None,
    roster: Sequence[Row] | None = None,
    *,
    choice: TypeChoice = EVERYBODY,
) -> StatisticsReview:
    """Returns the findings about the people of the chosen types; compares with previous reports and a roster."""
    merged, earlier = merge_people(rows), merge_people(previous or [])
    everybody = merged.people  # all of them are compared with: whose type has changed is not gone
    people = [row for row in everybody if choice.includes(row)]
    unlinked_or_silent = sorted((row for row in people if row.linked is False or is_active(row) is False), key=_by_type)
    silent = [row for row in unlinked_or_silent if is_active(row) is False]
    counted = any(row.messages is not None for row in people)
    identified = any(row.user_id is not None for row in people)
    absent = _find_absent(roster, people) if roster else None
    return StatisticsReview(
        people,
        {
            FindingKind.NOT_LINKED: [Finding(row) for row in unlinked_or_silent if row.linked is False],
            FindingKind.FELL_SILENT: _find_fallen_silent(silent, everybody, earlier.people)
            if counted and previous
            else None,
            FindingKind.SILENT: [Finding(row) for row in silent if row.linked] if counted else None,
            FindingKind.TWO_IDS: _number_groups(find_two_ids(everybody), choice) if identified else None,
            FindingKind.POSSIBLY_TWO_IDS: _number_groups(find_possibly_two_ids(everybody), choice)
            if identified
            else None,
            FindingKind.CONTRADICTORY: _number_groups(merged.contradictory, choice) if identified else None,
            FindingKind.GONE: _find_missing(earlier.people, everybody, choice) if previous else None,
            FindingKind.ABSENT: absent,
        },
        [
            *merged.notes,
            *(f"прошлые отчёты: {note}" for note in earlier.notes),
            *_describe_uncompared(earlier.people, everybody),
            *_describe_other_types(absent or [], [row for row in everybody if not choice.includes(row)]),
        ],
        count_types(everybody, choice),
    )


def _find_fallen_silent(silent: list[Row], people: list[Row], previous: list[Row]) -> list[Finding]:
    previous_rows = _PreviousRows(previous, people)
    compared = [(row, previous_rows.find(row)) for row in silent]
    return [
        Finding(row, earlier)
        for row, earlier in compared
        if earlier and is_active(earlier) and not (row.date and earlier.date and earlier.date > row.date)
    ]


class _PreviousRows:
    """The rows of the previous reports, by ID and by name."""

    def __init__(self, previous: list[Row], people: list[Row]) -> None:
        self._by_id = defaultdict(list)
        self._by_name = defaultdict(list)
        for row in previous:
            self._by_name[row.person].append(row)
            if row.user_id is not None:
                self._by_id[row.organization_id, row.user_id].append(row)
        self._new_ids = {row.user_id for row in people}
        self._namesakes = Counter((row.organization_id, row.person) for row in people)

    def find(self, row: Row) -> Row | None:
        """Returns the person's previous row, if it is clear which one is theirs."""
        if row.user_id is not None and (rows_of_id := self._by_id.get((row.organization_id, row.user_id))):
            candidates = [previous for previous in rows_of_id if previous.person == row.person] or rows_of_id
            return candidates[0] if len(candidates) == 1 else None
        # A duplicate profile has another ID than last time (E-1): then the name decides, if only one person has it.
        candidates = [previous for previous in self._by_name[row.person] if self._may_be_one(previous, row)]
        is_only = self._namesakes[row.organization_id, row.person] == 1
        return candidates[0] if is_only and len(candidates) == 1 else None

    def _may_be_one(self, previous: Row, row: Row) -> bool:
        organizations = previous.organization_id, row.organization_id
        id_is_free = previous.user_id in (None, row.user_id) or previous.user_id not in self._new_ids
        return id_is_free and (None in organizations or organizations[0] == organizations[1])


def _number_groups(groups: Iterable[list[Row]], choice: TypeChoice) -> list[Finding]:
    """Returns the groups that somebody of a chosen type is in: a teacher's other profile may be a parent's."""
    chosen = [sorted(rows, key=_by_id) for rows in groups if any(map(choice.includes, rows))]
    ordered = sorted(chosen, key=lambda rows: sort_key(rows[0]))
    return [Finding(row, group=number) for number, rows in enumerate(ordered, start=1) for row in rows]


def _by_id(row: Row) -> tuple[object, ...]:
    return row.user_id or 0, *sort_key(row)


def _by_type(row: Row) -> tuple[object, ...]:
    return row.organization_id or 0, rank_type(row), *sort_key(row)


def _find_missing(previous: list[Row], people: list[Row], choice: TypeChoice) -> list[Finding]:
    """Returns who was in the previous report and is not in the new one, by ID or, under another ID, by name.

    Ignores the people of an organization that has no new report.
    """
    identities, previous_identities = _collect_identities(people), _collect_identities(previous)
    organizations = {row.organization_id for row in people}
    missing = defaultdict(list)
    for row in previous:
        if _is_reported(row.organization_id, organizations) and identities.isdisjoint(_collect_identities([row])):
            missing[row.organization_id].append(row)
    newcomers = [row for row in people if previous_identities.isdisjoint(_collect_identities([row]))]
    missing_rows = []
    for organization_id, rows in missing.items():
        candidates = [row for row in newcomers if _is_reported(organization_id, {row.organization_id})]
        missing_rows += _find_unmatched([*map(_replace_name_by_key, rows)], [*map(_replace_name_by_key, candidates)])
    return [Finding(row) for row in sorted(filter(choice.includes, missing_rows), key=_by_type)]


def _collect_identities(rows: Iterable[Row]) -> set[Identity]:
    return {(row.organization_id, row.user_id) for row in rows if row.user_id is not None}


def _is_reported(organization_id: int | None, organizations: set[int | None]) -> bool:
    return organization_id is None or None in organizations or organization_id in organizations


def _describe_uncompared(previous: list[Row], people: list[Row]) -> list[str]:
    organizations = {row.organization_id for row in people}
    count = sum(not _is_reported(row.organization_id, organizations) for row in previous)
    return [f"люди прошлых отчётов из организаций, о которых новых нет, не сравнены: {count}"] * bool(count)


def _describe_other_types(absent: list[Finding], others: list[Row]) -> list[str]:
    """Counts the people of the roster whose name the report has, but as a pupil's or a parent's: perhaps namesakes."""
    rows = [finding.row for finding in absent]
    count = len(rows) - len(_find_unmatched(rows, others))
    return [f"есть в списке, а в отчёте такое ФИО только у людей непроверенных типов, людей: {count}"] * bool(count)


def _replace_name_by_key(row: Row) -> Row:
    return row._replace(person=lookalike_key(row.person))


def _find_absent(roster: Sequence[Row], people: list[Row]) -> list[Finding]:
    return [Finding(row) for row in _find_unmatched(roster, people)]


def _find_unmatched(expected: Sequence[Row], people: Sequence[Row]) -> list[Row]:
    """Returns the expected rows that no person matches: whole names are matched first, then names without a patronymic.

    Each person of a report matches one row. Ours: the guide's report has «Хазеев Рустем», a roster is likely to have
    the patronymic too.
    """
    names = Counter(sorted(row.person for row in people))
    missing = [row for row in sorted(expected, key=sort_key) if not _take_name(names, row.person)]
    if missing:
        missing = [row for row in missing if not any(_take_name(names, short) for short in _shorten_name(row.person))]
    if missing:
        longer = defaultdict(list)
        for name in names:
            for short in _shorten_name(name):
                longer[short].append(name)
        missing = [row for row in missing if not any(_take_name(names, name) for name in longer[row.person])]
    return missing


def _take_name(names: Counter[str], name: str) -> bool:
    """Returns whether the name is left, and takes it."""
    if not names[name]:
        return False
    names[name] -= 1
    return True


def _shorten_name(name: str) -> list[str]:
    """Returns a name of three parts without each of them in turn."""
    parts = name.split()
    return [" ".join(pair) for pair in combinations(parts, 2)] if len(parts) == 3 else []
