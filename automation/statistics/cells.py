"""Reads the values of a report's cells. Every function raises `CellValueError` when a value is of a wrong type.

A message names the kind of a value and never the value: it goes to terminals and logs, and a cell may hold a name.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar
from unicodedata import category

from openpyxl.cell.cell import ERROR_CODES

from automation.errors import AutomationError
from automation.excel.values import MAX_EXACT_DIGITS, ErrorValue

_T = TypeVar("_T")
_MAX_TEXT_CHARS = 500
_MAX_DIGITS = 18  # in a text; a number has fewer
_TOO_LARGE = 10**MAX_EXACT_DIGITS
_DIGITS = re.compile(r"[0-9]+|[0-9]{1,3}(?: [0-9]{3})+")
"""«1 000», but not «1 2»: that is two numbers in one cell."""
_YES_OR_NO = {"1": True, "0": False, "да": True, "нет": False}


class CellValueError(AutomationError):
    """The cell's value is of a wrong type; the message says in Russian what is expected and what the cell holds."""


def parse_name(value: object) -> str:
    """Returns a name as it was typed, without invisible characters and doubled spaces."""
    name = _make_visible(value)
    if not name or name in ERROR_CODES:
        raise _build_value_error("имя", value)
    return name


def parse_text(value: object) -> str:
    """Returns any text or number, in one line; an empty text for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, ErrorValue) or len(typed := str(value)) > _MAX_TEXT_CHARS:
        raise _build_value_error("текст", value)
    return strip_invisible(typed)


def parse_whole_number(value: object) -> int:
    """Returns a number of messages or calls, or an ID: 0 or more, from a number or from digits in a text."""
    if type(value) is int and 0 <= value < _TOO_LARGE:
        return value
    if type(value) is float and value.is_integer() and 0 <= value < _TOO_LARGE:
        return int(value)
    if _DIGITS.fullmatch(typed := _make_visible(value)) and len(digits := typed.replace(" ", "")) <= _MAX_DIGITS:
        return int(digits)
    raise _build_value_error("целое число, 0 или больше", value)


def parse_yes_or_no(value: object) -> bool:
    """Returns whether the person is linked: the guide's reports have 1 for yes; 0, да and нет are ours."""
    if value in (0, 1):
        return bool(value)
    if (answer := _YES_OR_NO.get(_make_visible(value).casefold())) is not None:
        return answer
    raise _build_value_error("1 или 0", value)


def parse_day(value: object) -> date:
    """Returns the date of a date cell, or of a text as the guide writes it: 16.10.2024."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if typed_day := _read_day(_make_visible(value)):
        return typed_day
    raise _build_value_error("дата ДД.ММ.ГГГГ", value)


def make_optional(parse: Callable[[object], _T]) -> Callable[[object], _T | None]:
    """Returns the same function, which gives None for an empty cell instead of an error."""
    return lambda value: None if is_empty(value) else parse(value)


def is_empty(value: object) -> bool:
    """Returns whether the cell shows nothing."""
    return value is None or (type(value) is str and not strip_invisible(value[:_MAX_TEXT_CHARS]))


@lru_cache(maxsize=1000)  # a report has one date in all its rows
def _read_day(typed: str) -> date | None:
    try:
        return datetime.strptime(typed, "%d.%m.%Y").date()  # noqa: DTZ007  a date has no time zone
    except ValueError:
        return None


def strip_invisible(typed: str) -> str:
    """Returns the text as a person sees it: without invisible characters, each stretch of spaces as one."""
    if not typed.isprintable():
        typed = "".join(char if char.isprintable() else _replace_invisible(char) for char in typed)
    return " ".join(typed.split())


def _replace_invisible(char: str) -> str:
    return "" if category(char) == "Cf" else " "  # Cf: a soft hyphen, a mark of direction; they separate no words


def _make_visible(value: object) -> str:
    """Returns a text as a person sees it; an empty one for no text, or for one longer than anybody types."""
    return strip_invisible(value) if type(value) is str and len(value) <= _MAX_TEXT_CHARS else ""


def _build_value_error(expected: str, value: object) -> CellValueError:
    if is_empty(value):
        return CellValueError(f"ожидается {expected}, а ячейка пуста")
    return CellValueError(f"ожидается {expected}, а в ячейке {_describe_kind(value)}")


def _describe_kind(value: object) -> str:
    if isinstance(value, str):
        if isinstance(value, ErrorValue) or value in ERROR_CODES:
            return f"ошибка {value}"
        return "текст" if len(value) <= _MAX_TEXT_CHARS else "слишком длинный текст"
    if isinstance(value, bool):
        return "логическое значение"
    if isinstance(value, int | float):
        return "число" if abs(value) < _TOO_LARGE else "слишком большое число"
    if isinstance(value, date):
        return "дата"
    return "время" if isinstance(value, time | timedelta) else "что-то другое"
