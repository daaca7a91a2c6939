"""The findings as a coloured Excel workbook: a sheet to sum up and a sheet for each kind."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from automation.excel.parts import MAX_ROWS
from automation.statistics.findings import Check, Finding, Kind, people_found
from automation.statistics.rows import Problem, Reading
from automation.statistics.table import Column, Value, columns
from automation.statistics.wording import WORDS
from mock_server.spreadsheet_text import looks_like_formula, writable

_HEADER_FILL = "2F3B4A"
_PALE_FILL = "F7F6FB"
_NOTHING_FILL = "DDF0E3"
_PROBLEM_FILL = "FBDAD7"
_BORDER = Border(bottom=Side("hair", color="B8B8B8"))


def write(check: Check, reports: Sequence[Reading], problems: Sequence[Problem], path: Path) -> None:
    """Save the workbook. Every text is written as a text, whatever sign it begins with."""
    book = Workbook(write_only=True)
    _write_summary(book, check, reports, problems)
    for kind, shown in columns(check).items():
        _write_findings(book, kind, check.found[kind] or [], shown)
    if problems:
        _write_problems(book, problems)
    book.save(path)


def _write_summary(book: Workbook, check: Check, reports: Sequence[Reading], problems: Sequence[Problem]) -> None:
    sheet = _sheet(book, "Сводка", [42, 12, 90], _HEADER_FILL)
    _write_header(sheet, ["Что проверено", "Людей", "Что это значит"])
    plain = _Line(sheet)
    plain.write("Всего людей", len(check.people), None)
    for report in reports:
        plain.write(report.file, len(report.rows), ", ".join(f"{day:%d.%m.%Y}" for day in report.dates))
    for kind, findings in check.found.items():
        words = WORDS[kind]
        if findings is None:
            plain.write(words.title, None, f"Не проверено: {words.unchecked}")
        else:
            _Line(sheet, words.fill if findings else _NOTHING_FILL).write(
                words.title, people_found(findings), words.advice
            )
    for note in check.notes:
        plain.write("Замечание", None, note)
    if problems:
        _Line(sheet, _PROBLEM_FILL).write("Не прочитано", len(problems), "Перечислено на последнем листе.")


def _write_findings(book: Workbook, kind: Kind, findings: list[Finding], shown: list[Column]) -> None:
    sheet = _sheet(book, WORDS[kind].title, [column.width for column in shown], WORDS[kind].fill)
    _write_header(sheet, [column.heading for column in shown])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(shown))}{min(len(findings) + 1, MAX_ROWS)}"
    # Rows of one person stand out from the next person's.
    lines = _Line(sheet, WORDS[kind].fill), _Line(sheet, _PALE_FILL)
    for finding in findings[: MAX_ROWS - 2]:
        lines[finding.group and 1 - finding.group % 2].write(*(column.value(finding) for column in shown))
    if unnamed := len(findings[MAX_ROWS - 2 :]):  # Excel opens no sheet with more rows
        _Line(sheet).write(f"И ещё строк: {unnamed}; все они — в statistics-check.json")


def _write_problems(book: Workbook, problems: Sequence[Problem]) -> None:
    sheet = _sheet(book, "Не прочитано", [40, 20, 9, 40, 70], _PROBLEM_FILL)
    _write_header(sheet, ["Файл", "Лист", "Строка", "Столбец", "Что не так"])
    line = _Line(sheet)
    for problem in problems:
        line.write(problem.file, problem.sheet, problem.row, problem.column, problem.message)


def _sheet(book: Workbook, title: str, widths: Iterable[int], colour: str) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title)
    sheet.sheet_properties.tabColor = colour
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    return sheet


def _write_header(sheet: Worksheet, headings: list[str]) -> None:
    cells = [WriteOnlyCell(sheet, heading) for heading in headings]
    for cell in cells:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_HEADER_FILL)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    sheet.append(cells)


class _Line:
    """Writes rows of one colour. Its cells are used again for every value: styling new ones costs three times more."""

    def __init__(self, sheet: Worksheet, fill: str = "") -> None:
        self._sheet = sheet
        self._plain, self._dated, self._guarded = (_styled(sheet, fill) for _ in range(3))
        self._dated.number_format = "DD.MM.YYYY"
        self._guarded.quotePrefix = True

    def write(self, *values: Value) -> None:
        """Add a row. A generator, for openpyxl writes each cell before it asks for the next."""
        self._sheet.append(self._cell(value) for value in values)  # type: ignore[arg-type]  # any generator will do

    def _cell(self, value: Value) -> Cell:
        cell = self._dated if isinstance(value, date) else self._plain
        if not isinstance(value, str):
            cell.value = value
            return cell
        if looks_like_formula(value):
            cell = self._guarded
        cell.value = writable(value)
        cell.data_type = "s"  # openpyxl makes a formula of "=..." otherwise
        return cell


def _styled(sheet: Worksheet, fill: str) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
        cell.border = _BORDER
    return cell
