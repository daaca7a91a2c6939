"""Turns what the file says of a cell into its value."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601, to_excel

Value = str | int | float | bool | date | time | timedelta | None

MAX_EXACT_DIGITS = 15
"""Of a number: neither Excel nor a float keeps more."""
_MAC_DAYS = (MAC_EPOCH - WINDOWS_EPOCH).days


class ErrorValue(str):
    """An error, such as `#N/A`, in place of a value: the formula of the cell failed or was never calculated."""

    __slots__ = ()


NOT_CALCULATED = ErrorValue("«формула не вычислена»")
_ERROR = re.compile("#[A-Z0-9/!?_]{1,20}|" + NOT_CALCULATED)


class Cell(NamedTuple):
    """A cell that is not empty and its number format; None where the file names no format that it has."""

    value: Value
    number_format: str | None


class Format(NamedTuple):
    """A number format, and whether it shows a number as a date or as a span of time."""

    code: str
    is_date: bool = False
    is_span: bool = False


GENERAL = Format("General")
MAX_FORMAT_CHARS = 255
"""Of a number format in Excel: a longer text is no format."""


def parse_value(kind: str, text: str, number_format: Format, mac_dates: bool) -> Value:
    """Returns a cell's value, with dates as dates. A number that makes no date stays a number."""
    if kind == "n":
        number = _parse_number(text)
        return _parse_date(number, number_format.is_span, mac_dates) if number_format.is_date else number
    if kind == "b":
        return text.strip() in ("1", "true")
    if kind == "e":
        return ErrorValue(text.strip() if _ERROR.fullmatch(text.strip()) else "#?")
    if kind == "d":
        return _parse_iso_date(text.strip())
    return text


def parse_cell(kind: str, text: str, number_format: Format | None, mac_dates: bool) -> Cell:
    """Returns a cell with its format; a date as its number of days since the end of 1899."""
    value = parse_value(kind, text, GENERAL, mac_dates)
    if isinstance(value, date | time | timedelta):
        value = to_excel(value)  # type: ignore[no-untyped-call]
    elif mac_dates and number_format and number_format.is_date and isinstance(value, int | float):
        value += _MAC_DAYS
    return Cell(value, number_format and number_format.code)


def _parse_number(text: str) -> Value:
    """Returns the number; a text that is no number stays a text, so that its cell can be reported."""
    text = text.strip()
    if len(text) <= MAX_EXACT_DIGITS and text.isdecimal():
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return text or None
    return number if isfinite(number) and "_" not in text else text


@lru_cache(maxsize=1000)  # a report has one date in all its rows
def _parse_date(number: Value, is_span: bool, mac_dates: bool) -> Value:
    if not isinstance(number, int | float):
        return number
    try:
        moment: Value = from_excel(number, MAC_EPOCH if mac_dates else WINDOWS_EPOCH, timedelta=is_span)
    except (OverflowError, ValueError):
        return number
    return moment


def _parse_iso_date(text: str) -> Value:
    try:
        moment: datetime | date | time | timedelta | None = from_ISO8601(text)  # type: ignore[no-untyped-call]
    except (OverflowError, ValueError):
        return text
    return moment
