"""Who may be one person under two IDs."""

from itertools import permutations

import pytest

from automation.statistics.findings import FindingKind, review_people
from automation.statistics.names import person_key
from automation.statistics.rows import Row
from tests.unit.statistics.statistics_books import DAY, SCHOOL


def member(user: int, name: str, school: int = SCHOOL) -> Row:
    return Row(name, person_key(name), "отчёт.xlsx", "Статистика", user, DAY, school, user, "teacher", True, 5, 0)


def groups(kind: FindingKind, *names: str) -> set[frozenset[str]]:
    """Returns the names that are found together; their order must make no difference."""
    outcomes = []
    for order in permutations(enumerate(names, start=1)) if len(names) < 4 else [tuple(enumerate(names, start=1))]:
        result = review_people([member(user, name) for user, name in order]).findings[kind]
        assert result is not None
        people: dict[int, set[str]] = {}
        for finding in result:
            people.setdefault(finding.group, set()).add(finding.row.name)
        outcomes.append({frozenset(group) for group in people.values()})
    assert all(outcome == outcomes[0] for outcome in outcomes)
    return outcomes[0]


ALIKE = [
    ("Алексеeва Мария", "Алексеева Мария"),  # a Latin e
    ("Алексéева Мария", "Алексеева Мария"),  # a Latin é
    ("Алексе\u0301ева Мария", "Алексеева Мария"),  # a stress
    ("АЛEKCEEBA MAPИЯ", "Алексеева Мария"),  # a Latin E, K, C, B, M, A, P
    ("Хохлов Тимур", "Xoxлoв Tимyp"),
    ("\u0397она Кира", "Нона Кира"),  # a Greek Eta
    ("\u03a1ыжов Иван", "Рыжов Иван"),  # a Greek Rho
    ("Iванова Анна", "Iванова Aнна"),
    ("Іванова Анна", "Иванова Анна"),  # a Ukrainian i
    ("3ахарова Яна", "Захарова Яна"),
    ("Горин 0лег", "Горин Олег"),
    ("Ｅлена Котова", "Елена Котова"),  # full width
    ("Ива\u034fнова Анна", "Иванова Анна"),
    ("Хәйруллина Гөлнара", "Хайруллина Гульнара"),
    ("Хəйруллина Гɵлнара", "Хәйруллина Гөлнара"),  # Latin letters typed for the Tatar ones
    ("Ҡасимов Йәнғәли", "Касимов Йангали"),
    ("Ҫӗмӗрле Иван", "Семерле Иван"),
    ("Алиев Гасан Мамед оглы", "Алиев Гасан Мамед-оглы"),
    ("Алиев Гасан Мамед оглы", "Алиев Гасан Мамедоглы"),
    ("Алиев Гасан Мамед оглы", "Алиев Гасан Мамед"),
    ("Алиева Лала Мамед кызы", "Алиева Лала Мамедкызы"),
    ("Алиева Лала Мамед гызы", "Алиева Лала Мамед кызы"),
    ("Асанов Бакыт Мамыт уулу", "Асанов Бакыт Мамыт"),
    ("Ахметов Азат Марат улы", "Ахметов Азат Марат-улы"),
    ("О'Коннор Ян", "О’Коннор Ян"),
    ("Д'Артаньян Ян", "Дартаньян Ян"),
    ("О’Коннор Джон", "О Коннор Джон"),
    ("ОʼКоннор Джон", "Джон О Коннор"),
    ("Артем'ев Пётр", "Артемьев Пётр"),
    ("Гуль Анна", "Гул Анна"),
    ("Илья Котов", "Илия Котов"),
    ("Иванова' Анна", "Иванова Анна"),
    ("Иванова Анна '", "Иванова Анна"),
    ("ГӀали Анна", "Гали Анна"),
    ("Иванова Наталья", "Иванова Наталия"),
    ("Абдул-Азизов Марат", "Абдулазизов Марат"),
    ("Абдул-Азизов Марат", "Абдул Азизов Марат"),
    ("Ан-Юй Анна", "Анюй Анна"),
    ("Первова Анна Ивановна", "Первова Анна"),
    ("Анна Первова", "Первова Анна Ивановна"),
    ("Иванова-Седова Анна Львовна", "Иванова Анна Львовна"),
    ("Иванова (Седова) Анна Львовна", "Седова Анна Львовна"),
    ("Иванова А. П.", "Иванова Анна Петровна"),
    ("Иванова А.П.", "Иванова А. П."),
    ("Иванова Анна П.", "Иванова Анна Петровна"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_alike_are_possibly_one_person(one: str, other: str):
    assert groups(FindingKind.POSSIBLY_TWO_IDS, one, other) == {frozenset({one, other})}
    assert groups(FindingKind.TWO_IDS, one, other) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Фёдорова Алёна", "Федорова Алена"),
        ("ФЁДОРОВА алёна", "Фёдорова\u00a0 Алёна"),
        ("Майский Юрий", "Маи\u0306ский Юрий"),
        ("Римский-Корсаков Пётр", "Римский — Корсаков Пётр"),
        ("Первова Анна", "Анна Первова"),
    ],
)
def test_names_typed_in_two_ways_are_one_person_for_certain(one: str, other: str):
    assert groups(FindingKind.TWO_IDS, one, other) == {frozenset({one, other})}
    assert groups(FindingKind.POSSIBLY_TWO_IDS, one, other) == set()


@pytest.mark.parametrize(
    "names",
    [
        ["Иванова Анна Львовна", "Иванова Анна Петровна"],  # namesakes but for the patronymic
        ["Иванова Анна Петровна", "Иванова Алла Петровна"],  # twins
        ["Иванов Александр Петрович", "Иванова Александра Петровна"],
        ["Петров Иван Сергеевич", "Петров Сергей Иванович"],  # a father and his son
        ["Диана Котова", "Дана Котова"],
        ["Андрей Котов", "Андреи Котов"],
        ["Иванова Анна", "Седова Анна"],
        ["Иванова", "Иванова Анна"],  # one word belongs to too many
        ["А. П.", "Анна Петровна"],
        ["Иванова А. П.", "Иванова Анна Львовна"],
        ["Учитель 3", "Учитель 30", "Учитель 03"],
        ["Улы", "Оглы"],
        ["Анна Кызы", "Анна Оглы"],
        ["Ия Иванова", "Яна Иванова"],
        ["Ия Иванова", "Яна Иванова Петровна"],
        ["Ия Иванова", "Я Иванова"],
        ["Мария Ли", "Мария Ль"],
        ["Мария Ль", "Мария Лев"],
        ["Мария Соль", "Мария Сольева"],
        ["Лия Котова", "Ля Котова"],
        ["ЯӀ Иванова", "Яна Иванова"],
        ["—", "'"],
    ],
)
def test_other_people_are_not_taken_for_one(names: list[str]):
    assert groups(FindingKind.POSSIBLY_TWO_IDS, *names) == set()
    assert groups(FindingKind.TWO_IDS, *names) == set()


@pytest.mark.parametrize("short", ["Иванова Анна", "Иванова А.", "Анна Иванова"])
def test_name_that_may_be_either_of_two_is_nobodys(short: str):
    names = [short, "Иванова Анна Львовна", "Иванова Анна Петровна"]
    assert groups(FindingKind.POSSIBLY_TWO_IDS, *names) == set()


def test_names_that_grow_longer_are_one_group():
    names = ["Иванова Анна", "Иванова Анна Львовна", "Иванова-Седова Анна Львовна"]
    assert groups(FindingKind.POSSIBLY_TWO_IDS, *names) == {frozenset(names)}


def test_certain_and_possible_are_told_apart():
    names = ["Иванова Анна", "ИВАНОВА Анна", "Ивановa Анна", "Седова Юлия"]
    assert groups(FindingKind.TWO_IDS, *names) == {frozenset(names[:2])}
    assert groups(FindingKind.POSSIBLY_TWO_IDS, *names) == {frozenset(names[:3])}


def test_names_alike_in_two_schools_are_not_taken_for_one():
    result = review_people([member(1, "Алексеeва Мария"), member(2, "Алексеева Мария", school=52)])
    assert result.findings[FindingKind.POSSIBLY_TWO_IDS] == []


def test_without_ids_nobody_is_looked_for():
    result = review_people([member(1, "Алексеeва Мария")._replace(user_id=None)])
    assert result.findings[FindingKind.POSSIBLY_TWO_IDS] is None
