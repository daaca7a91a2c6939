"""Handlers of the parts of a workbook that describe its cells: each takes elements one by one, in any namespace."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.escape import unescape

from automation.excel.errors import WorkbookUnreadableError
from automation.excel.values import MAX_FORMAT_CHARS, NOT_CALCULATED, Format

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""Of a sheet of Excel."""
_OUTSIDE = f"файл повреждён: ячейка за пределами листа Excel ({MAX_ROWS} строк, {MAX_COLUMNS} столбцов)"
_LETTERS_IN_ALPHABET = 26
_MAX_TITLE_CHARS = 100  # of Excel, 31
_MAX_TEXT_CHARS = 32_767  # of a cell of Excel; one more is kept, which shows that a text is longer
_MAX_STYLES = 2**17  # of Excel, 65 490; a cell with a later one has no format
_DIGITS = "0123456789"
_LETTERS = "$ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SPACES = " \t\r\n"
_TRUE = ("1", "true", "on")
_LOCAL_DATES = {*range(27, 37), *range(50, 59)}  # East Asian ones
_RUSSIAN_FORMATS = {14: "dd.mm.yyyy", 22: "dd.mm.yyyy h:mm"}  # dates that each language of Excel writes its own way

Cells = dict[int, object]
"""The cells of a row that are not empty, by their columns: A is 0."""
NumberedRow = tuple[int, Cells]


class SheetReference(NamedTuple):
    """A sheet as the workbook lists it."""

    title: str
    hidden: bool
    relation: str


class WorkbookPart:
    """The main part: lists the sheets and says from which day dates are counted."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.sheets: list[SheetReference] = []
        self.mac_dates = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "workbookPr":
            self.mac_dates |= attributes.get("date1904") in _TRUE  # an extension has an element of the same name
        elif tag == "sheet":
            local = {name.rpartition(":")[2]: value for name, value in attributes.items()}  # without namespaces
            hidden = local.get("state", "visible") != "visible"
            self.sheets.append(
                SheetReference(unescape(local.get("name", ""))[:_MAX_TITLE_CHARS], hidden, local.get("id", ""))
            )

    def end(self, tag: str) -> None:
        self.texts.clear()


class Styles:
    """The number format of each style of cells."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.formats: list[Format] = []
        self._custom: dict[str, str] = {}
        self._in_cell_styles = self._in_formats = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmts":
            self._in_formats = True
        elif tag == "cellXfs":
            self._in_cell_styles = True
        elif tag == "numFmt" and self._in_formats and len(self._custom) < _MAX_STYLES:
            self._custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[: MAX_FORMAT_CHARS + 1]
        elif tag == "xf" and self._in_cell_styles and len(self.formats) < _MAX_STYLES:
            self.formats.append(_format(attributes.get("numFmtId", "0"), self._custom))

    def end(self, tag: str) -> None:
        self.texts.clear()
        if tag == "numFmts":
            self._in_formats = False
        elif tag == "cellXfs":
            self._in_cell_styles = False


def _format(number: str, custom: dict[str, str]) -> Format:
    if number in custom:
        return _parse_custom_format(custom[number])
    builtin = int(number) if number.isdecimal() else 0
    code = _RUSSIAN_FORMATS.get(builtin) or BUILTIN_FORMATS.get(builtin, f"?{builtin}")
    return Format(code, is_date_format(code) or builtin in _LOCAL_DATES, is_timedelta_format(code))


@lru_cache(maxsize=1000)
def _parse_custom_format(code: str) -> Format:
    if len(code) > MAX_FORMAT_CHARS:  # looking through it takes time that grows as its length squared
        return Format(code)
    return Format(code, is_date_format(code), is_timedelta_format(code))


class _TextPart:
    """A part with texts in `t` elements: gathers what a reader sees, without the phonetic signs of Japanese."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._gathered: list[str] = []
        self._room_left = _MAX_TEXT_CHARS + 1
        self._phonetic = self._preserved = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.texts.clear()
        if tag == "t":
            self._preserved = attributes.get("xml:space") == "preserve"
        elif tag == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        if tag == "t" and not self._phonetic and self._room_left > 0:
            text = "".join(self.texts)
            # As Excel does: spaces at the edges are there only where the file says so.
            if piece := unescape(text if self._preserved else text.strip(_SPACES)):
                self._gathered.append(piece[: self._room_left])
                self._room_left -= len(piece)
        elif tag == "rPh":
            self._phonetic = False
        self.texts.clear()

    def _take_text(self) -> str:
        """Returns the text gathered so far and begins the next one."""
        text = "".join(self._gathered)
        self._gathered.clear()
        self._room_left = _MAX_TEXT_CHARS + 1
        return text


class SharedStrings(_TextPart):
    """The texts of all sheets, each once, by their numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: dict[int, str] = {}

    def end(self, tag: str) -> None:
        super().end(tag)
        if tag == "si":
            self.strings[len(self.strings)] = self._take_text()


class SheetPart(_TextPart):
    """A sheet: `rows` gathers those that are whole, until the caller takes them away."""

    def __init__(self, strings: dict[int, str], convert: Callable[[str, str, str], object]) -> None:
        super().__init__()
        self.rows: list[NumberedRow] = []
        self.last_row: int | None = None
        """As the sheet states it, if it does; it may be wrong."""
        self._strings, self._convert = strings, convert
        self._row, self._column, self._rows_begun = 0, -1, 0
        self._cells: Cells = {}
        self._kind = self._style = self._value = ""
        self._formula = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.texts.clear()
        if tag == "v":
            pass
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            number = attributes.get("r")
            self._rows_begun = _within(self._rows_begun + 1, MAX_ROWS)  # several may have the same number
            self._row = _within(int(number), MAX_ROWS) if number else _within(self._row + 1, MAX_ROWS)
            self._cells, self._column = {}, -1
        elif tag == "f":
            self._formula = True
        elif tag == "dimension":
            last = attributes.get("ref", "").rpartition(":")[2].lstrip(_LETTERS)
            self.last_row = int(last) if last.isdecimal() and len(last) <= len(str(MAX_ROWS)) else None
        else:
            super().start(tag, attributes)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            self._column = _parse_column(reference.rstrip(_DIGITS))
        else:
            self._column = _within(self._column + 2, MAX_COLUMNS) - 1
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._value = ""
        self._take_text()
        self._formula = False

    def end(self, tag: str) -> None:
        if tag == "v":
            self._value = "".join(self.texts)
        elif tag == "c":
            self._end_cell()
        elif tag == "row":
            self.rows.append((self._row, self._cells))
        else:
            super().end(tag)
        self.texts.clear()

    def _end_cell(self) -> None:
        text, kind = self._take_text() or self._value, self._kind
        if not text:
            if self._formula and kind != "str":
                self._cells[self._column] = self._convert("e", NOT_CALCULATED, self._style)
            return
        if kind == "s":
            text = self._strings[int(text)]
        elif kind == "str":
            text = unescape(text)
        value = self._convert(kind, text, self._style)
        if value is not None:
            self._cells[self._column] = value


@lru_cache(maxsize=MAX_COLUMNS)
def _parse_column(letters: str) -> int:
    """Returns a column's index: A is 0."""
    number = 0
    for letter in letters.replace("$", "").upper():
        digit = _within(ord(letter) - ord("A") + 1, _LETTERS_IN_ALPHABET)
        number = _within(number * _LETTERS_IN_ALPHABET + digit, MAX_COLUMNS)
    return _within(number, MAX_COLUMNS) - 1


def _within(number: int, maximum: int) -> int:
    if not 1 <= number <= maximum:
        raise WorkbookUnreadableError(_OUTSIDE)
    return number
