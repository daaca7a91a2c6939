"""The report as an Excel file, in the layouts of the guide's two pictures (D-3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from mock_server.rules.statistics import MemberActivity
from mock_server.spreadsheet_text import looks_like_formula, make_writable

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ReportLine:
    """The data of one row."""

    day: date
    organization_id: int
    member: MemberActivity


@dataclass(frozen=True)
class ReportColumn:
    """A column: its header is the guide's, word for word; the width is in characters."""

    header: str
    width: int
    value: Callable[[ReportLine], date | int | str]
    number_format: str = "General"


_DATE = ReportColumn("Дата", 12, lambda line: line.day, "DD.MM.YYYY")
_ORGANIZATION = ReportColumn("ID организации", 17, lambda line: line.organization_id, "0")
_PROFILE = ReportColumn("ID пользователя", 20, lambda line: line.member.profile_id, "0")
_NAME = ReportColumn("ФИО", 42, lambda line: line.member.full_name)
_ROLE = ReportColumn("Тип пользователя", 19, lambda line: line.member.role)
_LINKED = ReportColumn("Связь с ЭЖ", 14, lambda line: int(line.member.linked), "0")
_MESSAGES = ReportColumn("Кол-во сообщений за 7 дней", 30, lambda line: line.member.messages, "0")
_CALLS = ReportColumn("Кол-во звонков за 7 дней", 27, lambda line: line.member.calls, "0")

LAYOUTS = {
    "2024-11": (_DATE, _ORGANIZATION, _PROFILE, _NAME, _ROLE, _LINKED, _MESSAGES, _CALLS),
    "2024-10": (_DATE, _NAME, _LINKED, _MESSAGES, _CALLS),
}
"""By the month of the guide's picture. Ours: November's ends at «Связь с ЭЖ», and the counts follow it here too."""
LATEST = "2024-11"


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
