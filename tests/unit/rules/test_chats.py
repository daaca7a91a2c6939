"""The chats people find by themselves (C-1, C-2), those made by hand (C-4), and how members are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mock_server.model.sferum import ChatMember, SchoolClass
from mock_server.plurals import pluralize
from mock_server.rules import chats, conversations
from mock_server.rules.chats import ChatRow
from mock_server.store import Store
from tests.db_factories import add_organization, add_profile

SCHOOL_51 = 'МБОУ "Школа №51" Вахитовского района г. Казани'


def join(session: Session, organization, role: str, *classes: str) -> int:
    """A new person of this role in these classes; returns the profile's ID."""
    profile = add_profile(session)
    chats.join_automatic(session, organization, profile.id, role, list(classes))
    return profile.id


def titles(session: Session, profile_id: int) -> list[str]:
    return [row.title for row in chats.list_chats(session, profile_id)]


@pytest.mark.requirement("C-1")
@pytest.mark.parametrize(
    ("role", "wide"),
    [
        ("teacher", ["Объявления", "Сотрудники", "Учительская"]),
        ("admin", ["Объявления", "Сотрудники", "Учительская"]),
        ("staff", ["Объявления", "Сотрудники"]),
        ("pupil", ["Объявления"]),
        ("parent", ["Объявления"]),
    ],
    ids=["учитель", "администратор", "сотрудник", "ученик", "родитель"],
)
def test_chats_are_by_role_and_classes(store: Store, role: str, wide: list[str]) -> None:
    """Чаты определяются ролью и классами."""
    with store.write() as session:
        school = add_organization(session, "5А", "10Б", title="Школа №1")
        person = join(session, school, role, "5А", "10Б")
        assert titles(session, person) == [
            *(f"Школа №1 · {name}" for name in wide),
            "5А · Общая беседа",
            "10Б · Общая беседа",
        ]


def test_every_role_has_its_chats() -> None:
    assert [role for role in chats.ROLES if not chats.list_keys(role, [])] == []


@pytest.mark.requirement("C-2")
def test_organizations_two_are_channels_and_the_rest_are_chats(store: Store) -> None:
    """У организации два канала, остальное — чаты."""
    with store.write() as session:
        person = join(session, add_organization(session, "5А"), "teacher", "5А")
        assert [row.kind for row in chats.list_chats(session, person)] == ["channel", "channel", "chat", "chat"]


def test_colleagues_share_chats_and_are_counted(store: Store) -> None:
    with store.write() as session:
        school = add_organization(session, "5А", "10Б")
        first = join(session, school, "teacher", "5А")
        join(session, school, "teacher", "10Б")
        join(session, school, "pupil", "5А")
        assert [row.members for row in chats.list_chats(session, first)] == [3, 2, 2, 2]


def test_other_schools_chats_are_others(store: Store) -> None:
    with store.write() as session:
        school, other_school = add_organization(session, "5А"), add_organization(session, "5А")
        person = join(session, school, "teacher", "5А")
        join(session, other_school, "teacher", "5А")
        assert {row.members for row in chats.list_chats(session, person)} == {1}


@pytest.mark.requirement("C-2")
def test_classes_of_one_title_stand_side_by_side_the_larger_first(store: Store) -> None:
    """Классы с одним названием стоят рядом, больший первым."""
    with store.write() as session:
        school = add_organization(session, "10А", "2А")
        session.add_all(SchoolClass(organization_id=school.id, code=code, title="11А") for code in ("x", "y"))
        teacher = join(session, school, "teacher", "x", "2А", "y", "10А")
        join(session, school, "pupil", "y")
        rows = chats.list_chats(session, teacher)[3:]
        assert [(row.title.partition(" ")[0], row.members) for row in rows] == [
            ("2А", 1),
            ("10А", 1),
            ("11А", 2),
            ("11А", 1),
        ]


@pytest.mark.requirement("C-2")
def test_pinned_classes_stand_above_the_others(store: Store) -> None:
    """Закреплённые классы стоят выше остальных."""
    with store.write() as session:
        school = add_organization(session, "1А", "9В")
        session.add_all(
            SchoolClass(organization_id=school.id, code=code, title=code, pinned=True) for code in ("11А", "10А")
        )
        teacher = join(session, school, "staff", "9В", "11А", "1А", "10А")
        chats.create_chat(session, teacher, "1А своя")
        shown = [title.partition(" ")[0] for title in titles(session, teacher)[2:]]
        assert shown == ["10А", "11А", "1А", "9В", "1А"]


def test_class_named_twice_is_one_chat(store: Store) -> None:
    with store.write() as session:
        person = join(session, add_organization(session, "5А"), "pupil", "5А", "5А")
        assert len(titles(session, person)) == 2


def test_leaving_takes_a_person_out_of_the_organizations_chats_only(store: Store) -> None:
    with store.write() as session:
        school, other_school = add_organization(session, "5А"), add_organization(session, "5А", title="Другая школа")
        person = join(session, school, "teacher", "5А")
        stays = join(session, school, "teacher", "5А")
        chats.join_automatic(session, other_school, person, "staff", [])
        chats.create_chat(session, person, "Клуб")
        chats.leave_automatic(session, school.id, person)
        assert titles(session, person) == ["Другая школа · Объявления", "Другая школа · Сотрудники", "Клуб"]
        assert len(titles(session, stays)) == 4


@pytest.mark.requirement("C-4")
def test_chat_made_by_hand_comes_last_and_has_its_maker_in_it(store: Store) -> None:
    """Чат, созданный вручную, стоит последним, создатель в нём."""
    with store.write() as session:
        person = join(session, add_organization(session, "5А"), "teacher", "5А")
        chat = chats.create_chat(session, person, "А это своя беседа")
        last = chats.list_chats(session, person)[-1]
        assert (last.id, last.title, last.kind, last.members) == (chat.id, "А это своя беседа", "chat", 1)


def test_chat_is_shown_to_its_members_only(store: Store) -> None:
    with store.write() as session:
        chat = chats.create_chat(session, add_profile(session).id, "Клуб")
        stranger = add_profile(session)
        assert chats.load_chat(session, chat.id, stranger.id) is None
        session.add(ChatMember(chat_id=chat.id, profile_id=stranger.id))
        session.flush()
        assert chats.load_chat(session, chat.id, stranger.id) == chat


def test_messages_come_in_the_order_they_were_written(store: Store) -> None:
    with store.write() as session:
        person = add_profile(session)
        chat = chats.create_chat(session, person.id, "Клуб")
        for text, sent_at in (("второе", 2.0), ("третье", 2.0), ("первое", 1.0)):
            conversations.write_message(session, chat.id, person.id, text, sent_at)
        entries = conversations.list_entries(session, chat.id)
        assert [(entry.text, entry.writer.id) for entry in entries] == [
            ("первое", person.id),
            ("второе", person.id),
            ("третье", person.id),
        ]


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("я" * 49, "я" * 49),
        ("я" * 50, "я" * 50),
        ("я" * 51, "я" * 50 + "..."),
        (f"{SCHOOL_51} · Объявления", f"{SCHOOL_51} · О..."),
        (f"{SCHOOL_51} · Сотрудники", f"{SCHOOL_51} · С..."),
        (f"{SCHOOL_51} · Учительская", f"{SCHOOL_51} · У..."),
        ("10А · Общая беседа", "10А · Общая беседа"),
    ],
)
@pytest.mark.requirement("C-2")
def test_long_title_is_cut_where_the_guide_cuts_it(title: str, short: str) -> None:
    """Длинное название обрезано там же, где в методичке."""
    assert ChatRow(id=1, title=title, kind="chat", members=1).short_title == short


def russian_form(number: int) -> int:
    """The rule of the grammar book: by the last digit, but the second ten takes the genitive plural."""
    if 11 <= number % 100 <= 14:
        return 2
    return {1: 0, 2: 1, 3: 1, 4: 1}.get(number % 10, 2)


@given(st.integers(min_value=0, max_value=10_000))
def test_counted_noun_follows_the_russian_rule(number: int) -> None:
    nouns = ("подписчик", "подписчика", "подписчиков")
    assert pluralize(number, *nouns) == f"{number} {nouns[russian_form(number)]}"


@pytest.mark.requirement("C-2")
@pytest.mark.parametrize(
    "phrase",
    [
        "1 подписчик",
        "34 подписчика",
        "251 подписчик",
        "11 подписчиков",
        "0 подписчиков",
        "112 подписчиков",
        "1002 подписчика",
    ],
)
def test_subscribers_of_the_guide(phrase: str) -> None:
    """Число подписчиков написано как в методичке."""
    assert pluralize(int(phrase.split()[0]), "подписчик", "подписчика", "подписчиков") == phrase
