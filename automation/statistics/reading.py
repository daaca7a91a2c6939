"""Reads reports and rosters from Excel files, and says where what cannot be read is."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter

from automation.excel.book import Sheet, open_book
from automation.excel.errors import WorkbookUnreadableError
from automation.excel.parts import Cells, NumberedRow
from automation.statistics.cells import CellError, is_empty, one_line
from automation.statistics.layout import NAME_PARTS, REPORT, ROSTER, Layout
from automation.statistics.names import person_key
from automation.statistics.rows import Problem, Reading, Row

_HEADER_AMONG_FIRST = 20
_COUNTS = {"messages", "calls"}

_Parser = tuple[str, int, Callable[[object], object]]
Track = Callable[[Iterable[NumberedRow], str, int | None], Iterable[NumberedRow]]
"""Passes rows on and shows how far they are; takes the rows, their file, and how many there will be, if known."""


def read_report(path: Path, track: Track | None = None) -> Reading:
    """The people of a weekly report, in either layout of the guide (D-3)."""
    return _read(path, REPORT, track)


def read_roster(path: Path, track: Track | None = None) -> Reading:
    """The people of a roster: only their names are known."""
    return _read(path, ROSTER, track)


def _read(path: Path, layout: Layout, track: Track | None) -> Reading:
    reading = Reading(one_line(str(path)))
    try:
        with _no_garbage_collection(), open_book(path) as sheets:
            _read_book(sheets, layout, track, reading)
    except WorkbookUnreadableError as error:
        return Reading(reading.file, problems=[Problem(reading.file, str(error))])
    if reading.problems_unnamed:
        reading.problems.append(Problem(reading.file, f"и ещё таких ячеек: {reading.problems_unnamed}"))
    return reading


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Rows are many and have no cycles: to look for cycles among them again and again takes a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_book(sheets: list[Sheet], layout: Layout, track: Track | None, reading: Reading) -> None:
    strangers: list[Problem] = []
    known = visible = False
    for sheet in sorted(sheets, key=lambda sheet: sheet.hidden):  # the visible ones first, in their order
        rows: Iterable[NumberedRow] = sheet.rows()
        header = _find_header(rows, layout)
        if header.missing:
            if not header.blank:
                strangers.append(_stranger(reading.file, one_line(sheet.title), header))
            continue
        if sheet.hidden:
            reading.notes.append(_hidden(reading.file, one_line(sheet.title), left_out=visible))
            if visible:
                continue
        visible = not sheet.hidden
        known = True
        _name_repeated(one_line(sheet.title), header, reading)
        if track:
            rows = track(rows, reading.file, sheet.last_row)
        if not _read_sheet(one_line(sheet.title), rows, header.columns, layout, reading):
            reading.add(Problem(reading.file, "под заголовками нет ни одной строки", one_line(sheet.title)))
    if known:
        reading.notes += [f"{problem}; лист не считается" for problem in strangers]
    else:
        for problem in strangers or [Problem(reading.file, "файл пуст")]:
            reading.add(problem)


def _hidden(file: str, sheet: str, *, left_out: bool) -> str:
    message = (
        "скрыт и не считается: есть видимый" if left_out else "скрыт, но считается: видимого с такими заголовками нет"
    )
    return str(Problem(file, message, sheet))


class _Header(NamedTuple):
    number: int
    columns: dict[str, int]
    missing: list[str]
    blank: bool
    """Nothing stands in the first rows of the sheet."""
    repeated: tuple[str, ...] = ()


def _find_header(rows: Iterable[NumberedRow], layout: Layout) -> _Header:
    """The row with all required headings, or the likeliest one; a title may stand above it."""
    best = _Header(0, {}, layout.missing({}), blank=True)
    for number, cells in islice(rows, _HEADER_AMONG_FIRST):
        columns = layout.find(cells)
        if len(columns) > len(best.columns):
            best = best._replace(number=number, columns=columns, missing=layout.missing(columns))
            best = best._replace(repeated=tuple(layout.repeated(cells.values())))
        best = best._replace(blank=best.blank and all(map(is_empty, cells.values())))
        if not best.missing:
            break
    return best


def _name_repeated(sheet: str, header: _Header, reading: Reading) -> None:
    for heading in header.repeated:
        message = f"столбцов «{heading}» несколько, прочитан первый: оставьте один"
        reading.add(Problem(reading.file, message, sheet, header.number))


def _stranger(file: str, sheet: str, header: _Header) -> Problem:
    missing = ", ".join(f"«{heading}»" for heading in header.missing)
    if header.columns:
        return Problem(file, f"среди заголовков нет: {missing}", sheet, header.number)
    return Problem(file, f"неизвестный вид: нет строки с заголовками {missing}", sheet)


def _read_sheet(
    sheet: str, rows: Iterable[NumberedRow], columns: dict[str, int], layout: Layout, reading: Reading
) -> bool:
    """Whether there was anything below the header."""
    if "name" in columns:
        columns = {field: place for field, place in columns.items() if field not in NAME_PARTS}
    parsers = [(field, place, layout.columns[field].parse) for field, place in columns.items()]
    anything = False
    for number, cells in rows:
        values, wrong = _parse(cells, parsers)
        if wrong:
            if all(is_empty(cells.get(place)) for place in columns.values()):
                continue
            for field, message in wrong.items():
                column = f"«{layout.columns[field].heading}» ({get_column_letter(columns[field] + 1)})"
                reading.add(Problem(reading.file, message, sheet, number, column))
            if not _COUNTS.isdisjoint(wrong):
                values |= dict.fromkeys(_COUNTS)  # nobody is called silent by half of the counts
        anything = True
        name = values.pop("name", "") if "name" in columns else _name_of_parts(values)
        if name:
            reading.rows.append(Row(name, person_key(name), reading.file, sheet, number, **values))
    return anything


def _parse(cells: Cells, parsers: Sequence[_Parser]) -> tuple[dict[str, Any], dict[str, str]]:
    """What the cells say, by field, and what is wrong with the others."""
    values = {}
    wrong = {}
    for field, place, parse in parsers:
        try:
            values[field] = parse(cells.get(place))
        except CellError as error:
            wrong[field] = str(error)
    return values, wrong


def _name_of_parts(values: dict[str, Any]) -> str:
    """Фамилия Имя Отчество, taken out of the values; nothing when a part that must be there is broken."""
    last, first, patronymic = (values.pop(part, "") for part in NAME_PARTS)
    return f"{last} {first} {patronymic}".rstrip() if last and first else ""
