"""Opens workbooks: which sheets they have, and what is in the rows of each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EINVAL
from functools import partial
from pathlib import Path
from typing import IO

from automation.excel.foreign import what_is
from automation.excel.package import Package, WorkbookError
from automation.excel.parts import Numbered, SharedStrings, SheetPart, Styles, WorkbookPart
from automation.excel.values import GENERAL, Format, cell_of, value_of

MAX_FILE_BYTES = 128 * 2**20
"""Of the file itself: a sheet with every row that Excel has takes a third of it."""
_DAMAGED = "файл повреждён: откройте в Excel и сохраните заново"
_NO_CELLS = {"chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"}
_OPENING_ERRORS = {
    FileNotFoundError: "такого файла нет",
    NotADirectoryError: "такого файла нет",
    PermissionError: "нет доступа",
}


class Sheet:
    """A sheet with cells. Nothing of it is read before its rows are."""

    def __init__(
        self, title: str, hidden: bool, read: Callable[[SheetPart], Iterator[None]], workbook: "_Shared"
    ) -> None:
        self.title, self.hidden = title, hidden
        self._read, self._workbook = read, workbook
        self._content: SheetPart | None = None

    @property
    def last_row(self) -> int | None:
        """The number of the last row, as the sheet says, once a row was read; it may be wrong."""
        return self._content.last_row if self._content else None

    def rows(self) -> Iterator[Numbered]:
        """The rows that are in the file, by their numbers, and in each the values of the cells that are not empty.

        Raises WorkbookError, maybe in the middle, where the file is damaged or too large.
        """
        return self._rows(self._workbook.value)

    def cells(self) -> Iterator[Numbered]:
        """The same, with a `Cell` for each value."""
        return self._rows(self._workbook.cell)

    def _rows(self, convert: Callable[[str, str, str], object]) -> Iterator[Numbered]:
        self._content = content = SheetPart(self._workbook.strings, convert)
        with _damage_named():
            for _ in self._read(content):
                yield from content.rows
                content.rows.clear()


class _Shared:
    """What all sheets of a workbook share."""

    def __init__(self, strings: dict[int, str], formats: list[Format] | None, mac_dates: bool) -> None:
        self.strings = strings
        self._formats = None if formats is None else {str(number): found for number, found in enumerate(formats)}
        self._mac_dates = mac_dates

    def value(self, kind: str, text: str, style: str) -> object:
        return value_of(kind, text, (self._formats or {}).get(style, GENERAL), self._mac_dates)

    def cell(self, kind: str, text: str, style: str) -> object:
        found = GENERAL if self._formats is None else self._formats.get(style)
        return cell_of(kind, text, found, self._mac_dates)


@contextmanager
def open_book(path: Path) -> Iterator[list[Sheet]]:
    """The sheets of a workbook, in their order, without those that have no cells. Raises WorkbookError."""
    with _opened(path) as file:
        with _damage_named():
            sheets = _sheets(Package(file))
        yield sheets


def _opened(path: Path) -> IO[bytes]:
    try:
        if path.is_dir():
            raise WorkbookError("это папка")
        if not path.is_file() and path.exists():
            raise WorkbookError(
                "это не файл: укажите книгу Excel (.xlsx)"
            )  # a pipe would be waited for, maybe for ever
        if path.stat().st_size > MAX_FILE_BYTES:
            raise WorkbookError(f"файл слишком велик: он больше {MAX_FILE_BYTES >> 20} МБ")
        file = path.open("rb")
    except OSError as error:
        why = _OPENING_ERRORS.get(type(error), error.strerror or "файл не открывается")
        raise WorkbookError(why) from error
    except ValueError as error:  # a zero byte in the name
        raise WorkbookError("такого файла нет") from error
    if problem := what_is(file):
        file.close()
        raise WorkbookError(problem)
    return file


@contextmanager
def _damage_named() -> Iterator[None]:
    try:
        yield
    except WorkbookError:
        raise
    except OSError as error:
        if error.errno in (None, EINVAL):  # the archive points outside of itself
            raise WorkbookError(_DAMAGED) from error
        raise WorkbookError(f"прочитать не удалось: {error.strerror}") from error
    except RuntimeError as error:
        password = "password" in str(error)  # zipfile's
        raise WorkbookError("архив защищён паролем: сохраните книгу без него" if password else _DAMAGED) from error
    except Exception as error:  # whatever a damaged part trips comes out of zipfile, zlib and expat
        raise WorkbookError(_DAMAGED) from error


def _sheets(package: Package) -> list[Sheet]:
    main = package.workbook()
    if main.endswith(".bin"):
        raise WorkbookError("это двоичная книга (.xlsb): откройте в Excel и сохраните как .xlsx")
    listed = WorkbookPart()
    package.read(main, listed)
    relations = package.relations(main)
    kinds = {relation.kind: relation.target for relation in relations.values()}
    strings, styles = SharedStrings(), Styles()
    if texts := package.find(kinds.get("sharedStrings", "xl/sharedStrings.xml")):
        package.read(texts, strings)
    if styled := package.find(kinds.get("styles", "xl/styles.xml")):
        package.read(styled, styles)
    shared = _Shared(strings.strings, styles.formats if styled else None, listed.mac_dates)
    sheets = []
    for number, sheet in enumerate(listed.sheets, start=1):
        relation = relations.get(sheet.relation)
        if relation and relation.kind in _NO_CELLS:
            continue
        content = package.find(relation.target if relation else f"xl/worksheets/sheet{number}.xml")
        if not content:
            raise WorkbookError(_DAMAGED)
        sheets.append(Sheet(sheet.title, sheet.hidden, partial(package.parse, content), shared))
    return sheets
