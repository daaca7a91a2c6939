"""What a cell of a report says. Every function takes a cell's value and raises `CellError` when it is of a wrong type.

A message names the kind of what was found and never the value: it goes to terminals and logs, and a cell may hold
a name.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar

from openpyxl.cell.cell import ERROR_CODES

_T = TypeVar("_T")
_LINKED = {"1": True, "0": False, "да": True, "нет": False}


class CellError(Exception):
    """The cell cannot be understood; the message says in Russian what was expected and what was found."""


def full_name(value: object) -> str:
    """A name as it was typed, without control characters and doubled spaces."""
    if type(value) is not str or not value.strip() or value in ERROR_CODES:
        raise _wrong("имя", value)
    return _one_line(value)


def text(value: object) -> str:
    """Any text or number, in one line; nothing for an empty cell."""
    return "" if value is None else _one_line(str(value))


def whole_number(value: object) -> int:
    """A number of messages or calls, or an ID: 0 or more, as a number or as digits in a text."""
    if type(value) is int and value >= 0:
        return value
    if type(value) is float and value.is_integer() and value >= 0:
        return int(value)
    if type(value) is str:
        digits = "".join(value.split())
        if digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_NUMBER:
            return int(digits)
    raise _wrong("целое число, 0 или больше", value)


_LONGEST_NUMBER = 18


def yes_or_no(value: object) -> bool:
    """Whether the person is linked: the guide's reports have 1 for yes; 0, да and нет are ours."""
    if value in (0, 1):
        return bool(value)
    if type(value) is str and (known := _LINKED.get(value.strip().casefold())) is not None:
        return known
    raise _wrong("1 или 0", value)


def day(value: object) -> date:
    """A date cell, or a text as the guide writes it: 16.10.2024."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if type(value) is str and (found := _typed_day(value.strip())):
        return found
    raise _wrong("дата ДД.ММ.ГГГГ", value)


def optional(parse: Callable[[object], _T]) -> Callable[[object], _T | None]:
    """The same, but an empty cell is no mistake and gives None."""
    return lambda value: None if is_empty(value) else parse(value)


def is_empty(value: object) -> bool:
    """Whether there is nothing to see in the cell."""
    return value is None or (type(value) is str and not value.strip())


@lru_cache(maxsize=1000)  # a report has one date in all its rows
def _typed_day(typed: str) -> date | None:
    try:
        return datetime.strptime(typed, "%d.%m.%Y").date()  # noqa: DTZ007  a date has no time zone
    except ValueError:
        return None


def _one_line(typed: str) -> str:
    if not typed.isprintable():
        typed = "".join(sign if sign.isprintable() else " " for sign in typed)
    return " ".join(typed.split())


def _wrong(expected: str, value: object) -> CellError:
    if is_empty(value):
        return CellError(f"ожидается {expected}, а ячейка пуста")
    return CellError(f"ожидается {expected}, а в ячейке {_kind(value)}")


def _kind(value: object) -> str:
    if isinstance(value, str):
        return f"ошибка {value}" if value in ERROR_CODES else "текст"
    if isinstance(value, bool):
        return "логическое значение"
    if isinstance(value, int | float):
        return "число"
    if isinstance(value, date):
        return "дата"
    return "время" if isinstance(value, time | timedelta) else "что-то другое"
