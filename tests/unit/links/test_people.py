"""The list for a journal of МЭШ's kind: whose IDs it has, and how people write them."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from automation.job_browser import JobError
from automation.links.people import ListedPerson, read_people


def save(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in rows:
        sheet.append(cells)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        *((heading, "person_id") for heading in ("ID", "id", " ID: ", "ИД", "person_id", "Person ID", "personId")),
        *((heading, "person_id") for heading in ("PERSON-ID", "ID пользователя", "ID персоны", "Идентификатор")),
        *((heading, "staff_id") for heading in ("staff_id", "StaffId", "Staff ID *", "ID сотрудника", "ид сотрудника")),
    ],
)
def test_headings_are_known_however_they_are_written(tmp_path: Path, heading: str, field: str):
    path = save(tmp_path / "list.xlsx", ("№", heading, "ФИО"), (1, 42, "Орлова Анна"))
    assert read_people(path) == [ListedPerson(2, "Орлова Анна", field, "42")]


@pytest.mark.parametrize(
    ("value", "person_id"),
    [
        (7, "7"),
        (7.0, "7"),
        ("7", "7"),
        (" 7\u00a0", "7"),
        ("007", "007"),
        ("28.0", "28"),
        ("1.2.0", "1.2.0"),
        (123456789012345, "123456789012345"),
        ("12345678901234567890", "12345678901234567890"),
        ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
    ],
    ids=repr,
)
def test_numbers_and_texts_are_ids(tmp_path: Path, value: object, person_id: str):
    (person,) = read_people(save(tmp_path / "list.xlsx", ("ID",), (value,)))
    assert (person.id, person.problem) == (person_id, "")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (0, "не может быть ID"),
        (-5, "не может быть ID"),
        (1.5, "не может быть ID"),
        (1234567890123456, "хранит не целиком"),
        (True, "логическое значение"),
        ("#N/A", "в ячейке ошибка"),
        ("Орлова", "не ID"),
        ("1 2", "не ID"),
        ("1&staff_id=2", "не ID"),
        ("../list", "не ID"),
        ("1" * 101, "не ID"),
        ("1" * 501, "не ID"),
    ],
)
def test_what_is_no_id_is_named_by_its_column_and_not_asked(tmp_path: Path, value: object, problem: str):
    (person,) = read_people(save(tmp_path / "list.xlsx", ("ФИО", "staff_id"), ("Орлова", value)))
    assert (person.name, person.id) == ("Орлова", "")
    assert person.problem.startswith("столбец «staff_id» (B): ")
    assert problem in person.problem
    assert str(value) not in person.problem or value in (0, 1)


def test_either_id_of_a_row_will_do_and_person_id_comes_first(tmp_path: Path):
    path = save(
        tmp_path / "list.xlsx",
        ("staff_id", "Фамилия", "Имя", "Отчество", "person_id"),
        (50, "Орлова", "Анна", None, 1),
        (51, "Хазеев", "Рустем", "Илич", None),
        (None, "Безымянный", None, None, "  "),
        (None, None, None, None, None),
        (None, None, None, None, 4),
    )
    assert read_people(path) == [
        ListedPerson(2, "Орлова Анна", "person_id", "1"),
        ListedPerson(3, "Хазеев Рустем Илич", "staff_id", "51"),
        ListedPerson(4, "Безымянный", "person_id", "", "в списке нет ID"),
        ListedPerson(6, "", "person_id", "4"),
    ]


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([("ФИО", "Логин")], "нет заголовка «ID», «person_id» или «staff_id»"),
        ([], "нет заголовка"),
        ([("ID", "ФИО")], "нет ни одного человека"),
    ],
)
def test_list_that_cannot_be_used_is_named(tmp_path: Path, rows: list[tuple[object, ...]], complaint: str):
    with pytest.raises(JobError, match=r"list\.xlsx: ") as error:
        read_people(save(tmp_path / "list.xlsx", *rows))
    assert complaint in str(error.value)


def test_file_that_is_no_workbook_is_named(tmp_path: Path):
    (tmp_path / "list.xlsx").write_text("ID\n1\n", encoding="utf-8")
    with pytest.raises(JobError, match=r"list\.xlsx: "):
        read_people(tmp_path / "list.xlsx")
