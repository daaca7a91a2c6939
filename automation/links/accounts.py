"""Reads the roster: the journal accounts whose links are checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from unicodedata import category

import click
from openpyxl.utils import get_column_letter

from automation.excel.book import Sheet, open_book
from automation.excel.errors import CellTextUnknownError, WorkbookUnreadableError
from automation.excel.number_format import render_cell_text
from automation.excel.parts import Cells
from automation.excel.values import Cell
from automation.job_browser import JobError
from automation.statistics.cells import strip_invisible
from automation.statistics.layout import heading_key

_HEADINGS = {"name": "ФИО", "login": "Логин", "password": "Пароль"}
_ODD_LOGIN = "в логине лишние пробелы или невидимые знаки, он введён с ними"
_MAX_CHARS = 500
"""Nobody's login, password or name is longer."""
_UNTYPABLE = {"Cc", "Cs", "Zl", "Zp"}
"""Unicode's categories of characters that a field of a form does not take."""


@dataclass(frozen=True)
class JournalAccount:
    """A teacher's account in the journal, from a row of the roster."""

    row: int
    name: str
    login: str
    password: str
    problem: str = ""
    """Why login and password cannot be typed."""
    remark: str = ""


def read_accounts(path: Path) -> list[JournalAccount]:
    """Returns the accounts of a roster: its first visible sheet, with headings in the first row. Raises JobError.

    Logins and passwords are what the cells show, to the last space, as a person would type them.
    """
    try:
        with open_book(path) as sheets:
            sheet = _choose_sheet(path, sheets) if sheets else None
            columns = _find_columns(_find_header(sheet) if sheet else {})
            missing = [f"«{_HEADINGS[field]}»" for field in ("login", "password") if field not in columns]
            if missing:
                raise JobError(f"{path}: в первой строке нет заголовков {', '.join(missing)}")
            accounts = list(_parse_accounts(sheet, columns)) if sheet else []
    except WorkbookUnreadableError as error:
        raise JobError(f"{path}: {error}") from error
    if not accounts:
        raise JobError(f"{path}: под заголовками нет ни одной учётной записи")
    return accounts


def _choose_sheet(path: Path, sheets: list[Sheet]) -> Sheet:
    index = next((index for index, sheet in enumerate(sheets) if not sheet.hidden), 0)
    for sheet in sheets[:index]:
        click.echo(f"{path}: лист «{strip_invisible(sheet.title)}» скрыт и не читается", err=True)
    return sheets[index]


def _find_header(sheet: Sheet) -> Cells:
    """Returns the first row with the number 1: a damaged file has several, in any order."""
    return next((cells for number, cells in sheet.cells() if number == 1), {})


def _find_columns(header: Cells) -> dict[str, int]:
    """Returns the column of each field; the first with its heading counts."""
    columns = {heading_key(_get_value(header, column)): column for column in sorted(header, reverse=True)}
    return {field: columns[key] for field, title in _HEADINGS.items() if (key := heading_key(title)) in columns}


def _parse_accounts(sheet: Sheet, columns: dict[str, int]) -> Iterator[JournalAccount]:
    header_passed = False
    for number, cells in sheet.cells():
        if number == 1 and not header_passed:
            header_passed = True
        elif any(_make_visible(str(_get_value(cells, column))) for column in columns.values()):
            yield _parse_account(number, cells, columns)


def _parse_account(number: int, cells: Cells, columns: dict[str, int]) -> JournalAccount:
    texts = {"login": "", "password": ""}
    problems = []
    for field in texts:
        cell = cells.get(columns[field])
        try:
            texts[field] = _render_typable_text(cell) if isinstance(cell, Cell) else ""
        except CellTextUnknownError as error:
            problems.append(f"{_build_column_title(field, columns)}: {error}; запишите его текстом")
    name = str(_get_value(cells, columns.get("name")))
    if len(name) > _MAX_CHARS:
        problems.append(f"{_build_column_title('name', columns)}: в ячейке слишком длинный текст; сократите его")
    remark = _ODD_LOGIN if texts["login"] != _make_visible(texts["login"]) else ""
    return JournalAccount(number, _make_visible(name), **texts, problem="; ".join(problems), remark=remark)


def _get_value(cells: Cells, column: int | None) -> object:
    cell = None if column is None else cells.get(column)
    return cell.value if isinstance(cell, Cell) else ""


def _build_column_title(field: str, columns: dict[str, int]) -> str:
    return f"столбец «{_HEADINGS[field]}» ({get_column_letter(columns[field] + 1)})"


def _render_typable_text(cell: Cell) -> str:
    """Returns what a person who sees the cell types. Raises CellTextUnknownError."""
    if isinstance(cell.value, str) and len(cell.value) > _MAX_CHARS:
        raise CellTextUnknownError("в ячейке слишком длинный текст")
    text = render_cell_text(cell)
    if _has_untypable(text):
        raise CellTextUnknownError("в ячейке перенос строки или управляющий знак, какого в поле не набрать")
    return text


# Cells may share their texts: a text is looked through, and its line kept, once, not in each row.
@lru_cache(maxsize=1000)
def _make_visible(text: str) -> str:
    """Returns the text as a person sees it; of one that is too long its start, which is never empty: it is reported."""
    return strip_invisible(text) if len(text) <= _MAX_CHARS else f"{strip_invisible(text[:_MAX_CHARS])}…"


@lru_cache(maxsize=1000)
def _has_untypable(text: str) -> bool:
    return any(category(character) in _UNTYPABLE for character in text)
