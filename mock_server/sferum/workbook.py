"""The report as an Excel file, in the layouts of the guide's two pictures (D-3)."""

from collections.abc import Sequence
from datetime import date
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from mock_server.rules.statistics import MemberActivity
from mock_server.sferum.report_layouts import LAYOUTS, ReportColumn, ReportLine
from mock_server.spreadsheet_text import looks_like_formula, make_writable


def write_workbook(
    file: IO[bytes], layout: str, organization_id: int, day: date, members: Sequence[MemberActivity]
) -> None:
    """Writes the report of one day: a header, then one row per member."""
    columns = LAYOUTS[layout]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Статистика")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append([_header(sheet, column.header) for column in columns])
    for member in members:
        line = ReportLine(day, organization_id, member)
        sheet.append([_cell(sheet, column, column.value(line)) for column in columns])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(members) + 1}"
    book.save(file)


def _header(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: Any, column: ReportColumn, value: date | int | str) -> Any:
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # the stubs know no date without a time
        cell.number_format = column.number_format
        return cell
    # A name is text, even if it looks like a formula, and stays text when somebody edits the cell.
    text = make_writable(value, stand_in="")
    cell = WriteOnlyCell(sheet, text)
    cell.data_type, cell.quotePrefix = "s", looks_like_formula(text)
    return cell
