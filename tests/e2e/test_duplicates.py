"""A teacher who writes from a duplicate profile (E): the chats are in use, the statistics are empty."""

import pytest
from playwright.sync_api import Page, expect

from automation.admin_console import download_statistics
from automation.factories import People
from automation.target import Target
from mock_server.client import SandboxClient
from pages.messenger import ChatList, ChatPage
from pages.messenger_settings import AccountSettingsPage, Menu, SettingsPage
from pages.sferum import Members
from tests.e2e.journal_session import OpenJournal
from tests.e2e.messenger import enter_messenger, write_messages
from tests.e2e.report_file import read_counts
from tests.e2e.shortcuts import NewPage, open_admin_console, remember

PROFILE = {"last_name": "Сафина", "first_name": "Гульнара"}


@pytest.mark.requirement("C-3", "C-4", "D-2", "D-3", "E-1", "E-2", "E-3")
def test_whole_story_of_a_duplicate(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, target: Target, new_page: NewPage
) -> None:
    """Привязка, переписка, отчёт; дублёр пишет — отчёт не меняется; привязан правильный профиль — считается."""
    teacher = people.create_teacher()
    (attached,) = (profile.id for profile in sandbox.get_person(teacher.phone).profiles)
    school = teacher.organization_id
    console = open_admin_console(new_page(), target, sandbox, people.create_administrator(school), school)
    journal = open_journal(teacher, remembered=True)
    journal.link()
    journal.card.go_to_messenger()
    ChatList(journal.page).open("5А · Общая беседа")
    write_messages(journal.page, "Завтра контрольная", "Повторите дроби")
    assert read_counts(download_statistics(console)) == {attached: (2, 0)}

    duplicate = sandbox.create_profile(teacher.phone, **PROFILE)
    write_from_duplicate(journal.page, target, duplicate, attached)
    assert read_counts(download_statistics(console)) == {attached: (2, 0)}

    journal.open()
    journal.card.unlink()
    journal.expect_unlinked()
    assert read_counts(download_statistics(console)) == {}
    journal.link(duplicate)
    assert list(sandbox.get_organization(school).links.values()) == [duplicate]
    assert read_counts(download_statistics(console)) == {duplicate: (0, 0)}
    write_and_call(journal.page, target)
    assert read_counts(download_statistics(console)) == {duplicate: (1, 1)}


@pytest.mark.requirement("C-3")
def test_messages_count_again_after_the_profile_is_linked_again(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, target: Target
) -> None:
    """Отвязали и привязали тот же профиль: написанное, пока он был прикреплён, считается, между — нет."""
    teacher = people.create_teacher()
    (profile,) = sandbox.get_person(teacher.phone).profiles
    journal = open_journal(teacher, linked=True)
    journal.card.go_to_messenger()
    chats, chat = ChatList(journal.page), ChatPage(journal.page)
    chats.create("Поход 5А")
    write_messages(journal.page, "Кто идёт?")
    chat_address = journal.page.url
    journal.open()
    journal.card.unlink()
    journal.expect_unlinked()
    journal.page.goto(chat_address)
    write_messages(journal.page, "Сбор в девять")
    journal.open()
    journal.link()
    journal.page.goto(chat_address)
    write_messages(journal.page, "Возьмите воду")
    expect(chat.messages).to_have_count(3)
    assert sandbox.get_organization(teacher.organization_id).messages_7_days == {profile.id: 2}


@pytest.mark.requirement("E-2")
def test_id_in_the_settings_is_found_in_the_console(
    people: People,
    open_journal: OpenJournal,
    sandbox: SandboxClient,
    target: Target,
    new_page: NewPage,
) -> None:
    """ID из настроек мессенджера: у прикреплённого профиля он есть в кабинете, у дублёра — нет."""
    teacher = people.create_teacher(profile=False)
    attached, duplicate = people.give_profile(teacher, count=2)
    journal = open_journal(teacher, linked=True, profile_id=attached)
    school = teacher.organization_id
    console = open_admin_console(new_page(), target, sandbox, people.create_administrator(school), school)
    console.go_to("Участники")
    members = Members(console.page)
    expect(members.row(attached)).to_contain_text(teacher.last_name)
    expect(members.row(attached)).to_contain_text("есть")
    expect(members.row(duplicate)).to_have_count(0)

    enter_messenger(journal.page, target, attached)
    Menu(journal.page).open_settings()
    SettingsPage(journal.page).open_account()
    settings = AccountSettingsPage(journal.page)
    expect(journal.page).to_have_url(f"{target.messenger}/settings/account?back=Lw%3D%3D")
    settings.expect_user_id(attached)
    settings.switch_to(duplicate)
    settings.expect_user_id(duplicate)


@pytest.mark.requirement("E-2")
def test_menu_and_settings_are_as_in_the_guide(
    page: Page, people: People, sandbox: SandboxClient, target: Target
) -> None:
    """Меню приложения: «VK Мессенджер», «Правка», «Вид», «Окно»; «Назад» из настроек ведёт к чатам."""
    person = people.build_teacher(people.create_organization())
    (profile,) = people.give_profile(person)
    remember(page, sandbox, person.phone)
    settings = AccountSettingsPage(page)
    settings.open(target.messenger)
    settings.expect_user_id(profile)
    expect(Menu(page).titles).to_have_text(["VK Мессенджер", "Правка", "Вид", "Окно"])
    expect(settings.switch_button).to_have_count(0)
    settings.go_back()
    ChatList(page).expect_count(0)


@pytest.mark.parametrize(
    "back",
    ["Ly9ldmlsLmV4YW1wbGU=", "aHR0cHM6Ly9ldmlsLmV4YW1wbGU=", "L1xldmlsLmV4YW1wbGU=", "%%%", ""],
    ids=["адрес без схемы", "полный адрес", "обратная черта", "знаки не из base64", "пустой"],
)
@pytest.mark.requirement("E-2")
def test_back_does_not_lead_to_another_site(
    page: Page, people: People, sandbox: SandboxClient, target: Target, back: str
) -> None:
    """Подделанный `back` не уводит на чужой сайт."""
    person = people.build_teacher(people.create_organization())
    people.give_profile(person)
    remember(page, sandbox, person.phone)
    page.goto(f"{target.messenger}/settings/account?back={back}")
    expect(AccountSettingsPage(page).back_link).to_have_attribute("href", "/")


@pytest.mark.requirement("E-1")
def test_profile_of_another_person_cannot_be_switched_to(
    page: Page, people: People, sandbox: SandboxClient, target: Target
) -> None:
    """Сменить профиль можно только на свой."""
    person, stranger = people.build_teacher(0), people.build_teacher(0)
    (own_id,), (foreign_id,) = people.give_profile(person), people.give_profile(stranger)
    remember(page, sandbox, person.phone)
    settings = AccountSettingsPage(page)
    settings.open(target.messenger)
    settings.expect_user_id(own_id)
    answer = page.request.post(f"{target.messenger}/settings/account/profile", form={"profile_id": str(foreign_id)})
    assert answer.status == 404
    page.reload()
    settings.expect_user_id(own_id)


def write_from_duplicate(page: Page, target: Target, duplicate: int, attached: int) -> None:
    """Switches the messenger to the duplicate and writes in its own chat, where the other profile is a guest."""
    settings, chats = AccountSettingsPage(page), ChatList(page)
    settings.open(target.messenger)
    settings.switch_to(duplicate)
    settings.expect_user_id(duplicate)
    settings.go_back()
    chats.expect_count(0)
    chats.create("5А без администрации")
    write_messages(page, "Контрольная переносится")
    ChatPage(page).invite(attached)
    expect(page.get_by_text("2 участника")).to_be_visible()


def write_and_call(page: Page, target: Target) -> None:
    """Writes a message and makes a call in a class's chat."""
    page.goto(target.messenger)
    ChatList(page).open("5А · Общая беседа")
    write_messages(page, "Контрольная в пятницу")
    chat = ChatPage(page)
    chat.call()
    expect(chat.calls).to_have_count(1)
