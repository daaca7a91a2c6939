"""Reads a list of people from Excel: the first visible sheet, with the headings in its first row."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import click
from openpyxl.utils import get_column_letter

from automation.excel.book import Sheet, open_book
from automation.excel.errors import WorkbookUnreadableError
from automation.excel.parts import Cells
from automation.excel.values import Cell
from automation.job_browser import JobError
from automation.statistics.cells import strip_invisible
from automation.statistics.layout import heading_key

MAX_CHARS = 500
"""Nobody's login, password, name or ID is longer."""


@contextlib.contextmanager
def open_list(
    path: Path, spellings: Mapping[str, Sequence[str]]
) -> Iterator[tuple[dict[str, int], Iterable[tuple[int, Cells]]]]:
    """Opens a list; yields the column of each field, and the rows below the header with their numbers.

    A field is found by the spellings of its heading; one without a column is missing. Rows are read as they are asked
    for. Raises JobError where the file cannot be read, there too.
    """
    try:
        with open_book(path) as sheets:
            sheet = _choose_sheet(path, sheets) if sheets else None
            columns = _find_columns(_find_header(sheet), spellings) if sheet else {}
            yield columns, _iterate_rows(sheet, columns) if sheet else ()
    except WorkbookUnreadableError as error:
        raise JobError(f"{path}: {error}") from error


def _choose_sheet(path: Path, sheets: list[Sheet]) -> Sheet:
    """Returns the first visible sheet, or the first of all; names the hidden ones before it on standard error."""
    index = next((index for index, sheet in enumerate(sheets) if not sheet.hidden), 0)
    for sheet in sheets[:index]:
        click.echo(f"{path}: лист «{strip_invisible(sheet.title)}» скрыт и не читается", err=True)
    return sheets[index]


def _find_header(sheet: Sheet) -> Cells:
    """Returns the first row with the number 1: a damaged file has several, in any order."""
    return next((cells for number, cells in sheet.cells() if number == 1), {})


def _find_columns(header: Cells, spellings: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Returns the column of each field, by the spellings of its heading; the first column with one counts.

    Case, spaces, underscores and dashes in a heading make no difference.
    """
    columns = {_normalize(get_value(header, column)): column for column in sorted(header, reverse=True)}
    found = {
        field: [columns[key] for key in map(_normalize, titles) if key in columns]
        for field, titles in spellings.items()
    }
    return {field: min(indexes) for field, indexes in found.items() if indexes}


def _normalize(heading: object) -> str:
    return "".join(char for char in heading_key(heading) if char not in " _-.")


def _iterate_rows(sheet: Sheet, columns: Mapping[str, int]) -> Iterator[tuple[int, Cells]]:
    """Yields the rows below the header that have anything to see in one of the columns, with their numbers."""
    header_passed = False
    for number, cells in sheet.cells():
        if number == 1 and not header_passed:
            header_passed = True
        elif any(make_visible(str(get_value(cells, column))) for column in columns.values()):
            yield number, cells


def get_value(cells: Cells, column: int | None) -> object:
    """Returns the value of a cell; an empty text where there is none."""
    cell = None if column is None else cells.get(column)
    return cell.value if isinstance(cell, Cell) else ""


def build_column_title(title: str, column: int) -> str:
    """Returns how a column is named to a person: by its heading and its letter."""
    return f"столбец «{title}» ({get_column_letter(column + 1)})"


# Cells may share their texts: a text is looked through, and its line kept, once, not in each row.
@lru_cache(maxsize=1000)
def make_visible(text: str) -> str:
    """Returns the text as a person sees it; of one that is too long its start, which is never empty: it is reported."""
    return strip_invisible(text) if len(text) <= MAX_CHARS else f"{strip_invisible(text[:MAX_CHARS])}…"
