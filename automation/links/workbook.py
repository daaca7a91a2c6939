"""Writes a review of links as a coloured workbook: everybody of the list, and a summary."""

from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from automation.excel.coloured_sheets import BAD_FILL, GOOD_FILL, HEADER_FILL, RowWriter, create_sheet, write_header
from automation.links.results import WORDS, LinkReview, LinkStatus

_FILLS = {LinkStatus.LINKED: GOOD_FILL, LinkStatus.NOT_LINKED: BAD_FILL, LinkStatus.UNKNOWN: "FDF0C8"}


def write_workbook(review: LinkReview, checked_at: datetime, path: Path) -> None:
    """Saves the workbook: a row per person, in the order of the list, in the colour of what was found out.

    Every text is written as a text, whatever it begins with. Raises OSError.
    """
    book = Workbook(write_only=True)
    _write_people(book, review)
    _write_summary(book, review, checked_at)
    book.save(path)


def _write_people(book: Workbook, review: LinkReview) -> None:
    widths = [column.width for column in review.columns]
    sheet = create_sheet(book, "Привязка", widths, HEADER_FILL, len(review.results))
    write_header(sheet, [column.heading for column in review.columns])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{len(review.results) + 1}"
    writers = {status: RowWriter(sheet, fill) for status, fill in _FILLS.items()}
    for result in review.results:
        writers[result.status].write(*(column.value(result) for column in review.columns))


def _write_summary(book: Workbook, review: LinkReview, checked_at: datetime) -> None:
    sheet = create_sheet(book, "Сводка", [42, 12, 90], HEADER_FILL, len(WORDS) + len(review.notes) + 2)
    write_header(sheet, ["Что проверено", "Людей", "Что это значит"])
    plain = RowWriter(sheet)
    plain.write("Всего в списке", len(review.results), f"{review.roster}, {checked_at:%d.%m.%Y %H:%M}")
    plain.write("Журнал", None, review.source)
    counts = review.count()
    for status, words in WORDS.items():
        fill = _FILLS[status] if counts[status] else ""
        RowWriter(sheet, fill).write(words.title, counts[status], words.advice)
    for note in review.notes:
        plain.write("Замечание", None, note)
