"""Writes the findings as a coloured Excel workbook: a summary and a sheet for each kind."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from automation.excel.parts import MAX_ROWS
from automation.excel.printing import set_up_printing
from automation.statistics.findings import Finding, FindingKind, StatisticsReview, count_people
from automation.statistics.rows import Problem, Reading
from automation.statistics.table import FindingColumn, Value, choose_columns
from automation.statistics.wording import WORDS, describe_type
from mock_server.spreadsheet_text import looks_like_formula, make_writable

_HEADER_FILL = "2F3B4A"
_PALE_FILL = "F7F6FB"
_NO_FINDINGS_FILL = "DDF0E3"
_PROBLEM_FILL = "FBDAD7"
_BORDER = Border(bottom=Side("hair", color="B8B8B8"))


def write_workbook(
    review: StatisticsReview, reports: Sequence[Reading], problems: Sequence[Problem], path: Path
) -> None:
    """Saves the workbook. Every text is written as a text, whatever it begins with. Raises OSError."""
    book = Workbook(write_only=True)
    _write_summary(book, review, reports, problems)
    for kind, kind_columns in choose_columns(review).items():
        _write_findings(book, kind, review.findings[kind] or [], kind_columns)
    if problems:
        _write_problems(book, problems)
    book.save(path)


def _write_summary(
    book: Workbook, review: StatisticsReview, reports: Sequence[Reading], problems: Sequence[Problem]
) -> None:
    lines = list(_list_summary(review, reports, problems))
    sheet = _create_sheet(book, "Сводка", [42, 12, 90], _HEADER_FILL, len(lines))
    _write_header(sheet, ["Что проверено", "Людей", "Что это значит"])
    for fill, *values in lines:
        _RowWriter(sheet, fill).write(*values)


def _list_summary(
    review: StatisticsReview, reports: Sequence[Reading], problems: Sequence[Problem]
) -> Iterator[tuple[str, str, int | None, str | None]]:
    """Yields the fill and the cells of each row."""
    yield "", "Всего людей", review.people_in_reports, None
    for count in review.types:
        yield "", f"{count.title[:1].upper()}{count.title[1:]}", count.people, describe_type(count)
    for report in reports:
        yield "", report.file, len(report.rows), ", ".join(f"{day:%d.%m.%Y}" for day in report.dates)
    for kind, findings in review.findings.items():
        words = WORDS[kind]
        if findings is None:
            yield "", words.title, None, f"Не проверено: {words.unchecked}"
        else:
            yield words.fill if findings else _NO_FINDINGS_FILL, words.title, count_people(findings), words.advice
    for note in review.notes:
        yield "", "Замечание", None, note
    if problems:
        yield _PROBLEM_FILL, "Не прочитано", len(problems), "Перечислено на последнем листе."


def _write_findings(
    book: Workbook, kind: FindingKind, findings: list[Finding], kind_columns: list[FindingColumn]
) -> None:
    widths = [column.width for column in kind_columns]
    sheet = _create_sheet(book, WORDS[kind].title, widths, WORDS[kind].fill, len(findings))
    _write_header(sheet, [column.heading for column in kind_columns])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(kind_columns))}{min(len(findings) + 1, MAX_ROWS)}"
    # Rows of one person stand out from the next person's.
    lines = _RowWriter(sheet, WORDS[kind].fill), _RowWriter(sheet, _PALE_FILL)
    for finding in findings[: MAX_ROWS - 2]:
        lines[finding.group and 1 - finding.group % 2].write(*(column.value(finding) for column in kind_columns))
    if left_out := len(findings[MAX_ROWS - 2 :]):  # Excel opens no sheet with more rows
        _RowWriter(sheet).write(f"И ещё строк: {left_out}; все они — в statistics-check.json")


def _write_problems(book: Workbook, problems: Sequence[Problem]) -> None:
    sheet = _create_sheet(book, "Не прочитано", [40, 20, 9, 40, 70], _PROBLEM_FILL, len(problems))
    _write_header(sheet, ["Файл", "Лист", "Строка", "Столбец", "Что не так"])
    line = _RowWriter(sheet)
    for problem in problems:
        line.write(problem.file, problem.sheet, problem.row, problem.column, problem.message)


def _create_sheet(book: Workbook, title: str, widths: Sequence[int], colour: str, rows: int) -> Worksheet:
    """Adds a sheet for so many rows below its header."""
    sheet: Worksheet = book.create_sheet(title)
    sheet.sheet_properties.tabColor = colour
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    set_up_printing(sheet, len(widths), min(rows + 1, MAX_ROWS))
    return sheet


def _write_header(sheet: Worksheet, headings: list[str]) -> None:
    cells = [WriteOnlyCell(sheet, heading) for heading in headings]
    for cell in cells:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_HEADER_FILL)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    sheet.append(cells)


class _RowWriter:
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
