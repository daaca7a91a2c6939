"""What a cell holds, out of what the file says of it."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601, to_excel

Value = str | int | float | bool | date | time | timedelta | None

LONGEST_EXACT = 15
"""Digits: what Excel and a float keep of a number."""


_MAC_DAYS = (MAC_EPOCH - WINDOWS_EPOCH).days


class ErrorValue(str):
    """What a cell shows in place of a value, such as `#N/A`, where its formula failed or was never calculated."""

    __slots__ = ()


NOT_CALCULATED = ErrorValue("«формула не вычислена»")
_ERROR = re.compile("#[A-Z0-9/!?_]{1,20}|" + NOT_CALCULATED)


class Cell(NamedTuple):
    """A cell that is not empty and its number format; None where the file names no format that it has."""

    value: Value
    number_format: str | None


class Format(NamedTuple):
    """A number format; whether it shows a number as a date or as a span of time."""

    code: str
    is_date: bool = False
    is_span: bool = False


GENERAL = Format("General")
LONGEST_FORMAT = 255
"""Signs that Excel lets a number format have: what is longer is no format."""


def value_of(kind: str, text: str, number_format: Format, mac_dates: bool) -> Value:
    """A cell's value, with dates as dates. Numbers that make no date stay numbers."""
    if kind == "n":
        number = number_of(text)
        return _date_of(number, number_format.is_span, mac_dates) if number_format.is_date else number
    if kind == "b":
        return text.strip() in ("1", "true")
    if kind == "e":
        return ErrorValue(text.strip() if _ERROR.fullmatch(text.strip()) else "#?")
    if kind == "d":
        return _iso_date(text.strip())
    return text


def cell_of(kind: str, text: str, number_format: Format | None, mac_dates: bool) -> Cell:
    """A cell with its format and, where it is a date, with its number: of days since the end of 1899."""
    value = value_of(kind, text, GENERAL, mac_dates)
    if isinstance(value, date | time | timedelta):
        value = to_excel(value)  # type: ignore[no-untyped-call]
    elif mac_dates and number_format and number_format.is_date and isinstance(value, int | float):
        value += _MAC_DAYS
    return Cell(value, number_format and number_format.code)


def number_of(text: str) -> Value:
    """The number; a text that is none stays a text, for the cell that holds it can be named."""
    text = text.strip()
    if len(text) <= LONGEST_EXACT and text.isdecimal():
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return text or None
    return number if isfinite(number) and "_" not in text else text


@lru_cache(maxsize=1000)  # a report has one date in all its rows
def _date_of(number: Value, is_span: bool, mac_dates: bool) -> Value:
    if not isinstance(number, int | float):
        return number
    try:
        found: Value = from_excel(number, MAC_EPOCH if mac_dates else WINDOWS_EPOCH, timedelta=is_span)
    except (OverflowError, ValueError):
        return number
    return found


def _iso_date(text: str) -> Value:
    try:
        found: datetime | date | time | timedelta | None = from_ISO8601(text)  # type: ignore[no-untyped-call]
    except (OverflowError, ValueError):
        return text
    return found
