"""A teacher who writes from a duplicate profile (E): the chats are alive, the statistics are empty."""

import pytest
from playwright.sync_api import Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from automation.admin_console import download_statistics
from automation.factories import People
from automation.target import Target
from mock_server.client import SandboxClient
from pages.messenger import ChatList, ChatPage
from pages.messenger_settings import AccountSettings, Menu, Settings
from pages.sferum import Members
from pages.vk_id import AccountScreen
from tests.e2e.journal_session import OpenJournal
from tests.e2e.office_door import open_office, remember
from tests.e2e.report_file import counts_of

PROFILE = {"last_name": "Сафина", "first_name": "Гульнара"}


@pytest.mark.requirement("C-3", "C-4", "D-2", "D-3", "E-1", "E-2", "E-3")
def test_whole_story_of_a_duplicate(
    people: People,
    open_journal: OpenJournal,
    sandbox: SandboxClient,
    target: Target,
    new_context: CreateContextCallback,
) -> None:
    """Привязка, переписка, отчёт; дублёр пишет — отчёт не меняется; привязан правильный профиль — считается."""
    teacher = people.teacher()
    (attached,) = (profile.id for profile in sandbox.person(teacher.phone).profiles)
    school = teacher.organization_id
    administrator = open_office(new_context().new_page(), target, sandbox, people.administrator(school), school)
    desk = open_journal(teacher, remembered=True)
    desk.link()
    desk.card.go_to_messenger()
    chats, chat = ChatList(desk.page), ChatPage(desk.page)
    chats.open("5А · Общая беседа")
    write(chat, "Завтра контрольная", "Повторите дроби")
    assert counts_of(download_statistics(administrator)) == {attached: (2, 0)}

    duplicate = sandbox.create_profile(teacher.phone, **PROFILE)
    settings = AccountSettings(desk.page)
    settings.open(target.messenger)
    settings.switch_to(duplicate)
    settings.expect_user_id(duplicate)
    settings.go_back()
    chats.expect_count(0)
    chats.create("5А без администрации")
    write(chat, "Контрольная переносится")
    chat.invite(attached)
    expect(desk.page.get_by_text("2 участника")).to_be_visible()
    assert counts_of(download_statistics(administrator)) == {attached: (2, 0)}

    desk.open()
    desk.card.unlink()
    desk.expect_unlinked()
    assert counts_of(download_statistics(administrator)) == {}
    desk.link(duplicate)
    assert list(sandbox.organization(school).links.values()) == [duplicate]
    assert counts_of(download_statistics(administrator)) == {duplicate: (0, 0)}
    desk.page.goto(target.messenger)
    chats.open("5А · Общая беседа")
    write(chat, "Контрольная в пятницу")
    chat.call()
    expect(chat.calls).to_have_count(1)
    assert counts_of(download_statistics(administrator)) == {duplicate: (1, 1)}


@pytest.mark.requirement("C-3")
def test_week_before_a_break_counts_again(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, target: Target
) -> None:
    """Отвязали и привязали тот же профиль: написанное, пока он был прикреплён, считается, между — нет."""
    teacher = people.teacher()
    (profile,) = sandbox.person(teacher.phone).profiles
    desk = open_journal(teacher, linked=True)
    desk.card.go_to_messenger()
    chats, chat = ChatList(desk.page), ChatPage(desk.page)
    chats.create("Поход 5А")
    write(chat, "Кто идёт?")
    club = desk.page.url
    desk.open()
    desk.card.unlink()
    desk.expect_unlinked()
    desk.page.goto(club)
    write(chat, "Сбор в девять")
    desk.open()
    desk.link()
    desk.page.goto(club)
    write(chat, "Возьмите воду")
    expect(chat.messages).to_have_count(3)
    assert sandbox.organization(teacher.organization_id).messages_7_days == {profile.id: 2}


@pytest.mark.requirement("E-2")
def test_id_of_the_settings_is_compared_with_the_offices(
    people: People,
    open_journal: OpenJournal,
    sandbox: SandboxClient,
    target: Target,
    new_context: CreateContextCallback,
) -> None:
    """ID из настроек мессенджера: у прикреплённого профиля он есть в кабинете, у дублёра — нет."""
    teacher = people.teacher(profile=False)
    attached, duplicate = people.give_profile(teacher, count=2)
    desk = open_journal(teacher, linked=True, profile_id=attached)
    school = teacher.organization_id
    office = open_office(new_context().new_page(), target, sandbox, people.administrator(school), school)
    office.go_to("Участники")
    members = Members(office.page)
    expect(members.row(attached)).to_contain_text(teacher.last_name)
    expect(members.row(attached)).to_contain_text("есть")
    expect(members.row(duplicate)).to_have_count(0)

    enter_messenger(desk.page, target, attached)
    Menu(desk.page).open_settings()
    Settings(desk.page).open_account()
    settings = AccountSettings(desk.page)
    expect(desk.page).to_have_url(f"{target.messenger}/settings/account?back=Lw%3D%3D")
    settings.expect_user_id(attached)
    settings.switch_to(duplicate)
    settings.expect_user_id(duplicate)


@pytest.mark.requirement("E-2")
def test_menu_and_settings_are_the_guides(page: Page, people: People, sandbox: SandboxClient, target: Target) -> None:
    """Меню приложения: «VK Мессенджер», «Правка», «Вид», «Окно»; «Назад» из настроек ведёт к чатам."""
    person = people.make(people.organization())
    (profile,) = people.give_profile(person)
    remember(page, sandbox, person.phone)
    settings = AccountSettings(page)
    settings.open(target.messenger)
    settings.expect_user_id(profile)
    expect(Menu(page).titles).to_have_text(["VK Мессенджер", "Правка", "Вид", "Окно"])
    expect(settings.switch_button).to_have_count(0)
    settings.go_back()
    ChatList(page).expect_count(0)


@pytest.mark.parametrize(
    "back", ["Ly9ldmlsLmV4YW1wbGU=", "aHR0cHM6Ly9ldmlsLmV4YW1wbGU=", "L1xldmlsLmV4YW1wbGU=", "%%%", ""]
)
@pytest.mark.requirement("E-2")
def test_back_leads_nowhere_else(page: Page, people: People, sandbox: SandboxClient, target: Target, back: str) -> None:
    """Подделанный `back` не уводит на чужой сайт."""
    person = people.make(people.organization())
    people.give_profile(person)
    remember(page, sandbox, person.phone)
    page.goto(f"{target.messenger}/settings/account?back={back}")
    expect(AccountSettings(page).back_link).to_have_attribute("href", "/")


@pytest.mark.requirement("E-1")
def test_profile_of_another_person_cannot_be_switched_to(
    page: Page, people: People, sandbox: SandboxClient, target: Target
) -> None:
    """Сменить профиль можно только на свой."""
    person, stranger = people.make(0), people.make(0)
    (mine,), (foreign,) = people.give_profile(person), people.give_profile(stranger)
    remember(page, sandbox, person.phone)
    settings = AccountSettings(page)
    settings.open(target.messenger)
    settings.expect_user_id(mine)
    answer = page.request.post(f"{target.messenger}/settings/account/profile", form={"profile_id": str(foreign)})
    assert answer.status == 404
    page.reload()
    settings.expect_user_id(mine)


def write(chat: ChatPage, *texts: str) -> None:
    """Write messages, each once the one before is on the screen."""
    for text in texts:
        chat.write(text)
        expect(chat.messages.last).to_contain_text(text)


def enter_messenger(page: Page, target: Target, profile_id: int) -> ChatList:
    """Into the messenger with one of the account's several profiles, VK ID remembering the browser."""
    page.goto(target.messenger)
    account = AccountScreen(page)
    account.choose(profile_id)
    account.submit()
    return ChatList(page)
