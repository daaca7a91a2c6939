"""The columns of each kind of findings, the same on the page and in the workbook."""

from collections.abc import Callable
from typing import NamedTuple

from automation.excel.coloured_sheets import Value
from automation.statistics.findings import Finding, FindingKind, StatisticsReview
from automation.statistics.names import find_non_russian_letters
from automation.statistics.user_types import format_types


class FindingColumn(NamedTuple):
    """A column of findings; its width is in characters."""

    heading: str
    width: int
    value: Callable[[Finding], Value]
    numeric: bool = False
    """Whether it is aligned to the right: a count, or the number of a row."""


def _get_previous_id(finding: Finding) -> int | None:
    """Returns the ID of last time, where it has changed: a sign of a duplicate profile (E-1)."""
    previous_id = finding.previous and finding.previous.user_id
    return None if previous_id == finding.row.user_id else previous_id


def _join_non_russian_letters(finding: Finding) -> str | None:
    """Returns what looks like a Russian letter in the name but is none: a reader does not see it in the name."""
    return ", ".join(dict.fromkeys(find_non_russian_letters(finding.row.name))) or None


_NAME = FindingColumn("ФИО", 38, lambda finding: finding.row.name)
_ID = FindingColumn("ID пользователя", 20, lambda finding: finding.row.user_id)
_LINKED = FindingColumn(
    "Связь с ЭЖ", 14, lambda finding: None if finding.row.linked is None else int(finding.row.linked)
)
_COUNTS = [
    FindingColumn("Сообщений", 14, lambda finding: finding.row.messages, numeric=True),
    FindingColumn("Звонков", 12, lambda finding: finding.row.calls, numeric=True),
]
_PREVIOUS_COUNTS = [
    FindingColumn("Было сообщений", 16, lambda finding: finding.previous and finding.previous.messages, numeric=True),
    FindingColumn("Было звонков", 14, lambda finding: finding.previous and finding.previous.calls, numeric=True),
    FindingColumn("Прежний ID", 15, _get_previous_id),
]
_NUMBER = FindingColumn("Строка", 11, lambda finding: finding.row.number, numeric=True)
# Columns that often have one value for everybody, by the fields of a row.
_CONTEXT = {
    "date": FindingColumn("Дата", 12, lambda finding: finding.row.date),
    "user_type": FindingColumn("Тип пользователя", 18, lambda finding: format_types(finding.row.user_type) or None),
    "organization_id": FindingColumn("ID организации", 16, lambda finding: finding.row.organization_id),
    "file": FindingColumn("Файл", 30, lambda finding: finding.row.file),
    "sheet": FindingColumn("Лист", 16, lambda finding: finding.row.sheet),
}

_COLUMNS = {
    FindingKind.NOT_LINKED: [_NAME, _ID, *_COUNTS],
    FindingKind.FELL_SILENT: [_NAME, _ID, _LINKED, *_PREVIOUS_COUNTS],
    FindingKind.SILENT: [_NAME, _ID],
    FindingKind.TWO_IDS: [_NAME, _ID, _LINKED, *_COUNTS],
    FindingKind.POSSIBLY_TWO_IDS: [
        _NAME,
        FindingColumn("Нерусские буквы", 18, _join_non_russian_letters),
        _ID,
        _LINKED,
        *_COUNTS,
    ],
    FindingKind.CONTRADICTORY: [_NAME, _ID, _LINKED, *_COUNTS],
    FindingKind.GONE: [_NAME, _ID, _LINKED, *_COUNTS],
    FindingKind.ABSENT: [_NAME],
}


def choose_columns(review: StatisticsReview) -> dict[FindingKind, list[FindingColumn]]:
    """Returns the columns of each kind that has findings.

    Leaves out an empty column, and one with the same value for all people of the review and all rows of the kind.
    """
    common = {field: {getattr(row, field) for row in review.people} for field in _CONTEXT}
    return {
        kind: [
            column
            for column in [
                *_COLUMNS[kind],
                *_choose_varying_columns(common, findings) * (kind != FindingKind.ABSENT),
                _NUMBER,
            ]
            if any(column.value(finding) is not None for finding in findings)
        ]
        for kind, findings in review.findings.items()
        if findings
    }


def _choose_varying_columns(common: dict[str, set[object]], findings: list[Finding]) -> list[FindingColumn]:
    return [
        column
        for field, column in _CONTEXT.items()
        if len(common[field].union(getattr(finding.row, field) for finding in findings)) > 1
    ]
