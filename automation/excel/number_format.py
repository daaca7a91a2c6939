"""Renders what a cell displays: its value in its number format, as a Russian Excel writes it in a wide column.

Only what is sure is rendered: whole numbers, fractions, digits between other characters, percents, days and times in
digits. Names of months, groups of thousands, padding and the like depend on the computer: they are left to people.
"""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import ceil, floor
from typing import NamedTuple

from openpyxl.utils.datetime import WINDOWS_EPOCH

from automation.excel.errors import CellTextUnknownError
from automation.excel.values import MAX_EXACT_DIGITS, MAX_FORMAT_CHARS, Cell, ErrorValue

_MAX_GENERAL_CHARS = 11  # without the minus; longer numbers are rounded or shown as 1,23457E+11
_MIN_GENERAL = 0.0001
_FIRST_DAY, _AFTER_LAST_DAY = 61, 2_958_466  # before March 1900 Excel counts a day that never existed
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[([^\]]*)\]|([0#]+|d+|m+|y+|h+|s+)|(.)', re.IGNORECASE | re.DOTALL)
_BRACKETED = re.compile(r"\$([^-]*)(?:-(?:0*4[01]9|fc19|ru-ru|en-us))?|[a-z]+|color ?\d+", re.IGNORECASE)
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)
_MAX_QUOTED_CHARS = 40  # of a format in a message: each account has a message of its own
_SECONDS_PER_DAY = 86_400
_SECOND_TOLERANCE_S = 5e-6  # the precision that 15 digits of a day leave
_LITERALS = " -+():'!&~{}<>=^$₽№123456789"
# As strftime has them; those of one letter lose their zero afterwards.
_DATES = {"d": "%d", "dd": "%d", "m": "%m", "mm": "%m", "yy": "%y", "yyyy": "%Y"}
_DATES |= {"h": "%H", "hh": "%H", "s": "%S", "ss": "%S"}


class _Token(NamedTuple):
    """A piece of a number format: characters to display as they are, or placeholders for a piece of the number."""

    characters: str
    literal: bool = False

    @property
    def is_digits(self) -> bool:
        return not self.literal and set(self.characters) <= {"0", "#"}

    @property
    def is_date(self) -> bool:
        return not self.literal and self.characters in _DATES


def render_cell_text(cell: Cell) -> str:
    """Returns the text that the cell displays. Raises CellTextUnknownError."""
    value, code = cell
    if isinstance(value, ErrorValue):
        raise CellTextUnknownError(f"в ячейке ошибка {value}")
    if isinstance(value, bool):
        return "ИСТИНА" if value else "ЛОЖЬ"
    if isinstance(value, str):
        return _render_text(value, code or "@")
    if not isinstance(value, int | float):
        raise CellTextUnknownError("в ячейке не текст и не число")
    if code is None:
        raise CellTextUnknownError("в ячейке число, а формата ячейки в файле нет")
    if code in ("", "@") or code.casefold() == "general":
        return _render_general(value, code)
    text = _render(value, code) if len(code) <= MAX_FORMAT_CHARS else None
    if text is None:
        raise CellTextUnknownError(f"в ячейке число с форматом «{_shorten(code)}»")
    return text


@lru_cache(maxsize=1000)
def _render(value: float, code: str) -> str | None:
    if value <= 0 and ";" in code:  # a format may have other sections for other numbers
        return None
    tokens = _split_sections(code)[0]
    try:
        return _render_date(value, tokens) if any(token.is_date for token in tokens) else _render_number(value, tokens)
    except ArithmeticError:  # more digits than a Decimal keeps, the second after the last day
        return None


def _shorten(code: str) -> str:
    return code if len(code) <= _MAX_QUOTED_CHARS else f"{code[:_MAX_QUOTED_CHARS]}…"


def _render_text(text: str, code: str) -> str:
    """Returns the text as it is. Raises CellTextUnknownError where its format adds to it or hides it."""
    if len(code) > MAX_FORMAT_CHARS:
        raise CellTextUnknownError(f"в ячейке текст с форматом «{_shorten(code)}»")
    sections = _split_sections(code)
    for section in sections[3:] or [section for section in sections if _Token("@") in section]:
        if section not in ([_Token("@")], _split_sections("General")[0]):
            raise CellTextUnknownError(f"в ячейке текст с форматом «{_shorten(code)}»")
    return text


def _render_general(value: float, code: str) -> str:
    rounded = Decimal(f"{value:.{MAX_EXACT_DIGITS}g}")
    text = f"{rounded:f}"
    max_characters = MAX_EXACT_DIGITS if code == "@" and "." not in text else _MAX_GENERAL_CHARS
    if len(text.lstrip("-")) > max_characters or 0 < abs(value) < _MIN_GENERAL:
        raise CellTextUnknownError("в ячейке число, которое Excel показывает не целиком")
    return text.replace(".", ",")


@lru_cache(maxsize=1000)  # a column has one format, maybe of hundreds of pieces
def _split_sections(code: str) -> list[list[_Token]]:
    """Returns the format in pieces, by sections: positive numbers, negative ones, zero, texts; there may be fewer."""
    sections: list[list[_Token]] = [[]]
    for quoted, escaped, bracketed, placeholder, character in _TOKEN.findall(code):
        if character == ";":
            sections.append([])
        elif bracketed:
            match = None if _ELAPSED.fullmatch(bracketed) else _BRACKETED.fullmatch(bracketed)
            sections[-1].append(_Token(match[1] or "", literal=True) if match else _Token(f"[{bracketed}]"))
        elif quoted or escaped or character:
            literal = not character or character in _LITERALS
            sections[-1].append(_Token(quoted or escaped or character, literal=literal))
        elif placeholder:
            sections[-1].append(_Token(placeholder.lower()))
    return sections


def _render_number(value: float, tokens: list[_Token]) -> str | None:
    """Returns None where the format has something that depends on the computer."""
    point = tokens.index(_Token(".")) if _Token(".") in tokens else len(tokens)
    before, after = tokens[:point], tokens[point + 1 :]
    supported = all(token.literal or token.is_digits or token.characters == "%" for token in [*before, *after])
    if not supported or not any(token.is_digits for token in before) or abs(value) >= 10**MAX_EXACT_DIGITS:
        return None
    places = sum(len(token.characters) for token in after if token.is_digits)
    number = Decimal(f"{abs(value):.{MAX_EXACT_DIGITS}g}") * 100 ** tokens.count(_Token("%"))
    number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, fraction = f"{number:f}".partition(".")
    backwards = [token._replace(characters=token.characters[::-1]) for token in reversed(before)]
    text = _fill(backwards, whole.lstrip("0")[::-1])[::-1]
    if point < len(tokens):
        text += f",{_fill(after, fraction.rstrip('0'))}"
    return f"-{text}" if value < 0 < number else text


def _fill(tokens: list[_Token], digits: str) -> str:
    """Puts the digits in their places, outwards from the decimal point; the last place takes all that are left."""
    pieces = []
    places = sum(len(token.characters) for token in tokens if token.is_digits)
    for token in tokens:
        if not token.is_digits:
            pieces.append(token.characters)
            continue
        for place in token.characters:
            places -= 1
            piece, digits = (digits[:1], digits[1:]) if places else (digits, "")
            pieces.append(piece or place.replace("#", ""))
    return "".join(pieces)


def _render_date(value: float, tokens: list[_Token]) -> str | None:
    """Returns None where the format depends on the computer, or where there is no such day.

    And between two seconds that look different: Excel rounds up in some formats, down in others.
    """
    marks = [token.characters for token in tokens if token.is_date]
    kinds = {mark[0] for mark in marks}
    first = 0 if kinds & {"h", "s"} and not kinds & {"d", "y"} else _FIRST_DAY
    supported = all(token.literal or token.is_date or token.characters == "." for token in tokens)
    if not supported or not first <= value < _AFTER_LAST_DAY:
        return None
    day, time = divmod(value, 1)
    seconds = time * _SECONDS_PER_DAY
    nearest = round(seconds)
    candidates = {nearest} if abs(seconds - nearest) <= _SECOND_TOLERANCE_S else {floor(seconds), ceil(seconds)}
    texts = {_fill_date(WINDOWS_EPOCH + timedelta(days=day, seconds=second), marks, tokens) for second in candidates}
    return texts.pop() if len(texts) == 1 else None


def _fill_date(moment: datetime, marks: list[str], tokens: list[_Token]) -> str:
    pieces = iter([_render_date_piece(moment, marks, index) for index in range(len(marks))])
    return "".join(next(pieces) if token.is_date else token.characters for token in tokens)


def _render_date_piece(moment: datetime, marks: list[str], index: int) -> str:
    mark = marks[index]
    after_hours = index > 0 and marks[index - 1][0] == "h"
    before_seconds = marks[index + 1 : index + 2] in (["s"], ["ss"])
    is_minutes = mark[0] == "m" and (after_hours or before_seconds)
    piece = moment.strftime("%M" if is_minutes else _DATES[mark])
    return (piece.lstrip("0") or "0") if len(mark) == 1 else piece
