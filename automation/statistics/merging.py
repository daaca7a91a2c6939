"""Merges the rows about one person into one, and reports those that contradict each other.

The order of files, sheets and rows makes no difference.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, product
from operator import itemgetter

from automation.statistics.names import covers, lookalike_key, other_lookalike_keys
from automation.statistics.rows import Reading, Row, is_active
from mock_server.natural_order import natural_key

Identity = tuple[int | None, int]
"""An organization's ID and a person's in it: a person may be in several organizations, each counts its own."""

_Source = tuple[str, str]
"""A file and its sheet."""


@dataclass
class MergedRows:
    """One row per person; `contradictory` has the rows of each ID that cannot all be true."""

    people: list[Row] = field(default_factory=list)
    contradictory: list[list[Row]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was left out or merged: one line each, without anybody's name."""


def sort_key(row: Row) -> tuple[object, ...]:
    """Returns the key to sort rows by; the number in the sheet comes last and decides only between equal rows."""
    numbers = [-1 if value is None else value for value in (row.linked, row.messages, row.calls)]
    return (
        row.organization_id or 0,
        natural_key(row.name),
        row.user_id or 0,
        row.file,
        row.sheet,
        _get_day(row),
        row.user_type,
        *numbers,
        row.name,
        row.number,
    )


def drop_repeated_sheets(readings: Iterable[Reading]) -> tuple[list[Row], list[str]]:
    """Returns the rows of all readings without repeated sheets, and a note for each repeated sheet."""
    by_size: dict[int, list[tuple[_Source, list[Row]]]] = defaultdict(list)
    for reading in readings:
        for source, rows in groupby(reading.rows, key=lambda row: (row.file, row.sheet)):
            sheet_rows = list(rows)
            by_size[len(sheet_rows)].append((source, sheet_rows))
    kept_rows: list[Row] = []
    notes: list[str] = []
    for sources in by_size.values():
        source_by_content: dict[frozenset[tuple[tuple[object, ...], int]], _Source] = {}
        for source, sheet_rows in sorted(sources, key=itemgetter(0)):
            content = frozenset(Counter(map(_clear_place, sheet_rows)).items()) if len(sources) > 1 else frozenset()
            first = source_by_content.setdefault(content, source)
            if first is source:
                kept_rows += sheet_rows
            else:
                reason = "дан не один раз" if source == first else f"то же, что {_format_source(first)}"
                notes.append(f"{_format_source(source)}: {reason}; считается один раз")
    return kept_rows, sorted(notes)


def have_same_rows(reading: Reading, other_reading: Reading) -> bool:
    """Returns whether both readings have the same rows, in any order."""
    return len(reading.rows) == len(other_reading.rows) and Counter(map(_clear_place, reading.rows)) == Counter(
        map(_clear_place, other_reading.rows)
    )


def merge_people(rows: Iterable[Row]) -> MergedRows:
    """Returns each person by the rows of their newest day; rows without an ID are recognized by name.

    Of several rows of one ID and day, the link counts as missing when one row says so, and the largest numbers count.
    Ours: the guide has no such rows. Without IDs namesakes of one day are all kept: they may be of two schools.
    """
    rows = _fill_in_organizations(list(rows))
    single, groups, unidentified = _group_by_identity(rows)
    merged = MergedRows(single)
    older = surplus = differing = 0
    for group in groups:
        day = max(map(_get_day, group))
        newest = sorted((row for row in group if _get_day(row) == day), key=sort_key)
        people = _group_by_name(newest)
        if len(people) > 1 or _are_contradictory(newest):
            merged.contradictory.append(newest)
        merged.people += map(_merge_rows, people)
        older += len(group) - len(newest)
        surplus += len(newest) - len(people)
        differing += sum(
            len({(row.messages, row.calls, row.person) for row in person_rows}) > 1 for person_rows in people
        )
    newest_rows = _find_newest_by_name(unidentified, rows)
    merged.people += newest_rows
    older += len(unidentified) - len(newest_rows)
    merged.notes = _build_notes(merged, older, surplus, differing, _count_unclear_namesakes(newest_rows, rows))
    return merged


def _build_notes(merged: MergedRows, older: int, surplus: int, differing: int, namesakes: int) -> list[str]:
    counts = {
        "вместо строк за прежние дни взяты новые, строк": older,
        "за самый новый день нет, проверены по более старому, людей": _count_outdated(merged.people),
        "соединены строки одного ID за один день (роли, два отчёта одного дня), лишних строк": surplus,
        "в строках одного ID за один день разные числа или ФИО, взяты наибольшие и самое полное, людей": differing,
        "строки одного ID за один день противоречат друг другу («Связь с ЭЖ» взята 0, если он есть хоть в одной; "
        "разные люди проверены каждый), ID": len(merged.contradictory),
        "одно ФИО без ID на нескольких листах за один день, один ли это человек, не понять, проверена каждая строка, "
        "ФИО": namesakes,
    }
    return [f"{note}: {count}" for note, count in counts.items() if count]


def _count_outdated(people: Sequence[Row]) -> int:
    if len({row.date for row in people}) == 1:
        return 0
    newest: dict[int | None, date] = {}
    for row in people:
        newest[row.organization_id] = max(newest.get(row.organization_id, date.min), _get_day(row))
    return sum(_get_day(row) < newest[row.organization_id] for row in people)


def _fill_in_organizations(rows: list[Row]) -> list[Row]:
    """Returns the rows; those without an organization get the only one that other rows of their ID name."""
    organizations = {row.organization_id for row in rows if row.user_id is not None}
    if None not in organizations or len(organizations) == 1:
        return rows
    of_id: dict[int | None, set[int | None]] = defaultdict(set)
    for row in rows:
        if row.organization_id is not None:
            of_id[row.user_id].add(row.organization_id)
    return [
        row._replace(organization_id=next(iter(of_id[row.user_id])))
        if row.user_id is not None and row.organization_id is None and len(of_id[row.user_id]) == 1
        else row
        for row in rows
    ]


def _group_by_identity(rows: Sequence[Row]) -> tuple[list[Row], list[list[Row]], list[Row]]:
    """Returns the single rows of an ID, the rows of each ID that has several, and the rows without an ID."""
    first: dict[Identity, Row] = {}
    groups: dict[Identity, list[Row]] = {}
    unidentified = []
    for row in rows:
        if row.user_id is None:
            unidentified.append(row)
        elif (first_row := first.setdefault((row.organization_id, row.user_id), row)) is not row:
            groups.setdefault((row.organization_id, row.user_id), [first_row]).append(row)
    for identity in groups:
        del first[identity]
    return list(first.values()), list(groups.values()), unidentified


def _group_by_name(rows: list[Row]) -> list[list[Row]]:
    """Returns the rows of one ID by person: names that look alike, or where one has a part more, are one person's."""
    people: list[list[Row]] = []
    for row in sorted(rows, key=lambda row: (-len(row.person), sort_key(row))):
        matching = [group for group in people if _may_be_one(group[0], row)]
        if matching:
            matching[0].append(row)
        else:
            people.append([row])
    return people


def _may_be_one(longer: Row, shorter: Row) -> bool:
    if longer.person == shorter.person:
        return True
    return any(
        covers(name, shorter_name) or covers(shorter_name, name)
        for name, shorter_name in product(_list_names(longer), _list_names(shorter))
    )


def _list_names(row: Row) -> list[list[str]]:
    return [key.split() for key in (lookalike_key(row.person), *other_lookalike_keys(row.person))]


def _are_contradictory(rows: list[Row]) -> bool:
    """Returns whether the rows lead to different findings. One role may be silent while another is active."""
    active = {(row.user_type, is_active(row)) for row in rows}
    return {True, False} <= {row.linked for row in rows} or any(
        {(role, True), (role, False)} <= active for role, _ in active
    )


def _merge_rows(rows: list[Row]) -> Row:
    if len(rows) == 1:
        return rows[0]
    linked = min((row.linked for row in rows if row.linked is not None), default=None)
    base = min(rows, key=lambda row: (row.linked is not linked, sort_key(row)))
    fullest = max(rows, key=lambda row: (len(row.person), row.person, row.name))  # of equal ones, in Russian letters
    return base._replace(
        name=fullest.name,
        person=fullest.person,
        user_type=", ".join(sorted({row.user_type for row in rows} - {""})),
        linked=linked,
        messages=max((row.messages for row in rows if row.messages is not None), default=None),
        calls=max((row.calls for row in rows if row.calls is not None), default=None),
    )


def _find_newest_by_name(unidentified: list[Row], rows: Sequence[Row]) -> list[Row]:
    if not unidentified:
        return []
    newest: dict[str, date] = {}
    for row in rows:
        newest[row.person] = max(newest.get(row.person, date.min), _get_day(row))
    return [row for row in unidentified if _get_day(row) == newest[row.person]]


def _count_unclear_namesakes(newest_rows: list[Row], rows: Sequence[Row]) -> int:
    if not newest_rows:
        return 0
    sources: dict[tuple[str, date], set[_Source]] = defaultdict(set)
    for row in rows:
        sources[row.person, _get_day(row)].add((row.file, row.sheet))
    return sum(len(sources[person, day]) > 1 for person, day in {(row.person, _get_day(row)) for row in newest_rows})


def _clear_place(row: Row) -> tuple[object, ...]:
    return row._replace(file="", sheet="", number=0)


def _get_day(row: Row) -> date:
    return row.date or date.min


def _format_source(source: _Source) -> str:
    file, sheet = source
    return f"{file}, лист «{sheet}»"
