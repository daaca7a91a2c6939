"""The organization's console: who is let in (D-1) and to which console; and the messenger's chats beside it (C-4)."""

import pytest
from playwright.sync_api import Page, expect

from automation.admin_console import enter_admin_console
from automation.factories import People, generate_phone
from automation.job_browser import JobError
from automation.linking import open_chats
from automation.target import Target
from automation.vk_id_login import CodeSource, VkIdLogin
from mock_server.client import SandboxClient
from pages.messenger import ChatList, ChatPage
from pages.sferum import AdminConsole, Home, Members, Organizations
from pages.vk_id import PhoneScreen
from tests.e2e.journal_session import OpenJournal
from tests.e2e.shortcuts import NewPage, open_admin_console, remember


@pytest.mark.requirement("D-1")
def test_phone_of_no_administrator_is_refused(page: Page, target: Target, people: People, code_for: CodeSource) -> None:
    """Номер, который не зарегистрирован за организацией, в кабинет не пускают и говорят почему."""
    teacher = people.create_teacher()
    with pytest.raises(JobError, match="не зарегистрирован"):
        enter_admin_console(page, target.sferum, teacher.phone, code_for)
    AdminConsole(page).expect_refused()
    page.goto(f"{target.sferum}/organizations/{teacher.organization_id}")
    AdminConsole(page).expect_refused()
    answer = page.request.get(f"{target.sferum}/organizations/{teacher.organization_id}/statistics")
    assert answer.status == 403


@pytest.mark.requirement("D-1")
def test_phone_new_to_vk_id_is_refused(
    page: Page, target: Target, sandbox: SandboxClient, code_for: CodeSource
) -> None:
    """Номер без учебного профиля прав администратора не имеет."""
    with pytest.raises(JobError, match="нет учебного профиля"):
        enter_admin_console(page, target.sferum, generate_phone(), code_for)


@pytest.mark.requirement("D-1")
def test_wrong_code_does_not_let_in(page: Page, target: Target, people: People, code_for: CodeSource) -> None:
    """С неверным кодом в кабинет не войти."""
    phone = people.create_administrator(people.create_organization())

    def wrong(number: str) -> str:
        return str((int(code_for(number)) + 1) % 10_000).zfill(4)

    with pytest.raises(JobError, match="Неверный код"):
        enter_admin_console(page, target.sferum, phone, wrong)


@pytest.mark.requirement("D-1")
def test_console_of_another_organization_is_not_found(
    page: Page, target: Target, people: People, sandbox: SandboxClient
) -> None:
    """Администратор другой организации не видит ни кабинета, ни отчёта, ни участников, ни заявок."""
    foreign, own = people.create_organization(), people.create_organization()
    open_admin_console(page, target, sandbox, people.create_administrator(own), own).expect_open()
    for path in ("", "/statistics", "/members", "/invitations", "/applications"):
        assert page.request.get(f"{target.sferum}/organizations/{foreign}{path}").status == 404, path


@pytest.mark.requirement("D-1")
def test_administrator_of_several_organizations_chooses_one(
    page: Page, target: Target, people: People, sandbox: SandboxClient
) -> None:
    """Администратор нескольких организаций выбирает, чей кабинет открыть."""
    first = people.create_organization(title="Школа №1")
    second = people.create_organization(title="Школа №2", id=first // 10)  # the beginning of the other's ID
    remember(page, sandbox, people.create_administrator(first, second))
    Home(page).open(target.sferum)
    Home(page).enter_as_administrator()
    organizations = Organizations(page)
    expect(organizations.links).to_contain_text(["Школа №1", "Школа №2"])
    organizations.choose(second)
    AdminConsole(page).expect_open()
    expect(page).to_have_url(f"{target.sferum}/organizations/{second}")


@pytest.mark.requirement("D-1")
def test_console_without_a_session_leads_to_vk_id_and_back(
    page: Page, target: Target, people: People, code_for: CodeSource
) -> None:
    """Кабинет без входа ведёт в VK ID, а после входа — туда, куда шли."""
    school = people.create_organization()
    phone = people.create_administrator(school)
    page.goto(f"{target.sferum}/organizations/{school}/members")
    PhoneScreen(page).expect_open()
    login = VkIdLogin(page, phone, code_for)
    login.submit_phone()
    login.submit_code(Members(page).heading)
    expect(Members(page).heading).to_be_visible()


@pytest.mark.requirement("C-4")
def test_colleagues_talk_in_a_chat_of_their_own(
    people: People,
    open_journal: OpenJournal,
    sandbox: SandboxClient,
    target: Target,
    new_page: NewPage,
) -> None:
    """Свой групповой чат: приглашённый по ID видит его, читает и отвечает."""
    journal = open_journal(people.create_teacher(), linked=True)
    colleague = people.build_teacher(0)
    (invited,) = people.give_profile(colleague)
    open_chats(journal.page).create("Поход 5А")
    chat = ChatPage(journal.page)
    chat.write("Кто идёт?")
    chat.invite(invited)
    expect(journal.page.get_by_text("2 участника")).to_be_visible()
    colleagues_page = new_page()
    remember(colleagues_page, sandbox, colleague.phone)
    colleagues_page.goto(target.messenger)
    ChatList(colleagues_page).open("Поход 5А")
    expect(ChatPage(colleagues_page).messages).to_contain_text(["Кто идёт?"])
    ChatPage(colleagues_page).write("Я иду")
    expect(ChatPage(colleagues_page).messages).to_have_count(2)
    journal.page.reload()
    expect(chat.messages.last).to_contain_text("Я иду")


@pytest.mark.requirement("C-4")
def test_unknown_id_is_refused_in_a_dialog_and_an_invitation(people: People, open_journal: OpenJournal) -> None:
    """Диалог и приглашение по несуществующему ID: так и сказано, ничего не создано; в чат школы не приглашают."""
    journal = open_journal(people.create_teacher(), linked=True)
    chats, chat = open_chats(journal.page), ChatPage(journal.page)
    chats.start_dialog(7)
    expect(chats.error).to_have_text("Пользователя с таким ID нет")
    chats.expect_count(5)
    chats.open("5А · Общая беседа")
    expect(chat.invite_button).to_have_count(0)
    (stranger,) = people.give_profile(people.build_teacher(0))
    answer = journal.page.request.post(f"{journal.page.url}/members", form={"user_id": str(stranger)})
    assert answer.status == 404
    chat.go_back()
    chats.create("Поход 5А")
    chat.invite(7)
    expect(chat.error).to_have_text("Пользователя с таким ID нет")
    expect(journal.page.get_by_text("1 участник")).to_be_visible()


@pytest.mark.requirement("C-3")
@pytest.mark.parametrize("begins", ["меньшим", "большим"])
def test_two_people_have_one_dialog(
    page: Page, people: People, sandbox: SandboxClient, target: Target, new_page: NewPage, begins: str
) -> None:
    """Личный диалог у двоих один, кто бы его ни начал: человек с меньшим или с большим ID."""
    pair = [people.build_teacher(0), people.build_teacher(0)]
    by_id = {profile_id: person for person in pair for profile_id in people.give_profile(person)}
    first_id, second_id = sorted(by_id, reverse=begins == "большим")  # IDs are random: their order is not left to luck
    first, second = by_id[first_id], by_id[second_id]
    other_page = new_page()
    for messenger, person in ((page, first), (other_page, second)):
        remember(messenger, sandbox, person.phone)
        messenger.goto(target.messenger)
    ChatList(page).start_dialog(second_id)
    ChatPage(page).write("Здравствуйте")
    expect(ChatPage(page).messages).to_have_count(1)
    ChatList(other_page).start_dialog(first_id)
    expect(ChatPage(other_page).messages).to_contain_text(["Здравствуйте"])
    assert other_page.url == page.url
    ChatPage(other_page).go_back()
    ChatList(other_page).expect_count(1)
    expect(ChatList(other_page).row(f"{first.first_name} {first.last_name}")).to_contain_text("Личный диалог")
