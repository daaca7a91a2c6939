"""The columns in which findings of each kind are shown, the same on the page and in the workbook."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from automation.statistics.findings import Finding, Kind

Value = str | int | date | None


class Column(NamedTuple):
    """A column of findings; its width is in characters."""

    heading: str
    width: int
    value: Callable[[Finding], Value]
    numeric: bool = False
    """Whether it is a count, shown to the right."""


_DATE = Column("Дата", 12, lambda finding: finding.row.date)
_NAME = Column("ФИО", 38, lambda finding: finding.row.name)
_WHO = [
    Column("ID организации", 16, lambda finding: finding.row.organization_id),
    Column("ID пользователя", 17, lambda finding: finding.row.user_id),
    _NAME,
    Column("Тип пользователя", 18, lambda finding: finding.row.user_type or None),
]
_LINKED = Column("Связь с ЭЖ", 12, lambda finding: None if finding.row.linked is None else int(finding.row.linked))
_COUNTS = [
    Column("Сообщений", 12, lambda finding: finding.row.messages, numeric=True),
    Column("Звонков", 12, lambda finding: finding.row.calls, numeric=True),
]
_COUNTS_BEFORE = [
    Column("Было сообщений", 16, lambda finding: finding.previous and finding.previous.messages, numeric=True),
    Column("Было звонков", 14, lambda finding: finding.previous and finding.previous.calls, numeric=True),
    Column("Прежний ID", 14, lambda finding: finding.previous and finding.previous.user_id),
]
_PLACE = [
    Column("Файл", 30, lambda finding: finding.row.file),
    Column("Лист", 16, lambda finding: finding.row.sheet),
    Column("Строка", 9, lambda finding: finding.row.number),
]

_COLUMNS = {
    Kind.NOT_LINKED: [_DATE, *_WHO, *_COUNTS, *_PLACE],
    Kind.FELL_SILENT: [_DATE, *_WHO, _LINKED, *_COUNTS_BEFORE, *_PLACE],
    Kind.SILENT: [_DATE, *_WHO, *_PLACE],
    Kind.TWO_IDS: [_DATE, *_WHO, _LINKED, *_COUNTS, *_PLACE],
    Kind.ABSENT: [_NAME, *_PLACE],
}


def columns(kind: Kind, findings: list[Finding]) -> list[Column]:
    """The columns of a kind, without those where none of the findings has anything."""
    return [column for column in _COLUMNS[kind] if any(column.value(finding) is not None for finding in findings)]
