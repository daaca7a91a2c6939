"""Reads one sheet of a report or a roster: its header, and the people in the rows below."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter

from automation.excel.parts import Cells, NumberedRow
from automation.statistics.cells import CellValueError, is_empty
from automation.statistics.layout import NAME_PARTS, Layout
from automation.statistics.names import person_key
from automation.statistics.rows import Problem, Reading, Row

_HEADER_SEARCH_ROWS = 20
_COUNTS = {"messages", "calls"}

_Parser = tuple[str, int, Callable[[object], object]]
"""A field, the index of its column, and what reads its cells."""
Track = Callable[[Iterable[NumberedRow], str, int | None], Iterable[NumberedRow]]
"""Passes rows on and shows the progress; takes the rows, their file, and how many rows there are, if known."""


class Header(NamedTuple):
    """The row of the headings, as far as it is like a layout."""

    row: int
    columns: dict[str, int]
    missing: list[str]
    is_blank: bool
    """Whether the first rows of the sheet are empty."""
    repeated: tuple[str, ...] = ()


def find_header(rows: Iterable[NumberedRow], layout: Layout) -> Header:
    """Returns the row with all required headings, or the likeliest one; a title may stand above it."""
    best = Header(0, {}, layout.missing_headings({}), is_blank=True)
    for number, cells in islice(rows, _HEADER_SEARCH_ROWS):
        columns = layout.find_columns(cells)
        if len(columns) > len(best.columns):
            best = best._replace(row=number, columns=columns, missing=layout.missing_headings(columns))
            best = best._replace(repeated=tuple(layout.repeated_headings(cells.values())))
        best = best._replace(is_blank=best.is_blank and all(map(is_empty, cells.values())))
        if not best.missing:
            break
    return best


def read_sheet(
    sheet: str, rows: Iterable[NumberedRow], columns: dict[str, int], layout: Layout, reading: Reading
) -> bool:
    """Adds the people and the problems of the rows to the reading; returns whether any row was not empty."""
    if "name" in columns:
        columns = {field: column for field, column in columns.items() if field not in NAME_PARTS}
    parsers = [(field, column, layout.columns[field].parse) for field, column in columns.items()]
    any_row = False
    for number, cells in rows:
        values, mistakes = _parse(cells, parsers)
        if mistakes:
            if all(is_empty(cells.get(column)) for column in columns.values()):
                continue
            for field, message in mistakes.items():
                title = f"«{layout.columns[field].heading}» ({get_column_letter(columns[field] + 1)})"
                reading.add(Problem(reading.file, message, sheet, number, title))
            if not _COUNTS.isdisjoint(mistakes):
                values |= dict.fromkeys(_COUNTS)  # one of two counts does not show that a person is silent
        any_row = True
        name = values.pop("name", "") if "name" in columns else _join_name(values)
        if name:
            reading.rows.append(Row(name, person_key(name), reading.file, sheet, number, **values))
    return any_row


def _parse(cells: Cells, parsers: Sequence[_Parser]) -> tuple[dict[str, Any], dict[str, str]]:
    """Returns the values of the cells by field, and the messages about the cells that have none."""
    values = {}
    mistakes = {}
    for field, column, parse in parsers:
        try:
            values[field] = parse(cells.get(column))
        except CellValueError as error:
            mistakes[field] = str(error)
    return values, mistakes


def _join_name(values: dict[str, Any]) -> str:
    """Takes the parts out of the values: returns Фамилия Имя Отчество, nothing where a required part is broken."""
    last, first, patronymic = (values.pop(part, "") for part in NAME_PARTS)
    return f"{last} {first} {patronymic}".rstrip() if last and first else ""
