"""The columns in which findings of each kind are shown, the same on the page and in the workbook."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from automation.statistics.findings import Check, Finding, Kind
from automation.statistics.names import strange_letters

Value = str | int | date | None


class Column(NamedTuple):
    """A column of findings; its width is in characters."""

    heading: str
    width: int
    value: Callable[[Finding], Value]
    numeric: bool = False
    """Whether it is a number to read from the right: a count, or the number of a row."""


def _other_id(finding: Finding) -> int | None:
    """The ID of last time, where it is another one now: so looks a duplicate profile (E-1)."""
    before = finding.previous and finding.previous.user_id
    return None if before == finding.row.user_id else before


def _strange_letters(finding: Finding) -> str | None:
    """What in the name looks like a Russian letter, but is none: nobody sees it in the name itself."""
    return ", ".join(dict.fromkeys(strange_letters(finding.row.name))) or None


_NAME = Column("ФИО", 38, lambda finding: finding.row.name)
_ID = Column("ID пользователя", 20, lambda finding: finding.row.user_id)
_LINKED = Column("Связь с ЭЖ", 14, lambda finding: None if finding.row.linked is None else int(finding.row.linked))
_COUNTS = [
    Column("Сообщений", 14, lambda finding: finding.row.messages, numeric=True),
    Column("Звонков", 12, lambda finding: finding.row.calls, numeric=True),
]
_COUNTS_BEFORE = [
    Column("Было сообщений", 16, lambda finding: finding.previous and finding.previous.messages, numeric=True),
    Column("Было звонков", 14, lambda finding: finding.previous and finding.previous.calls, numeric=True),
    Column("Прежний ID", 15, _other_id),
]
_NUMBER = Column("Строка", 11, lambda finding: finding.row.number, numeric=True)
# What is often the same for everybody, by the fields of a row.
_CONTEXT = {
    "date": Column("Дата", 12, lambda finding: finding.row.date),
    "user_type": Column("Тип пользователя", 18, lambda finding: finding.row.user_type or None),
    "organization_id": Column("ID организации", 16, lambda finding: finding.row.organization_id),
    "file": Column("Файл", 30, lambda finding: finding.row.file),
    "sheet": Column("Лист", 16, lambda finding: finding.row.sheet),
}

_COLUMNS = {
    Kind.NOT_LINKED: [_NAME, _ID, *_COUNTS],
    Kind.FELL_SILENT: [_NAME, _ID, _LINKED, *_COUNTS_BEFORE],
    Kind.SILENT: [_NAME, _ID],
    Kind.TWO_IDS: [_NAME, _ID, _LINKED, *_COUNTS],
    Kind.POSSIBLY_TWO_IDS: [_NAME, Column("Нерусские буквы", 18, _strange_letters), _ID, _LINKED, *_COUNTS],
    Kind.CONTRADICTORY: [_NAME, _ID, _LINKED, *_COUNTS],
    Kind.GONE: [_NAME, _ID, _LINKED, *_COUNTS],
    Kind.ABSENT: [_NAME],
}


def columns(check: Check) -> dict[Kind, list[Column]]:
    """The columns of each kind that has findings.

    A column where nobody has anything is left out, and so is what is the same for all people of the check and all
    rows of the kind.
    """
    common = {field: {getattr(row, field) for row in check.people} for field in _CONTEXT}
    return {
        kind: [
            column
            for column in [*_COLUMNS[kind], *_varying(common, findings) * (kind != Kind.ABSENT), _NUMBER]
            if any(column.value(finding) is not None for finding in findings)
        ]
        for kind, findings in check.found.items()
        if findings
    }


def _varying(common: dict[str, set[object]], findings: list[Finding]) -> list[Column]:
    return [
        column
        for field, column in _CONTEXT.items()
        if len(common[field].union(getattr(finding.row, field) for finding in findings)) > 1
    ]
