"""The order of titles, one for all lists: 1А, 2А, 10А; and labels of classes with one title."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.lookalikes import lookalike_key
from mock_server.model.sferum import SchoolClass
from mock_server.natural_order import natural_key
from mock_server.rules import membership, statistics
from mock_server.store import Store
from tests.db_factories import add_account, add_organization, add_profile

ORDERED = [
    ["1А", "1Б", "2А", "9В", "10А", "11А", "11Б"],
    ["5Д", "5Е", "5Ё", "5Ж", "5И", "5Й", "5К"],
    ["2-А", "3 А", "10А", "10-Б", "10 В", "11А"],
    ["1 «А»", "2 «А»", "10 «А»"],
    ["Группа 1", "Группа 2", "Группа 10"],
    ["1 младшая", "2 младшая", "Ёлочка", "Жуки", "Ромашка"],
    ["Школа №2", "Школа №10", "Школа №51"],
    ["5", "5А", "5А класс", "05Б", "10.1", "10.2", "10.10"],
    ["10а", "10Б", "10в"],
    ["Петров Яков", "Петрова Анна", "Петрова-Водкина Яна", "Пётрович Адам", "Петрядис Ян"],
]


@pytest.mark.parametrize("titles", ORDERED, ids=lambda titles: titles[0])
def test_order_is_the_one_that_people_expect(titles: list[str]) -> None:
    mixed = random.Random(51).sample(titles, len(titles))
    assert sorted(mixed, key=natural_key) == titles


def test_letter_of_two_signs_is_one_letter() -> None:
    assert natural_key("5Е\u0308") == natural_key("5Ё")
    assert natural_key("5И\u0306") == natural_key("5Й")


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_two_texts_have_an_order(one: str, other: str) -> None:
    first, second = natural_key(one), natural_key(other)
    assert (first < second) + (first > second) + (first == second) == 1
    assert (first == second) is (first[1] == second[1])


def test_number_of_any_length_has_its_place() -> None:
    assert max(["1" * 5000, "9", "٣"], key=natural_key) == "1" * 5000


def test_classes_of_one_title_are_told_apart_by_code(store: Store) -> None:
    with store.write() as session:
        school = add_organization(session, "1А")
        for code, title in (("11А-2", "11А"), ("11А", "11 а"), ("x", "11а"), ("9Б", "9Б")):
            session.add(SchoolClass(organization_id=school.id, code=code, title=title))
        session.flush()
        labels = membership.list_class_labels(session, school.id)
    assert list(labels.items()) == [
        ("1А", "1А"),
        ("9Б", "9Б"),
        ("11А", "11 а"),
        ("11А-2", "11А (код 11А-2)"),
        ("x", "11а (код x)"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("11А", "11A"),
        ("11А", "11\u200bА"),
        ("11А", "11А\u2060"),
        ("11А", "\u202e11А"),
        ("11А", "11\u00adА"),
        ("11А", "11\u3164А"),
        ("11А", "11А\ufe0f"),
        ("11А", "11\u0410\u034f"),
        ("11А", "11Α"),
        ("11А", "１１А"),
        ("11А", "l1А"),
        ("10А", "1ОА"),
        ("11В", "11B"),
        ("11 а", "11\u00a0A"),
        ("11-А", "11\u2013A"),
        ("11-А", "11\u2011А"),
        ("5Й", "5И\u0306"),
        ("3 класс", "З класс"),
        ("Хор", "Xop"),
    ],
    ids=ascii,
)
def test_classes_that_look_alike_are_told_apart_by_code(store: Store, one: str, other: str) -> None:
    with store.write() as session:
        school = add_organization(session, "1А")
        for code, title in (("c1", one), ("c2", other)):
            session.add(SchoolClass(organization_id=school.id, code=code, title=title))
        session.flush()
        labels = membership.list_class_labels(session, school.id)
    assert labels == {"1А": "1А", "c1": f"{one} (код c1)", "c2": f"{other} (код c2)"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("11А", "11Б"), ("5И", "5Й"), ("5Е", "5Ё"), ("11 А", "11А"), ("1-А", "1А"), ("5Ш", "5Щ"), ("5Г", "5Т")],
)
def test_classes_that_look_different_go_by_their_titles(store: Store, one: str, other: str) -> None:
    with store.write() as session:
        school = add_organization(session, one, other)
        assert all(code == label for code, label in membership.list_class_labels(session, school.id).items())


def test_classes_whose_codes_look_alike_too_are_numbered(store: Store) -> None:
    codes = ("11А", "11A", "11\u200bА", "9")
    with store.write() as session:
        labels = membership.list_class_labels(session, add_organization(session, *codes).id)
    assert {lookalike_key(label) for label in labels.values()} == {
        lookalike_key(label) for label in ("11А (код 11А)", "11А (код 11А) №2", "11А (код 11А) №3", "9")
    }
    assert all(label.startswith(f"{code} (код {code})") for code, label in labels.items() if code != "9")


def test_organizations_are_in_the_order_of_their_titles(store: Store) -> None:
    with store.write() as session:
        account = add_account(session)
        profile = add_profile(session, account)
        for title in ("Школа №10", "Школа №2", "Ёлочка", "Жуки"):
            organization = add_organization(session, title=title)
            membership.join(session, organization, profile.id, "parent", [], 0.0)
        organizations = membership.list_organizations(session, profile.id)
    assert [organization.title for organization, _ in organizations] == ["Ёлочка", "Жуки", "Школа №2", "Школа №10"]


@pytest.mark.requirement("D-3")
def test_report_is_in_the_order_of_names(store: Store) -> None:
    """Отчёт идёт по порядку имён."""
    names = ["Елкин", "Ёжиков", "Елец", "Жуков", "Петрова-Водкина", "Петрова", "Петров"]
    with store.write() as session:
        school = add_organization(session)
        for name in names:
            membership.join(session, school, add_profile(session, last_name=name).id, "teacher", [], 0.0)
        rows = statistics.count_week(session, school.id, 1_800_000_000.0)
    assert [row.full_name.split()[0] for row in rows] == [
        *("Ёжиков", "Елец", "Елкин", "Жуков", "Петров", "Петрова", "Петрова-Водкина")
    ]
