"""What a cell shows: its value in its number format, as a Russian Excel writes it where the column is wide enough.

Only what is sure is rendered: whole numbers, fractions, digits between other signs, percents, days and times in digits.
Names of months, groups of thousands, padding and the like are left to people: they depend on the computer.
"""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import ceil, floor
from typing import NamedTuple

from openpyxl.utils.datetime import WINDOWS_EPOCH

from automation.excel.values import LONGEST_EXACT, LONGEST_FORMAT, Cell, ErrorValue

_LONGEST_GENERAL = 11  # signs without the minus; longer numbers are rounded or shown as 1,23457E+11
_SMALLEST_GENERAL = 0.0001
_FIRST_DAY, _AFTER_LAST_DAY = 61, 2_958_466  # before March 1900 Excel counts a day that never was
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[([^\]]*)\]|([0#]+|d+|m+|y+|h+|s+)|(.)', re.IGNORECASE | re.DOTALL)
_BRACKETED = re.compile(r"\$([^-]*)(?:-(?:0*4[01]9|fc19|ru-ru|en-us))?|[a-z]+|color ?\d+", re.IGNORECASE)
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)
_LONGEST_QUOTED = 40  # signs of a format in a message: each account has a message of its own
_SECONDS = 86_400  # in a day
_EXACT_SECOND = 5e-6  # what 15 digits of a day leave of a second
_PLAIN_SIGNS = " -+():'!&~{}<>=^$₽№123456789"
# As strftime has them; those of one letter lose their nought afterwards.
_DATES = {"d": "%d", "dd": "%d", "m": "%m", "mm": "%m", "yy": "%y", "yyyy": "%Y"}
_DATES |= {"h": "%H", "hh": "%H", "s": "%S", "ss": "%S"}


class NotShownError(Exception):
    """What the cell shows is not known, or is no value; the message says why, as the end of a line."""


class _Token(NamedTuple):
    """A piece of a number format: signs that are shown as they stand, or that stand for a piece of the number."""

    signs: str
    literal: bool = False

    @property
    def digits(self) -> bool:
        return not self.literal and set(self.signs) <= {"0", "#"}

    @property
    def dated(self) -> bool:
        return not self.literal and self.signs in _DATES


def shown(cell: Cell) -> str:
    """The text that the cell shows. Raises NotShownError."""
    value, code = cell
    if isinstance(value, ErrorValue):
        raise NotShownError(f"в ячейке ошибка {value}")
    if isinstance(value, bool):
        return "ИСТИНА" if value else "ЛОЖЬ"
    if isinstance(value, str):
        return _text(value, code or "@")
    if not isinstance(value, int | float):
        raise NotShownError("в ячейке не текст и не число")
    if code is None:
        raise NotShownError("в ячейке число, а формата ячейки в файле нет")
    if code in ("", "@") or code.casefold() == "general":
        return _general(value, code)
    rendered = _rendered(value, code) if len(code) <= LONGEST_FORMAT else None
    if rendered is None:
        raise NotShownError(f"в ячейке число с форматом «{_quoted(code)}»")
    return rendered


@lru_cache(maxsize=1000)
def _rendered(value: float, code: str) -> str | None:
    if value <= 0 and ";" in code:  # a format may have other sections for other numbers
        return None
    tokens = _sections(code)[0]
    try:
        return _date(value, tokens) if any(token.dated for token in tokens) else _number(value, tokens)
    except ArithmeticError:  # more digits than a Decimal keeps, the second after the last day
        return None


def _quoted(code: str) -> str:
    return code if len(code) <= _LONGEST_QUOTED else f"{code[:_LONGEST_QUOTED]}…"


def _text(text: str, code: str) -> str:
    """A text is shown as it is, unless its format adds signs to it or hides it."""
    if len(code) > LONGEST_FORMAT:
        raise NotShownError(f"в ячейке текст с форматом «{_quoted(code)}»")
    sections = _sections(code)
    for section in sections[3:] or [section for section in sections if _Token("@") in section]:
        if section not in ([_Token("@")], _sections("General")[0]):
            raise NotShownError(f"в ячейке текст с форматом «{_quoted(code)}»")
    return text


def _general(value: float, code: str) -> str:
    rounded = Decimal(f"{value:.{LONGEST_EXACT}g}")
    text = f"{rounded:f}"
    longest = LONGEST_EXACT if code == "@" and "." not in text else _LONGEST_GENERAL
    if len(text.lstrip("-")) > longest or 0 < abs(value) < _SMALLEST_GENERAL:
        raise NotShownError("в ячейке число, которое Excel показывает не целиком")
    return text.replace(".", ",")


@lru_cache(maxsize=1000)  # a column has one format, maybe of hundreds of pieces
def _sections(code: str) -> list[list[_Token]]:
    """The format in pieces: for positive numbers, negative ones, nought and texts; there may be fewer."""
    sections: list[list[_Token]] = [[]]
    for quoted, escaped, bracketed, repeated, sign in _TOKEN.findall(code):
        if sign == ";":
            sections.append([])
        elif bracketed:
            known = None if _ELAPSED.fullmatch(bracketed) else _BRACKETED.fullmatch(bracketed)
            sections[-1].append(_Token(known[1] or "", literal=True) if known else _Token(f"[{bracketed}]"))
        elif quoted or escaped or sign:
            sections[-1].append(_Token(quoted or escaped or sign, literal=not sign or sign in _PLAIN_SIGNS))
        elif repeated:
            sections[-1].append(_Token(repeated.lower()))
    return sections


def _number(value: float, tokens: list[_Token]) -> str | None:
    """None where the format has something that depends on the computer."""
    point = tokens.index(_Token(".")) if _Token(".") in tokens else len(tokens)
    before, after = tokens[:point], tokens[point + 1 :]
    known = all(token.literal or token.digits or token.signs == "%" for token in [*before, *after])
    if not known or not any(token.digits for token in before) or abs(value) >= 10**LONGEST_EXACT:
        return None
    places = sum(len(token.signs) for token in after if token.digits)
    number = Decimal(f"{abs(value):.{LONGEST_EXACT}g}") * 100 ** tokens.count(_Token("%"))
    number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, fraction = f"{number:f}".partition(".")
    backwards = [token._replace(signs=token.signs[::-1]) for token in reversed(before)]
    text = _fill(backwards, whole.lstrip("0")[::-1])[::-1]
    if point < len(tokens):
        text += f",{_fill(after, fraction.rstrip('0'))}"
    return f"-{text}" if value < 0 < number else text


def _fill(tokens: list[_Token], digits: str) -> str:
    """The digits in their places, outwards from the decimal point; the last place takes all that are left."""
    shown_signs = []
    places = sum(len(token.signs) for token in tokens if token.digits)
    for token in tokens:
        if not token.digits:
            shown_signs.append(token.signs)
            continue
        for place in token.signs:
            places -= 1
            taken, digits = (digits[:1], digits[1:]) if places else (digits, "")
            shown_signs.append(taken or place.replace("#", ""))
    return "".join(shown_signs)


def _date(value: float, tokens: list[_Token]) -> str | None:
    """None where the format has something that depends on the computer, or where there is no such day.

    Or between two seconds that are not shown alike: whether Excel goes up or down is not the same in all formats.
    """
    marks = [token.signs for token in tokens if token.dated]
    kinds = {mark[0] for mark in marks}
    first = 0 if kinds & {"h", "s"} and not kinds & {"d", "y"} else _FIRST_DAY
    known = all(token.literal or token.dated or token.signs == "." for token in tokens)
    if not known or not first <= value < _AFTER_LAST_DAY:
        return None
    day, time = divmod(value, 1)
    seconds = time * _SECONDS
    nearest = round(seconds)
    about = {nearest} if abs(seconds - nearest) <= _EXACT_SECOND else {floor(seconds), ceil(seconds)}
    texts = {_moment(WINDOWS_EPOCH + timedelta(days=day, seconds=second), marks, tokens) for second in about}
    return texts.pop() if len(texts) == 1 else None


def _moment(moment: datetime, marks: list[str], tokens: list[_Token]) -> str:
    pieces = iter([_piece(moment, marks, place) for place in range(len(marks))])
    return "".join(next(pieces) if token.dated else token.signs for token in tokens)


def _piece(moment: datetime, marks: list[str], place: int) -> str:
    mark = marks[place]
    after_hours = place > 0 and marks[place - 1][0] == "h"
    before_seconds = marks[place + 1 : place + 2] in (["s"], ["ss"])
    minutes = mark[0] == "m" and (after_hours or before_seconds)
    piece = moment.strftime("%M" if minutes else _DATES[mark])
    return (piece.lstrip("0") or "0") if len(mark) == 1 else piece
