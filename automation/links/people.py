"""Reads the list for a journal of МЭШ's kind: people by the IDs that the journal gives them."""

import re
from dataclasses import dataclass
from pathlib import Path

from automation.excel.parts import Cells
from automation.excel.values import MAX_EXACT_DIGITS, ErrorValue
from automation.job_browser import JobError
from automation.links.roster_sheet import MAX_CHARS, build_column_title, get_value, make_visible, open_list

# Ours, but for `person_id` and `staff_id`: nobody says what such a list looks like.
_SPELLINGS = {
    "person_id": (
        *("person_id", "ID", "ИД", "ID персоны", "ID человека", "ID пользователя", "ID учителя", "ID в журнале"),
        *("Идентификатор", "Идентификатор пользователя", "person"),
    ),
    "staff_id": ("staff_id", "ID сотрудника", "ИД сотрудника", "Идентификатор сотрудника", "staff"),
    "name": ("ФИО", "Ф.И.О.", "Фамилия Имя Отчество", "Учитель"),
    "last_name": ("Фамилия",),
    "first_name": ("Имя",),
    "patronymic": ("Отчество",),
}
_ID_FIELDS = ("person_id", "staff_id")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
"""Digits, or a GUID: nothing that could mean something else in an address."""
_WHOLE_NUMBER = re.compile(r"([0-9]+)\.0+")
"""How programs that keep every number as a fraction write an ID as a text."""


@dataclass(frozen=True)
class ListedPerson:
    """A person of the list, to be asked about by `id_field`, which is `person_id` or `staff_id`."""

    row: int
    name: str
    id_field: str
    id: str
    problem: str = ""
    """Why nobody can be asked about this person."""


def read_people(path: Path) -> list[ListedPerson]:
    """Returns the people of a list: its first visible sheet, with headings in the first row. Raises JobError.

    A row with both IDs is asked about by `person_id`.
    """
    with open_list(path, _SPELLINGS) as (columns, rows):
        if not any(field in columns for field in _ID_FIELDS):
            raise JobError(f"{path}: в первой строке нет заголовка «ID», «person_id» или «staff_id»")
        people = [_parse_person(number, cells, columns) for number, cells in rows]
    if not people:
        raise JobError(f"{path}: под заголовками нет ни одного человека")
    return people


def _parse_person(number: int, cells: Cells, columns: dict[str, int]) -> ListedPerson:
    names = ("name",) if "name" in columns else ("last_name", "first_name", "patronymic")
    name = " ".join(filter(None, (make_visible(str(get_value(cells, columns.get(field)))) for field in names)))
    for field in _ID_FIELDS:
        value = get_value(cells, columns.get(field))
        if isinstance(value, str) and not make_visible(value):
            continue
        person_id, problem = _parse_id(value)
        if problem:
            problem = f"{build_column_title(field, columns[field])}: {problem}"
        return ListedPerson(number, name, field, person_id, problem)
    return ListedPerson(number, name, "person_id", "", "в списке нет ID")


def _parse_id(value: object) -> tuple[str, str]:
    """Returns the ID, and why it cannot be asked about: one of the two is empty."""
    if isinstance(value, (ErrorValue, bool)):
        return "", "в ячейке ошибка или логическое значение, а нужен ID"
    if isinstance(value, int | float):
        if value < 1 or value != int(value):
            return "", "в ячейке число, которое не может быть ID"
        if value >= 10**MAX_EXACT_DIGITS:
            return "", "в ячейке число, которое Excel хранит не целиком; запишите его текстом"
        return str(int(value)), ""
    text = make_visible(str(value)) if len(str(value)) <= MAX_CHARS else ""
    if not _ID.fullmatch(text):
        return "", "в ячейке не ID: нужны латинские буквы, цифры и дефисы без пробелов"
    number = _WHOLE_NUMBER.fullmatch(text)
    return number[1] if number else text, ""
