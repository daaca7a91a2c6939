"""No screen violates a rule that axe checks: WCAG 2.1 A and AA, and axe's best practices."""

import pytest
from playwright.sync_api import Page, expect

from automation.factories import People
from automation.linking import open_chats
from automation.target import Target
from mock_server.client import SandboxClient
from pages.journal import SignIn
from pages.messenger import ChatList, ChatPage
from pages.vk_id import AccountScreen, CodeScreen, IdentityDataHelp, PhoneScreen, ProfileScreen
from pages.windows import get_page
from tests.cases import case
from tests.e2e.accessibility import expect_accessible
from tests.e2e.journal_session import OpenJournal
from tests.e2e.vk_id_screens import open_screens


@pytest.mark.requirement("START-1", "START-2", "A-1", "A-2")
def test_journal_is_accessible(people: People, open_journal: OpenJournal, page: Page, target: Target) -> None:
    """Доступность: вход в журнал, и с ошибкой, затем страницы журнала."""
    sign_in_page = SignIn(page)
    sign_in_page.open(target.journal)
    expect_accessible(page)
    sign_in_page.sign_in("nobody", "nothing")
    expect(sign_in_page.error).to_be_visible()
    expect_accessible(page)
    open_journal(people.create_teacher())
    for address, heading in (
        ("home", "Здравствуйте"),
        ("office", "Кабинет учителя"),
        ("office/messenger", "Мессенджер не подключен"),
        ("office/messenger?closed=1", "Мессенджер не подключен"),
        ("office/messenger/callback?state=made-up", "Ответ VK ID не принят"),
        ("nowhere", "Такой страницы нет"),
    ):
        page.goto(f"{target.journal}/{address}")
        expect(page.get_by_role("heading", name=heading), address).to_be_visible()
        expect_accessible(page)


@pytest.mark.requirement("A-7")
@pytest.mark.provokes("/static/messenger-callback.js: нет ответа")
def test_return_to_the_journal_is_accessible(people: People, open_journal: OpenJournal, sandbox: SandboxClient) -> None:
    """Доступность: возврат в журнал, «Назад» к завершённому входу, привязанный мессенджер."""
    journal = open_journal(people.create_teacher(), remembered=True)
    journal.page.context.route("**/messenger-callback.js", lambda route: route.abort())  # it would close the window
    consent = journal.reach_consent()
    consent.link()
    expect(consent.page.get_by_role("heading", name="Вы вернулись в журнал")).to_be_visible()
    expect_accessible(consent.page)
    consent.page.go_back()
    expect(consent.page.get_by_role("heading", name="Вход завершён")).to_be_visible()
    expect_accessible(consent.page)
    journal.open()
    journal.card.expect_connected()
    expect_accessible(journal.page)


@pytest.mark.requirement("A-7")
@pytest.mark.provokes("/static/messenger-card.js: нет ответа")
def test_linking_in_progress_is_accessible(people: People, open_journal: OpenJournal, sandbox: SandboxClient) -> None:
    """Доступность: «Привязка выполняется»."""
    journal = open_journal(people.create_teacher(), remembered=True)
    sandbox.create_fault("sferum", "attach", "delay", phone=journal.teacher.phone, delay_s=20)
    journal.consent_by_enter()
    journal.wait_until_done("user_info")
    journal.page.route("**/messenger-card.js", lambda route: route.abort())  # it would reload the page
    journal.open()
    expect(journal.card.linking_in_progress).to_be_visible()
    expect_accessible(journal.page)


@pytest.mark.requirement("A-3", "A-4", "A-5", "A-7", "B-3", "B-4", "B-5", "B-8")
def test_vk_id_is_accessible(people: People, open_journal: OpenJournal) -> None:
    """Доступность: экраны VK ID: без профиля, данные нового с ошибками и без, с одним профилем."""
    teacher = people.create_teacher(profile=False)
    journal = open_journal(teacher)
    login = journal.open_vk_id()
    window = get_page(login.window)
    for screen in open_screens(login, new_profile=teacher):
        expect_accessible(window)
        if screen.name == "profile":
            form = ProfileScreen(window)
            form.submit()
            expect(form.errors).to_have_count(4)
            expect_accessible(window)
        if screen.name != "consent":
            screen.leave()
    window.close()
    expect(journal.card.error).to_be_visible()  # the journal has noticed, and loads no page by itself any more
    journal.open()
    login = journal.open_vk_id()
    AccountScreen(login.window).expect_open()
    expect_accessible(get_page(login.window))
    expect_accessible(login.submit_account().page)


@pytest.mark.requirement("A-3", "A-3E")
def test_phone_screen_with_errors_is_accessible(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Доступность: ввод номера с ошибками, «Подробнее...»."""
    teacher = people.create_teacher()
    phone = PhoneScreen(open_journal(teacher).card.go_to_connection())
    phone.submit("12345")
    expect(phone.error).to_be_visible()
    expect_accessible(phone.page)
    sandbox.create_fault("vk_id", "submit_phone", "identity-data", phone=teacher.phone)
    phone.submit(teacher.phone)
    expect(phone.more_link).to_be_visible()
    expect_accessible(phone.page)
    phone.read_more()
    IdentityDataHelp(phone.page).expect_open()
    expect_accessible(phone.page)


@pytest.mark.requirement("A-4")
def test_code_screen_with_an_error_and_a_resend_is_accessible(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Доступность: ввод кода с ошибкой, повторная отправка кода, по звонку и по SMS."""
    teacher = people.create_teacher()
    journal = open_journal(teacher)
    for method in ("call", "sms"):
        with case(method):
            sandbox.set_confirmation(teacher.phone, method=method, resend_s=0)
            journal.open()
            window = journal.card.go_to_connection()
            PhoneScreen(window).submit(teacher.phone)
            code = CodeScreen(window)
            expect(code.call_again_button).to_be_visible()
            code.submit("x")
            expect(code.error).to_be_visible()
            expect_accessible(window)
            window.close()
            expect(journal.card.error).to_be_visible()  # the journal has noticed, and loads no page by itself any more


@pytest.mark.requirement("A-5")
def test_choice_of_profiles_is_accessible(people: People, open_journal: OpenJournal) -> None:
    """Доступность: выбор из двух учебных профилей."""
    teacher = people.create_teacher(profile=False)
    people.give_profile(teacher, count=2, last_name=teacher.last_name, first_name=teacher.first_name)
    account = AccountScreen(open_journal(teacher, remembered=True).card.go_to_connection())
    account.expect_open()
    expect_accessible(account.page)


def test_error_pages_of_vk_id_are_accessible(page: Page, target: Target) -> None:
    """Доступность: страницы VK ID с ошибкой."""
    for address, heading in (
        ("authorize", "Приложение не опознано"),
        ("login/made-up/phone", "Вход не найден"),
        ("nowhere", "Такой страницы нет"),
    ):
        page.goto(f"{target.vk_id}/{address}")
        expect(page.get_by_role("heading", name=heading), address).to_be_visible()
        expect_accessible(page)


@pytest.mark.requirement("C-2", "C-3", "C-4")
def test_messenger_is_accessible(people: People, open_journal: OpenJournal) -> None:
    """Доступность: список чатов, все чаты, чат, информационный канал, выход."""
    journal = open_journal(people.create_school_51_teacher(), linked=True)
    chats = open_chats(journal.page)
    expect_accessible(journal.page)
    chats.show_all()
    expect(chats.rows).to_have_count(28)
    expect_accessible(journal.page)
    chats.rows.nth(0).get_by_role("link").click()
    expect(journal.page.get_by_role("heading", name="Объявления")).to_be_visible()
    expect_accessible(journal.page)
    chat = ChatPage(journal.page)
    chat.go_back()
    chats.open("10А · Общая беседа")
    chat.write("Завтра контрольная")
    expect(chat.messages).to_have_count(1)
    expect_accessible(journal.page)
    chats.sign_out()
    expect(journal.page.get_by_role("heading", name="Вы вышли")).to_be_visible()
    expect_accessible(journal.page)


@pytest.mark.requirement("C-2")
def test_messenger_without_chats_is_accessible(people: People, open_journal: OpenJournal, target: Target) -> None:
    """Доступность: мессенджер без чатов, ненайденный чат, неудачный вход."""
    page = open_journal(people.create_teacher(), remembered=True).page
    page.goto(target.messenger)
    ChatList(page).expect_count(0)
    expect_accessible(page)
    for address, heading in (("chats/1", "Такой страницы нет"), ("sign-in/callback", "Войти не удалось")):
        page.goto(f"{target.messenger}/{address}")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        expect_accessible(page)
