"""Reads the people of reports and rosters from Excel files, and the places of what cannot be read."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from automation.excel.book import Sheet, open_book
from automation.excel.errors import WorkbookUnreadableError
from automation.excel.parts import NumberedRow
from automation.statistics.cells import strip_invisible
from automation.statistics.layout import REPORT, ROSTER, Layout
from automation.statistics.rows import Problem, Reading
from automation.statistics.sheets import Header, Track, find_header, read_sheet


def read_report(path: Path, track: Track | None = None, name: str = "") -> Reading:
    """Returns the people of a weekly report, in either layout of the guide (D-3); `name` stands for its path."""
    return _read(path, REPORT, track, name)


def read_roster(path: Path, track: Track | None = None) -> Reading:
    """Returns the people of a roster: only their names are known."""
    return _read(path, ROSTER, track, "")


def _read(path: Path, layout: Layout, track: Track | None, name: str) -> Reading:
    reading = Reading(strip_invisible(name or str(path)))
    try:
        with _pause_garbage_collection(), open_book(path) as sheets:
            _read_book(sheets, layout, track, reading)
    except WorkbookUnreadableError as error:
        return Reading(reading.file, problems=[Problem(reading.file, str(error))])
    if reading.problems_unnamed:
        reading.problems.append(Problem(reading.file, f"и ещё таких ячеек: {reading.problems_unnamed}"))
    return reading


@contextmanager
def _pause_garbage_collection() -> Iterator[None]:
    """Stops the garbage collector: many rows without cycles would cost a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_book(sheets: list[Sheet], layout: Layout, track: Track | None, reading: Reading) -> None:
    """Reads the visible sheets that have the layout, or else the hidden ones."""
    foreign: list[Problem] = []
    any_visible = any_read = False
    for sheet in sorted(sheets, key=lambda sheet: sheet.hidden):  # the visible ones first, in their order
        title = strip_invisible(sheet.title)
        rows = sheet.rows()
        header = find_header(rows, layout)
        if header.missing:
            foreign += _describe_foreign_sheet(reading.file, title, header)
        elif sheet.hidden and any_visible:
            reading.notes.append(_describe_hidden_sheet(reading.file, title, "скрыт и не считается: есть видимый"))
        else:
            if sheet.hidden:
                message = "скрыт, но считается: видимого с такими заголовками нет"
                reading.notes.append(_describe_hidden_sheet(reading.file, title, message))
            any_visible = any_visible or not sheet.hidden
            any_read = True
            _read_rows(sheet, title, header, rows, layout, track, reading)
    if any_read:
        reading.notes += [f"{problem}; лист не считается" for problem in foreign]
    else:
        for problem in foreign or [Problem(reading.file, "файл пуст")]:
            reading.add(problem)


def _read_rows(
    sheet: Sheet,
    title: str,
    header: Header,
    rows: Iterable[NumberedRow],
    layout: Layout,
    track: Track | None,
    reading: Reading,
) -> None:
    for heading in header.repeated:
        message = f"столбцов «{heading}» несколько, прочитан первый: оставьте один"
        reading.add(Problem(reading.file, message, title, header.row))
    if track:
        rows = track(rows, reading.file, sheet.last_row)
    if not read_sheet(title, rows, header.columns, layout, reading):
        reading.add(Problem(reading.file, "под заголовками нет ни одной строки", title))


def _describe_hidden_sheet(file: str, title: str, message: str) -> str:
    return str(Problem(file, message, title))


def _describe_foreign_sheet(file: str, title: str, header: Header) -> list[Problem]:
    """Returns what a sheet lacks of the layout; nothing for an empty sheet."""
    if header.is_blank:
        return []
    missing = ", ".join(f"«{heading}»" for heading in header.missing)
    if header.columns:
        return [Problem(file, f"среди заголовков нет: {missing}", title, header.row)]
    return [Problem(file, f"неизвестный вид: нет строки с заголовками {missing}", title)]
