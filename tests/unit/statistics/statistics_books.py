"""Reports as Sferum gives them out, made with openpyxl alone: nothing here knows how they are read or written by us."""

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
    """A workbook of one sheet; every text is a text, also one that begins with "="."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if value is not None:
                cell = page.cell(number, place, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    book.save(path)
    return path


def october(path: Path, *people: tuple[Any, ...], day: object = DAY) -> Path:
    """People as (name, linked, messages, calls)."""
    return save(path, OCTOBER, *([day, *person] for person in people))


def counted(path: Path, *people: tuple[Any, ...], day: object = DAY, school: int = SCHOOL) -> Path:
    """People as (user ID, name, linked, messages, calls)."""
    return save(path, COUNTED, *([day, school, user, name, "teacher", *use] for user, name, *use in people))
