"""Writes the report on a roster's links as an Excel file."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from automation.atomic_files import open_replacement
from automation.excel.writing import put_text
from automation.links.accounts import JournalAccount
from automation.links.journal import LinkState

_WIDTHS = {"Строка": 10, "ФИО": 42, "Логин": 28, "Связь с ЭЖ": 14, "ID пользователя": 18, "Примечание": 60}
"""Of each column, in characters."""


def write_report(path: Path, states: list[tuple[JournalAccount, LinkState]]) -> None:
    """Writes one row per account, without the passwords. Only the file's owner may read it. Raises OSError."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Привязка"
    sheet.append([*_WIDTHS])
    for account, state in states:
        linked = None if state.linked is None else int(state.linked)
        sheet.append([account.row, None, None, linked, state.profile_id])
        remark = "; ".join(filter(None, [state.remark, account.remark]))
        for column, text in ((2, account.name), (3, account.login), (6, remark)):
            put_text(sheet.cell(sheet.max_row, column), text)
    for column, width in enumerate(_WIDTHS.values(), start=1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    with open_replacement(path, private=True) as unfinished:
        book.save(unfinished)
