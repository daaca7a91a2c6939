"""`python -m automation statistics check`: whom it checks, by their type."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.unit.statistics.check_run import Run, read_json
from tests.unit.statistics.check_run import clean as clean
from tests.unit.statistics.check_run import out as out
from tests.unit.statistics.check_run import run as run
from tests.unit.statistics.statistics_books import COUNTED, DAY, SCHOOL, save

PUPILS_AND_TEACHERS = [
    [DAY, SCHOOL, 1, "Хазеев Рустем", "teacher", 0, 5, 0],
    [DAY, SCHOOL, 2, "Ильина Вера", "staff", 0, 0, 0],
    [DAY, SCHOOL, 3, "Зорин Олег", "admin", 1, 0, 0],
    [DAY, SCHOOL, 4, "Седова Юлия", "методист", 0, 5, 0],
    [DAY, SCHOOL, 5, "Яковлев Пётр", "pupil", 0, 0, 0],
    [DAY, SCHOOL, 6, "Яковлева Анна", "pupil", 0, 0, 0],
    [DAY, SCHOOL, 7, "Яковлева Мария", "parent", 0, 0, 0],
    [DAY, SCHOOL, 8, "Ким Лев", "teacher", 0, 5, 0],
    [DAY, SCHOOL, 8, "Ким Лев", "parent", 0, 5, 0],
]
LINKABLE = ["Ким Лев", "Хазеев Рустем", "Ильина Вера", "Седова Юлия"]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A report on people of every type, and of one that nobody knows."""
    return save(tmp_path / "mixed.xlsx", COUNTED, *PUPILS_AND_TEACHERS)


def test_teachers_and_staff_are_checked_and_counted_by_type(run: Run, mixed: Path, out: Path):
    result = run(mixed)
    assert result.stdout.splitlines()[:6] == [
        "Всего людей: 8",
        "Проверены: педагоги — 2, сотрудники — 1, администраторы — 1, методист — 1",
        "Не проверены: родители — 1, ученики — 2 (проверить всех: --types все)",
        "Не привязаны к журналу: 4 (педагоги — 2, сотрудники — 1, методист — 1)",
        "Замолчали: не проверено, нет прошлого отчёта или столбца «Кол-во сообщений за 7 дней»",
        "Привязаны, но молчат: 1 (администраторы — 1)",
    ]
    data = read_json(out)
    assert [(row["user_type"], row["name"]) for row in data["found"]["not_linked"]] == [
        ("parent, teacher", "Ким Лев"),
        ("teacher", "Хазеев Рустем"),
        ("staff", "Ильина Вера"),
        ("методист", "Седова Юлия"),
    ]
    assert (data["people"], data["people_in_reports"]) == (5, 8)
    assert data["types"][-1] == {
        "user_type": "pupil",
        "title": "ученики",
        "people": 2,
        "linked": 0,
        "not_linked": 2,
        "silent": 2,
        "checked": False,
    }


@pytest.mark.parametrize(
    ("types", "names"),
    [
        (["ученики, все"], [*LINKABLE, "Яковлева Мария", "Яковлев Пётр", "Яковлева Анна"]),
        (["ученики"], ["Яковлев Пётр", "Яковлева Анна"]),
        (["Родители, сотрудники"], ["Ким Лев", "Ильина Вера", "Яковлева Мария"]),
        (["родитель", "УЧЕНИК"], ["Ким Лев", "Яковлева Мария", "Яковлев Пётр", "Яковлева Анна"]),
        (["teacher,"], ["Ким Лев", "Хазеев Рустем"]),
        (["учителя;Методист"], ["Ким Лев", "Хазеев Рустем", "Седова Юлия"]),
        ([""], LINKABLE),
    ],
    ids=" ".join,
)  # fmt: skip
def test_types_are_chosen(run: Run, mixed: Path, out: Path, types: list[str], names: list[str]):
    assert run(mixed, *(f"--types={words}" for words in types)).exit_code == 1
    assert [row["name"] for row in read_json(out)["found"]["not_linked"]] == names


def test_type_that_nobody_has_is_named_with_those_that_are_there(run: Run, mixed: Path, clean: Path, out: Path):
    result = run(mixed, "--types", "учителяя")
    assert result.exit_code == 2
    assert result.stderr == (
        "Ошибка: --types учителяя: такого типа в отчётах нет; "
        "есть: администраторы, методист, педагоги, родители, сотрудники, ученики\n"
    )
    assert "в них нет столбца «Тип пользователя»" in run(clean, "--types", "учителяя").stderr
    assert not out.exists()


def test_report_of_pupils_alone_has_nobody_to_check(run: Run, tmp_path: Path, out: Path):
    pupils = [row for row in PUPILS_AND_TEACHERS if row[4] == "pupil"]
    result = run(save(tmp_path / "pupils.xlsx", COUNTED, *pupils))
    assert result.exit_code == 2
    assert result.stderr == (
        "Ошибка: проверять некого: людей выбранных типов в отчётах нет, есть ученики — 2; выберите другие: --types\n"
    )
    assert not out.exists()


def test_people_without_a_type_are_checked_whatever_is_chosen(run: Run, clean: Path):
    result = run(clean, "--types", "ученики")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "Всего людей: 1")
    assert "Проверены:" not in result.stdout


def test_figures_by_type_add_up_also_where_people_have_several_types_or_none(run: Run, tmp_path: Path, out: Path):
    types = ["teacher", "staff; pupil", "pupil", "", "Staff "]
    rows = [[DAY, SCHOOL, number, f"Человек {number}", kind, 0, 1, 0] for number, kind in enumerate(types, start=1)]
    report = save(tmp_path / "report.xlsx", COUNTED, *rows)
    printed = run(report, "--types", "педагоги, ученики").stdout
    assert "Проверены: педагоги — 1, тип не указан — 1, ученики — 2" in printed
    assert "Не проверены: сотрудники — 1" in printed
    assert "Не привязаны к журналу: 4 (педагоги — 1, тип не указан — 1, ученики — 2)" in printed
    data = json.loads((out / "statistics-check.json").read_text(encoding="utf-8"))
    assert sum(count["people"] for count in data["types"] if count["checked"]) == data["people"] == 4
    assert len(data["found"]["not_linked"]) == 4
    assert sum(count["people"] for count in data["types"]) == data["people_in_reports"] == 5
    summary = {row[0]: row[1] for row in load_workbook(out / "statistics-check.xlsx")["Сводка"].values}
    assert (summary["Всего людей"], summary["Ученики"], summary["Не привязаны к журналу"]) == (5, 2, 4)
    assert "педагоги — 1, тип не указан — 1, ученики — 2" in (out / "statistics-check.html").read_text(encoding="utf-8")
