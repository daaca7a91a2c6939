"""Opens workbooks: their sheets, and the rows of each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EINVAL
from functools import partial
from pathlib import Path
from typing import IO

from automation.excel.errors import WorkbookUnreadableError
from automation.excel.foreign import explain_foreign_file
from automation.excel.package import Package
from automation.excel.parts import NumberedRow, SharedStrings, SheetPart, Styles, WorkbookPart
from automation.excel.values import GENERAL, Format, parse_cell, parse_value
from mock_server.error_texts import describe_os_error

MAX_FILE_BYTES = 128 * 2**20
"""Of the packed file: a sheet with all the rows that Excel allows takes a third of it."""
_DAMAGED = "файл повреждён: откройте в Excel и сохраните заново"
_NO_CELLS = {"chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"}
_OPENING_ERRORS = {
    FileNotFoundError: "такого файла нет",
    NotADirectoryError: "такого файла нет",
    PermissionError: "нет доступа",
}


class Sheet:
    """A sheet with cells. Nothing of it is read before its rows are read."""

    def __init__(
        self, title: str, hidden: bool, read: Callable[[SheetPart], Iterator[None]], workbook: "_Shared"
    ) -> None:
        self.title, self.hidden = title, hidden
        self._read, self._workbook = read, workbook
        self._content: SheetPart | None = None

    @property
    def last_row(self) -> int | None:
        """Returns the number of the last row as the sheet states it, after a row was read; it may be wrong."""
        return self._content.last_row if self._content else None

    def rows(self) -> Iterator[NumberedRow]:
        """Yields the rows that are in the file: their numbers, and the values of their cells that are not empty.

        Raises WorkbookUnreadableError, maybe in the middle, where the file is damaged or too large.
        """
        return self._rows(self._workbook.value)

    def cells(self) -> Iterator[NumberedRow]:
        """Yields the same as `rows`, with a `Cell` for each value."""
        return self._rows(self._workbook.cell)

    def _rows(self, convert: Callable[[str, str, str], object]) -> Iterator[NumberedRow]:
        self._content = content = SheetPart(self._workbook.strings, convert)
        with _report_damage():
            for _ in self._read(content):
                yield from content.rows
                content.rows.clear()


class _Shared:
    """The texts and formats that all sheets of a workbook share."""

    def __init__(self, strings: dict[int, str], formats: list[Format] | None, mac_dates: bool) -> None:
        self.strings = strings
        self._formats = None if formats is None else {str(number): style for number, style in enumerate(formats)}
        self._mac_dates = mac_dates

    def value(self, kind: str, text: str, style: str) -> object:
        return parse_value(kind, text, (self._formats or {}).get(style, GENERAL), self._mac_dates)

    def cell(self, kind: str, text: str, style: str) -> object:
        number_format = GENERAL if self._formats is None else self._formats.get(style)
        return parse_cell(kind, text, number_format, self._mac_dates)


@contextmanager
def open_book(path: Path) -> Iterator[list[Sheet]]:
    """Yields the sheets of a workbook that have cells, in their order. Raises WorkbookUnreadableError."""
    with _open(path) as file:
        with _report_damage():
            sheets = _read_sheets(Package(file))
        yield sheets


def _open(path: Path) -> IO[bytes]:
    try:
        if path.is_dir():
            raise WorkbookUnreadableError("это папка")
        if not path.is_file() and path.exists():
            # Reading a pipe could wait for ever.
            raise WorkbookUnreadableError("это не файл: укажите книгу Excel (.xlsx)")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise WorkbookUnreadableError(f"файл слишком велик: он больше {MAX_FILE_BYTES >> 20} МБ")
        file = path.open("rb")
    except OSError as error:
        reason = _OPENING_ERRORS.get(type(error), describe_os_error(error))
        raise WorkbookUnreadableError(reason) from error
    except ValueError as error:  # a zero byte in the name
        raise WorkbookUnreadableError("такого файла нет") from error
    if problem := explain_foreign_file(file):
        file.close()
        raise WorkbookUnreadableError(problem)
    return file


@contextmanager
def _report_damage() -> Iterator[None]:
    try:
        yield
    except WorkbookUnreadableError:
        raise
    except OSError as error:
        if error.errno in (None, EINVAL):  # the archive points outside of itself
            raise WorkbookUnreadableError(_DAMAGED) from error
        raise WorkbookUnreadableError(f"прочитать не удалось: {describe_os_error(error)}") from error
    except RuntimeError as error:
        is_locked = "password" in str(error)  # zipfile's
        reason = "архив защищён паролем: сохраните книгу без него" if is_locked else _DAMAGED
        raise WorkbookUnreadableError(reason) from error
    except Exception as error:  # zipfile, zlib and expat raise many kinds at damaged parts
        raise WorkbookUnreadableError(_DAMAGED) from error


def _read_sheets(package: Package) -> list[Sheet]:
    main = package.workbook()
    if main.endswith(".bin"):
        raise WorkbookUnreadableError("это двоичная книга (.xlsb): откройте в Excel и сохраните как .xlsx")
    workbook = WorkbookPart()
    package.read(main, workbook)
    relations = package.relations(main)
    targets = {relation.kind: relation.target for relation in relations.values()}
    strings, styles = SharedStrings(), Styles()
    if strings_part := package.find(targets.get("sharedStrings", "xl/sharedStrings.xml")):
        package.read(strings_part, strings)
    if styles_part := package.find(targets.get("styles", "xl/styles.xml")):
        package.read(styles_part, styles)
    shared = _Shared(strings.strings, styles.formats if styles_part else None, workbook.mac_dates)
    sheets = []
    for number, sheet in enumerate(workbook.sheets, start=1):
        relation = relations.get(sheet.relation)
        if relation and relation.kind in _NO_CELLS:
            continue
        content = package.find(relation.target if relation else f"xl/worksheets/sheet{number}.xml")
        if not content:
            raise WorkbookUnreadableError(_DAMAGED)
        sheets.append(Sheet(sheet.title, sheet.hidden, partial(package.parse, content), shared))
    return sheets
