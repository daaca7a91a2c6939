"""Saves reports as Sferum does, with openpyxl alone: it knows nothing of the code under test."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

OCTOBER = ["Дата", "ФИО", "Связь с ЭЖ", "Кол-во сообщений за 7 дней", "Кол-во звонков за 7 дней"]
NOVEMBER = ["Дата", "ID организации", "ID пользователя", "ФИО", "Тип пользователя", "Связь с ЭЖ"]
COUNTED = [*NOVEMBER, "Кол-во сообщений за 7 дней", "Кол-во звонков за 7 дней"]
DAY = date(2024, 11, 12)
LAST_WEEK = date(2024, 11, 5)
SCHOOL = 216579624


def save(path: Path, *rows: Sequence[Any], sheet: str = "Статистика") -> Path:
    """Saves a workbook of one sheet; every text is a text, also one that begins with "="."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                cell = page.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    book.save(path)
    return path


def october(path: Path, *people: tuple[Any, ...], day: object = DAY) -> Path:
    """Saves the report of October 2024 on people as (name, linked, messages, calls)."""
    return save(path, OCTOBER, *([day, *person] for person in people))


def counted(path: Path, *people: tuple[Any, ...], day: object = DAY, school: int = SCHOOL) -> Path:
    """Saves a report with IDs and counts on people as (user ID, name, linked, messages, calls)."""
    return save(path, COUNTED, *([day, school, user, name, "teacher", *fields] for user, name, *fields in people))
