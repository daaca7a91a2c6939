"""Reads the roster: the journal accounts whose links are checked."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from unicodedata import category

from automation.excel.errors import CellTextUnknownError
from automation.excel.number_format import render_cell_text
from automation.excel.parts import Cells
from automation.excel.values import Cell
from automation.job_browser import JobError
from automation.links.roster_sheet import MAX_CHARS, build_column_title, get_value, make_visible, open_list

_HEADINGS = {"name": "ФИО", "login": "Логин", "password": "Пароль"}
_ODD_LOGIN = "в логине лишние пробелы или невидимые знаки, он введён с ними"
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
    with open_list(path, {key: [_HEADINGS[key]] for key in _HEADINGS}) as (columns, rows):
        missing = [f"«{_HEADINGS[field]}»" for field in ("login", "password") if field not in columns]
        if missing:
            raise JobError(f"{path}: в первой строке нет заголовков {', '.join(missing)}")
        accounts = [_parse_account(number, cells, columns) for number, cells in rows]
    if not accounts:
        raise JobError(f"{path}: под заголовками нет ни одной учётной записи")
    return accounts


def _parse_account(number: int, cells: Cells, columns: dict[str, int]) -> JournalAccount:
    texts = {"login": "", "password": ""}
    problems = []
    for field in texts:
        cell = cells.get(columns[field])
        try:
            texts[field] = _render_typable_text(cell) if isinstance(cell, Cell) else ""
        except CellTextUnknownError as error:
            problems.append(f"{_build_column_title(field, columns)}: {error}; запишите его текстом")
    name = str(get_value(cells, columns.get("name")))
    if len(name) > MAX_CHARS:
        problems.append(f"{_build_column_title('name', columns)}: в ячейке слишком длинный текст; сократите его")
    remark = _ODD_LOGIN if texts["login"] != make_visible(texts["login"]) else ""
    return JournalAccount(number, make_visible(name), **texts, problem="; ".join(problems), remark=remark)


def _build_column_title(field: str, columns: dict[str, int]) -> str:
    return build_column_title(_HEADINGS[field], columns[field])


def _render_typable_text(cell: Cell) -> str:
    """Returns what a person who sees the cell types. Raises CellTextUnknownError."""
    if isinstance(cell.value, str) and len(cell.value) > MAX_CHARS:
        raise CellTextUnknownError("в ячейке слишком длинный текст")
    text = render_cell_text(cell)
    if _has_untypable(text):
        raise CellTextUnknownError("в ячейке перенос строки или управляющий знак, какого в поле не набрать")
    return text


@lru_cache(maxsize=1000)
def _has_untypable(text: str) -> bool:
    return any(category(character) in _UNTYPABLE for character in text)
