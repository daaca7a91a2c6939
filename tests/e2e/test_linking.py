"""Linking beyond the guide's journeys: unlinking, other profiles, two teachers, remembered browsers, hostile names."""

from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from automation.factories import People
from automation.linking import open_chats
from automation.target import Target
from automation.vk_id_login import CodeSource, VkIdLogin
from mock_server.client import SandboxClient
from pages.journal import NavBar, SignIn
from pages.messenger import ChatPage
from pages.vk_id import AccountScreen, PhoneScreen, ProfileScreen
from pages.windows import get_page
from tests.e2e.expectations import expect_only_text
from tests.e2e.journal_session import OpenJournal
from tests.e2e.shortcuts import NewPage, add_cookie

TAKEN = "Этот учебный профиль уже привязан к другой учётной записи."
LINKED = "Учебный профиль привязан."
UNLINKED = "Учебный профиль отвязан."


@pytest.mark.requirement("A-5", "A-7")
def test_another_profile_is_linked_after_unlinking(people: People, open_journal: OpenJournal) -> None:
    """Отвязать один учебный профиль и привязать другой из того же аккаунта."""
    teacher = people.create_teacher(profile=False)
    first, second = people.give_profile(teacher, count=2)
    journal = open_journal(teacher, remembered=True)
    journal.link(first)
    expect(journal.card.success).to_have_text(LINKED)
    expect(journal.card.connected).to_contain_text(f"ID {first}")
    journal.expect_linked(first)
    journal.card.unlink()
    expect(journal.card.success).to_have_text(UNLINKED)
    NavBar(journal.page).expect_not_connected()
    journal.expect_unlinked()
    journal.link(second)
    expect(journal.card.connected).to_contain_text(f"ID {second}")
    journal.expect_linked(second)


@pytest.mark.requirement("A-7")
def test_linking_the_same_profile_again_changes_nothing(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Привязать, отвязать и снова привязать тот же профиль: одна привязка, те же чаты."""
    journal = open_journal(people.create_teacher(), linked=True)
    before = sandbox.get_person(journal.teacher.phone), sandbox.get_organization(journal.teacher.organization_id)
    journal.card.unlink()
    journal.card.expect_not_connected()
    journal.link()
    journal.expect_linked()
    assert before == (
        sandbox.get_person(journal.teacher.phone),
        sandbox.get_organization(journal.teacher.organization_id),
    )


@pytest.mark.parametrize("same_school", [True, False], ids=["та же школа", "другая школа"])
@pytest.mark.requirement("A-7")
def test_profile_of_another_journal_account_is_refused(
    people: People, open_journal: OpenJournal, new_page: NewPage, same_school: bool
) -> None:
    """Профиль уже привязан к другой учётной записи журнала: отказ, чужая привязка цела."""
    owner = open_journal(people.create_teacher(), linked=True)
    school = owner.teacher.organization_id if same_school else people.create_organization()
    # The same phone: one person with two accounts in journals, or a family that shares a telephone.
    second = people.create_teacher(school, profile=False, phone=owner.teacher.phone)
    journal = open_journal(second, remembered=True, at=new_page())
    journal.reach_consent().link()
    journal.card.expect_error(TAKEN)
    journal.card.expect_not_connected()
    (profile,) = journal.sandbox.get_person(second.phone).profiles
    assert profile.link is not None
    assert profile.organizations == (owner.teacher.organization_id,)
    assert journal.sandbox.get_person(second.phone).journal == {
        owner.teacher.login: profile.id,
        second.login: None,
    }
    owner.open()
    owner.card.expect_connected()


@pytest.mark.requirement("A-7", "C-1")
def test_two_teachers_of_one_school_link_at_once(people: People, open_journal: OpenJournal, new_page: NewPage) -> None:
    """Два учителя одной школы привязываются одновременно: у каждого своя привязка, чат класса общий."""
    school = people.create_organization()
    journals = [open_journal(people.create_teacher(school), at=new_page()) for _ in range(2)]
    logins = [journal.open_vk_id() for journal in journals]
    for login in logins:
        login.submit_phone()
    for login in logins:
        login.submit_code()
    consents = [login.submit_account() for login in logins]
    for consent in consents:
        consent.link()
    for journal in journals:
        journal.expect_linked()
        expect(open_chats(journal.page).row("5А · Общая беседа")).to_contain_text("2 участника")


@pytest.mark.requirement("A-3", "A-4", "A-5")
def test_browser_that_vk_id_remembers_skips_phone_and_code(
    people: People, open_journal: OpenJournal, new_page: NewPage
) -> None:
    """VK ID помнит вход в том же браузере и сразу показывает учётные данные, в другом браузере — нет."""
    teacher = people.create_teacher()
    journal = open_journal(teacher)
    journal.open_vk_id().reach_consent().link()
    journal.card.unlink()
    journal.card.expect_not_connected()
    AccountScreen(journal.card.go_to_connection()).expect_open()
    other_browser = open_journal(teacher, at=new_page())
    PhoneScreen(other_browser.card.go_to_connection()).expect_open()


@pytest.mark.requirement("A-3", "A-5")
def test_remembered_person_can_enter_another_account(
    people: People, open_journal: OpenJournal, code_for: CodeSource
) -> None:
    """«Войти в другой аккаунт»: привязывается профиль того аккаунта, в который вошли."""
    journal = open_journal(people.create_teacher(), remembered=True)
    other = people.create_teacher(journal.teacher.organization_id)
    window = journal.card.go_to_connection()
    window.get_by_role("link", name="Войти в другой аккаунт").click()
    VkIdLogin(window, other.phone, code_for).reach_consent().link()
    journal.card.expect_connected()
    (linked,) = journal.sandbox.get_person(other.phone).profiles
    assert linked.link is not None
    assert journal.sandbox.get_person(journal.teacher.phone).journal == {journal.teacher.login: linked.id}


@pytest.mark.requirement("A-3", "B-4", "B-5", "B-8")
def test_profile_of_the_account_entered_last_is_linked(
    people: People, open_journal: OpenJournal, code_for: CodeSource
) -> None:
    """Создан профиль «Первая», назад, «Войти в другой аккаунт», создан «Вторая»: привязан «Вторая»."""
    first = people.create_teacher(profile=False, first_name="Первая", sex="female")
    second = people.build_teacher(first.organization_id, first_name="Вторая", sex="female")
    journal = open_journal(first)
    window = journal.card.go_to_connection()
    VkIdLogin(window, first.phone, code_for).reach_consent(new_profile=first)
    window.go_back()
    ProfileScreen(window).expect_open()
    window.go_back()
    window.get_by_role("link", name="Войти в другой аккаунт").click()
    consent = VkIdLogin(window, second.phone, code_for).reach_consent(new_profile=second)
    expect(consent.profile).to_have_text(second.full_name)
    consent.link()
    journal.card.expect_connected()
    (second_profile,) = journal.sandbox.get_person(second.phone).profiles
    assert (second_profile.first_name, second_profile.link is not None) == ("Вторая", True)
    (first_profile,) = journal.sandbox.get_person(first.phone).profiles
    assert (first_profile.first_name, first_profile.link) == ("Первая", None)
    assert journal.sandbox.get_person(first.phone).journal == {first.login: second_profile.id}


@pytest.mark.requirement("START-1")
def test_wrong_password_does_not_sign_in(people: People, page: Page, target: Target) -> None:
    """Неверный пароль журнала: вход не открыт, с верным — открыт."""
    teacher = people.create_teacher()
    sign_in_page = SignIn(page)
    sign_in_page.open(target.journal)
    sign_in_page.sign_in(teacher.login, teacher.password + "x")
    expect(sign_in_page.error).to_have_text("Неверный логин или пароль")
    page.goto(f"{target.journal}/office/messenger")
    expect(sign_in_page.submit_button).to_be_visible()
    sign_in_page.sign_in(teacher.login, teacher.password)
    expect(NavBar(page).office).to_be_visible()


@pytest.mark.requirement("START-1")
def test_signed_out_teacher_must_sign_in_again(people: People, open_journal: OpenJournal) -> None:
    """Выход из журнала: страница мессенджера снова просит войти, привязка остаётся."""
    journal = open_journal(people.create_teacher(), linked=True)
    cookies = journal.page.context.cookies()
    NavBar(journal.page).sign_out()
    sign_in_page = SignIn(journal.page)
    expect(sign_in_page.submit_button).to_be_visible()
    for cookie in cookies:  # a copy of the cookies is signed out too
        copy = {"name": cookie["name"], "value": cookie["value"], "url": journal.target.journal}
        add_cookie(journal.page.context, copy)
    journal.open()
    sign_in_page.sign_in(journal.teacher.login, journal.teacher.password)
    NavBar(journal.page).open_messenger()
    journal.expect_linked()


HOSTILE = """<img src=x onerror=alert(1)> <script>alert(1)</script> {{7*7}} '" onmouseover=alert(1) "' &lt;b&gt;&amp;"""


@pytest.mark.requirement("A-5", "A-7", "C-2")
def test_hostile_text_is_shown_as_text(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, page: Page, target: Target
) -> None:
    """Разметка в именах и названиях показана как текст на всех сайтах и ничего не исполняет."""
    school = people.create_organization(title=HOSTILE, classes=[{"code": HOSTILE, "title": HOSTILE}])
    names: dict[str, Any] = {"last_name": HOSTILE, "first_name": HOSTILE}
    teacher = people.create_teacher(school, profile=False, patronymic=HOSTILE, classes=(HOSTILE,), **names)
    people.give_profile(teacher, **names)
    dialogs: list[str] = []

    def note_and_dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.context.on("dialog", note_and_dismiss)
    journal = open_journal(teacher, remembered=True)
    for path in ("home", "office", "office/messenger"):
        page.goto(f"{target.journal}/{path}")
        expect_only_text(page, HOSTILE)
    login = journal.open_vk_id()
    AccountScreen(login.window).expect_open()
    expect_only_text(get_page(login.window), HOSTILE)
    consent = login.submit_account()
    expect_only_text(consent.page, HOSTILE)
    consent.link()
    journal.card.expect_connected()
    expect_only_text(page, HOSTILE)
    chats = open_chats(page)
    expect_only_text(page, HOSTILE)
    chats.create(HOSTILE)
    ChatPage(page).write(HOSTILE)
    ChatPage(page).expect_open(HOSTILE)
    expect(ChatPage(page).messages).to_contain_text([HOSTILE])
    expect_only_text(page, HOSTILE)
    assert dialogs == []
