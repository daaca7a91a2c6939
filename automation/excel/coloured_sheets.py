"""Sheets of our own workbooks: a dark header that stays, coloured rows, every text a text, ready for printing."""

from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from automation.excel.parts import MAX_ROWS
from automation.excel.printing import set_up_printing
from mock_server.spreadsheet_text import looks_like_formula, make_writable

HEADER_FILL = "2F3B4A"
GOOD_FILL = "DDF0E3"
BAD_FILL = "FBDAD7"
"""RRGGBB, light enough for black text on it; the header's is dark."""
_BORDER = Border(bottom=Side("hair", color="B8B8B8"))

Value = str | int | date | None


def create_sheet(book: Workbook, title: str, widths: Sequence[int], colour: str, rows: int) -> Worksheet:
    """Adds a sheet for so many rows below its header."""
    sheet: Worksheet = book.create_sheet(title)
    sheet.sheet_properties.tabColor = colour
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    set_up_printing(sheet, len(widths), min(rows + 1, MAX_ROWS))
    return sheet


def write_header(sheet: Worksheet, headings: list[str]) -> None:
    """Adds the first row, white on dark."""
    cells = [WriteOnlyCell(sheet, heading) for heading in headings]
    for cell in cells:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=HEADER_FILL)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    sheet.append(cells)


class RowWriter:
    """Writes rows of one colour. It uses its cells again for every value: styling new ones costs three times more."""

    def __init__(self, sheet: Worksheet, fill: str = "") -> None:
        self._sheet = sheet
        self._plain, self._dated, self._guarded = (_create_styled_cell(sheet, fill) for _ in range(3))
        self._dated.number_format = "DD.MM.YYYY"
        self._guarded.quotePrefix = True

    def write(self, *values: Value) -> None:
        """Adds a row."""
        # A generator: openpyxl writes each cell before it takes the next.
        self._sheet.append(self._cell(value) for value in values)  # type: ignore[arg-type]  # openpyxl takes any iterable

    def _cell(self, value: Value) -> Cell:
        cell = self._dated if isinstance(value, date) else self._plain
        if not isinstance(value, str):
            cell.value = value
            return cell
        if looks_like_formula(value):
            cell = self._guarded
        cell.value = make_writable(value)
        cell.data_type = "s"  # openpyxl makes a formula of "=..." otherwise
        return cell


def _create_styled_cell(sheet: Worksheet, fill: str) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
        cell.border = _BORDER
    return cell
