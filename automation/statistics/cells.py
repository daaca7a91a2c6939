"""What a cell of a report says. Every function takes a cell's value and raises `CellError` when it is of a wrong type.

A message names the kind of what was found and never the value: it goes to terminals and logs, and a cell may hold
a name.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar
from unicodedata import category

from openpyxl.cell.cell import ERROR_CODES

from automation.excel.values import MAX_EXACT_DIGITS, ErrorValue

_T = TypeVar("_T")
_LONGEST_TEXT = 500
_LONGEST_NUMBER = 18  # of digits in a text; a number has fewer
_TOO_LARGE = 10**MAX_EXACT_DIGITS
_DIGITS = re.compile(r"[0-9]+|[0-9]{1,3}(?: [0-9]{3})+")
"""«1 000», but not «1 2»: that is two numbers in one cell."""
_LINKED = {"1": True, "0": False, "да": True, "нет": False}


class CellError(Exception):
    """The cell cannot be understood; the message says in Russian what was expected and what was found."""


def full_name(value: object) -> str:
    """A name as it was typed, without unseen signs and doubled spaces."""
    name = _typed(value)
    if not name or name in ERROR_CODES:
        raise _wrong("имя", value)
    return name


def text(value: object) -> str:
    """Any text or number, in one line; nothing for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, ErrorValue) or len(words := str(value)) > _LONGEST_TEXT:
        raise _wrong("текст", value)
    return one_line(words)


def whole_number(value: object) -> int:
    """A number of messages or calls, or an ID: 0 or more, as a number or as digits in a text."""
    if type(value) is int and 0 <= value < _TOO_LARGE:
        return value
    if type(value) is float and value.is_integer() and 0 <= value < _TOO_LARGE:
        return int(value)
    if _DIGITS.fullmatch(typed := _typed(value)) and len(digits := typed.replace(" ", "")) <= _LONGEST_NUMBER:
        return int(digits)
    raise _wrong("целое число, 0 или больше", value)


def yes_or_no(value: object) -> bool:
    """Whether the person is linked: the guide's reports have 1 for yes; 0, да and нет are ours."""
    if value in (0, 1):
        return bool(value)
    if (known := _LINKED.get(_typed(value).casefold())) is not None:
        return known
    raise _wrong("1 или 0", value)


def day(value: object) -> date:
    """A date cell, or a text as the guide writes it: 16.10.2024."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if found := _typed_day(_typed(value)):
        return found
    raise _wrong("дата ДД.ММ.ГГГГ", value)


def optional(parse: Callable[[object], _T]) -> Callable[[object], _T | None]:
    """The same, but an empty cell is no mistake and gives None."""
    return lambda value: None if is_empty(value) else parse(value)


def is_empty(value: object) -> bool:
    """Whether there is nothing to see in the cell."""
    return value is None or (type(value) is str and not one_line(value[:_LONGEST_TEXT]))


@lru_cache(maxsize=1000)  # a report has one date in all its rows
def _typed_day(typed: str) -> date | None:
    try:
        return datetime.strptime(typed, "%d.%m.%Y").date()  # noqa: DTZ007  a date has no time zone
    except ValueError:
        return None


def one_line(typed: str) -> str:
    """The text as it is seen: without signs that cannot be seen, each stretch of spaces as one."""
    if not typed.isprintable():
        typed = "".join(sign if sign.isprintable() else _unseen(sign) for sign in typed)
    return " ".join(typed.split())


def _unseen(sign: str) -> str:
    return "" if category(sign) == "Cf" else " "  # a soft hyphen, a mark of direction: they part no words


def _typed(value: object) -> str:
    """What is seen of a text; nothing of what is no text, or is longer than anybody types."""
    return one_line(value) if type(value) is str and len(value) <= _LONGEST_TEXT else ""


def _wrong(expected: str, value: object) -> CellError:
    if is_empty(value):
        return CellError(f"ожидается {expected}, а ячейка пуста")
    return CellError(f"ожидается {expected}, а в ячейке {_kind(value)}")


def _kind(value: object) -> str:
    if isinstance(value, str):
        if isinstance(value, ErrorValue) or value in ERROR_CODES:
            return f"ошибка {value}"
        return "текст" if len(value) <= _LONGEST_TEXT else "слишком длинный текст"
    if isinstance(value, bool):
        return "логическое значение"
    if isinstance(value, int | float):
        return "число" if abs(value) < _TOO_LARGE else "слишком большое число"
    if isinstance(value, date):
        return "дата"
    return "время" if isinstance(value, time | timedelta) else "что-то другое"
