"""A linked teacher's chats: created by the link (C-1, C-2), counted (C-3), and created by hand (C-4)."""

from dataclasses import asdict

import pytest
from playwright.sync_api import expect

from automation.factories import People
from automation.linking import open_chats
from automation.target import Target
from mock_server.client import SandboxClient
from pages.messenger import ChatPage
from tests.e2e.journal_session import OpenJournal
from tests.e2e.messenger import GUIDES_ROWS, SCHOOL_51, enter_messenger, expect_rows, write_messages
from tests.e2e.shortcuts import NewPage

ANNOUNCEMENTS = ("Школа · Объявления", "Информационный канал · 1 подписчик")
STAFF = ("Школа · Сотрудники", "Информационный канал · 1 подписчик")
TEACHERS = ("Школа · Учительская", "1 участник")
CLASS_5A, CLASS_10B = ("5А · Общая беседа", "1 участник"), ("10Б · Общая беседа", "1 участник")


@pytest.mark.parametrize(
    ("role", "classes", "rows"),
    [
        ("teacher", ["5А", "10Б"], [ANNOUNCEMENTS, STAFF, TEACHERS, CLASS_5A, CLASS_10B]),
        ("teacher", ["5А"], [ANNOUNCEMENTS, STAFF, TEACHERS, CLASS_5A]),
        ("admin", [], [ANNOUNCEMENTS, STAFF, TEACHERS]),
        ("staff", [], [ANNOUNCEMENTS, STAFF]),
        ("pupil", ["5А"], [ANNOUNCEMENTS, CLASS_5A]),
    ],
    ids=["учитель двух классов", "учитель одного класса", "администратор", "сотрудник", "ученик"],
)
@pytest.mark.requirement("C-1")
def test_chats_follow_the_role_and_the_classes(
    people: People,
    open_journal: OpenJournal,
    sandbox: SandboxClient,
    role: str,
    classes: list[str],
    rows: list[tuple[str, str]],
) -> None:
    """Привязка создаёт чаты по роли и классам; в чатах новой школы один человек."""
    person = people.build_teacher(people.create_organization(title="Школа"))
    names = ("login", "password", "last_name", "first_name", "phone")
    teacher = {name: value for name, value in asdict(person).items() if name in names}
    sandbox.create_roster(person.organization_id, [{**teacher, "role": role, "classes": classes}])
    people.give_profile(person)
    journal = open_journal(person, linked=True)
    expect_rows(open_chats(journal.page), rows)
    (profile,) = sandbox.get_person(person.phone).profiles
    assert profile.chats == len(rows)


@pytest.mark.requirement("C-1", "C-2")
def test_chats_of_school_51_are_as_in_the_guide(people: People, open_journal: OpenJournal) -> None:
    """Список чатов школы №51 как в методичке: «Чаты 28», шесть строк, «Показать все»."""
    journal = open_journal(people.create_school_51_teacher(), linked=True)
    chats = open_chats(journal.page)
    chats.expect_count(28)
    expect_rows(chats, GUIDES_ROWS)
    expect(chats.row(f"{SCHOOL_51} · Объявления")).to_have_count(1)
    chats.show_all()
    expect(chats.rows).to_have_count(28)
    expect(chats.show_all_link).to_have_count(0)
    chats.expect_count(28)
    expect_rows(chats, GUIDES_ROWS, of=28)


@pytest.mark.requirement("C-2")
def test_counts_agree_with_their_nouns(people: People, open_journal: OpenJournal) -> None:
    """Количества в списке чатов согласованы: 4 подписчика, 11 участников, 21 участник, 34 подписчика."""
    pupil = {"last_name": "Ким", "first_name": "Яна", "role": "pupil"}
    members = [
        *[{**pupil, "classes": ["5А"]}] * 10,
        *[{**pupil, "classes": ["10Б"]}] * 20,
        *[{**pupil, "role": "staff"}] * 3,
    ]
    journal = open_journal(
        people.create_teacher(people.create_organization(title="Школа", members=members)), linked=True
    )
    rows = [
        ("Школа · Объявления", "Информационный канал · 34 подписчика"),
        ("Школа · Сотрудники", "Информационный канал · 4 подписчика"),
        ("Школа · Учительская", "1 участник"),
        ("5А · Общая беседа", "11 участников"),
        ("10Б · Общая беседа", "21 участник"),
    ]
    expect_rows(open_chats(journal.page), rows)


@pytest.mark.requirement("C-1")
def test_unlinked_teacher_leaves_the_chats(people: People, open_journal: OpenJournal, new_page: NewPage) -> None:
    """Отвязка выводит учителя из чатов школы: у других участников становится на одного меньше."""
    school = people.create_organization(title="Школа")
    staying = open_journal(people.create_teacher(school), linked=True)
    leaving = open_journal(people.create_teacher(school), linked=True, at=new_page())
    chats, leavers_chats = open_chats(staying.page), open_chats(leaving.page)
    expect(chats.row("5А · Общая беседа")).to_contain_text("2 участника")
    leavers_chats.open("5А · Общая беседа")
    ChatPage(leaving.page).expect_open("5А · Общая беседа")
    chat = leaving.page.url
    leaving.open()
    leaving.card.unlink()
    leaving.expect_unlinked()
    leaving.page.goto(chat)
    expect(leaving.page.get_by_role("heading", name="Такой страницы нет")).to_be_visible()
    chats.page.reload()
    expect_rows(chats, [ANNOUNCEMENTS, STAFF, TEACHERS, CLASS_5A, CLASS_10B])
    staying.open()
    staying.expect_linked()


@pytest.mark.requirement("C-3")
def test_only_messages_of_the_attached_profile_are_counted(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, target: Target
) -> None:
    """Статистика считает сообщения прикреплённого профиля и не считает сообщений дублёра."""
    teacher = people.create_teacher(profile=False)
    attached, duplicate = people.give_profile(teacher, count=2)
    journal = open_journal(teacher, linked=True, profile_id=attached)
    chats = enter_messenger(journal.page, target, attached)
    chats.open("5А · Общая беседа")
    write_messages(journal.page, "Завтра контрольная")
    assert sandbox.get_organization(teacher.organization_id).messages_7_days == {attached: 1}
    chats.sign_out()
    expect(journal.page.get_by_role("heading", name="Вы вышли")).to_be_visible()
    chats = enter_messenger(journal.page, target, duplicate)
    chats.expect_count(0)
    chats.create("5А без администрации")
    write_messages(journal.page, "Контрольная переносится")
    assert sandbox.get_organization(teacher.organization_id).messages_7_days == {attached: 1}


@pytest.mark.requirement("C-3", "C-4")
def test_own_group_chat_is_created_and_written_in(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Групповой чат, созданный вручную: виден в списке, в него можно писать, сообщения считаются."""
    journal = open_journal(people.create_teacher(), linked=True)
    chats = open_chats(journal.page)
    chats.expect_count(5)
    chats.create("Поход 5А")
    ChatPage(journal.page).expect_open("Поход 5А")
    write_messages(journal.page, "Кто идёт?")
    ChatPage(journal.page).go_back()
    chats.expect_count(6)
    expect(chats.row("Поход 5А")).to_contain_text("1 участник")
    (profile,) = sandbox.get_person(journal.teacher.phone).profiles
    assert sandbox.get_organization(journal.teacher.organization_id).messages_7_days == {profile.id: 1}


@pytest.mark.requirement("C-2")
def test_information_channel_cannot_be_written_in(people: People, open_journal: OpenJournal) -> None:
    """В информационный канал подписчик не пишет."""
    journal = open_journal(people.create_teacher(people.create_organization(title="Школа")), linked=True)
    open_chats(journal.page).open("Школа · Объявления")
    channel = ChatPage(journal.page)
    channel.expect_open("Школа · Объявления")
    expect(channel.text).to_have_count(0)
    assert journal.page.request.post(journal.page.url, form={"text": "Всем привет"}).status == 403
    journal.page.reload()
    expect(channel.messages).to_have_count(0)


@pytest.mark.requirement("C-2", "C-4")
def test_chat_of_others_is_not_found(people: People, open_journal: OpenJournal, new_page: NewPage) -> None:
    """Адрес чужого чата: такой страницы нет, написать туда нельзя."""
    school = people.create_organization()
    owner = open_journal(people.create_teacher(school), linked=True)
    open_chats(owner.page).create("Только мой")
    ChatPage(owner.page).expect_open("Только мой")
    stranger = open_journal(people.create_teacher(school), linked=True, at=new_page())
    open_chats(stranger.page)
    stranger.page.goto(owner.page.url)
    expect(stranger.page.get_by_role("heading", name="Такой страницы нет")).to_be_visible()
    assert stranger.page.request.post(owner.page.url, form={"text": "Привет"}).status == 404
    owner.page.reload()
    expect(ChatPage(owner.page).messages).to_have_count(0)
