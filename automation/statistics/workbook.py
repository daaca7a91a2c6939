"""Writes the findings as a coloured Excel workbook: a summary and a sheet for each kind."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from automation.excel.coloured_sheets import BAD_FILL, GOOD_FILL, HEADER_FILL, RowWriter, create_sheet, write_header
from automation.excel.parts import MAX_ROWS
from automation.statistics.findings import Finding, FindingKind, StatisticsReview, count_people
from automation.statistics.rows import Problem, Reading
from automation.statistics.table import FindingColumn, choose_columns
from automation.statistics.wording import WORDS, describe_type

_PALE_FILL = "F7F6FB"


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
    sheet = create_sheet(book, "Сводка", [42, 12, 90], HEADER_FILL, len(lines))
    write_header(sheet, ["Что проверено", "Людей", "Что это значит"])
    for fill, *values in lines:
        RowWriter(sheet, fill).write(*values)


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
            yield words.fill if findings else GOOD_FILL, words.title, count_people(findings), words.advice
    for note in review.notes:
        yield "", "Замечание", None, note
    if problems:
        yield BAD_FILL, "Не прочитано", len(problems), "Перечислено на последнем листе."


def _write_findings(
    book: Workbook, kind: FindingKind, findings: list[Finding], kind_columns: list[FindingColumn]
) -> None:
    widths = [column.width for column in kind_columns]
    sheet = create_sheet(book, WORDS[kind].title, widths, WORDS[kind].fill, len(findings))
    write_header(sheet, [column.heading for column in kind_columns])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(kind_columns))}{min(len(findings) + 1, MAX_ROWS)}"
    # Rows of one person stand out from the next person's.
    lines = RowWriter(sheet, WORDS[kind].fill), RowWriter(sheet, _PALE_FILL)
    for finding in findings[: MAX_ROWS - 2]:
        lines[finding.group and 1 - finding.group % 2].write(*(column.value(finding) for column in kind_columns))
    if left_out := len(findings[MAX_ROWS - 2 :]):  # Excel opens no sheet with more rows
        RowWriter(sheet).write(f"И ещё строк: {left_out}; все они — в statistics-check.json")


def _write_problems(book: Workbook, problems: Sequence[Problem]) -> None:
    sheet = create_sheet(book, "Не прочитано", [40, 20, 9, 40, 70], BAD_FILL, len(problems))
    write_header(sheet, ["Файл", "Лист", "Строка", "Столбец", "Что не так"])
    line = RowWriter(sheet)
    for problem in problems:
        line.write(problem.file, problem.sheet, problem.row, problem.column, problem.message)
