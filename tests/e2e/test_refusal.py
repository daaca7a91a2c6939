"""The person changes their mind, or clicks too much: one link, never two, never half of one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from automation.factories import People
from mock_server.client import SandboxClient
from pages.journal import MessengerCard
from pages.vk_id import AccountScreen, PhoneScreen
from pages.windows import get_page, open_window
from tests.cases import case
from tests.e2e.journal_session import OpenJournal
from tests.e2e.vk_id_screens import open_screens

REFUSED = "Вы отказались от привязки. Учётная запись не привязана."
CLOSED = "Окно VK ID закрыто. Учётная запись не привязана."


@pytest.mark.parametrize("window", ["popup", "same-tab"], ids=["отдельное окно", "та же вкладка"])
@pytest.mark.requirement("A-2", "A-7", "B-2", "B-8")
def test_refused_consent_and_then_double_clicks(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, window: str
) -> None:
    """Отказ от привязки: журнал говорит о нём; новая попытка двойными щелчками: одно окно VK ID, одна привязка."""
    journal = open_journal(people.create_teacher(people.create_organization(window=window)), remembered=True)
    journal.reach_consent().refuse()
    journal.card.expect_error(REFUSED)
    journal.expect_unlinked()
    vk_id = open_window(journal.page.context, journal.card.connect_button.dblclick)
    consent = journal.login_in(vk_id).submit_account()
    assert len(journal.page.context.pages) == (2 if window == "popup" else 1)
    consent.link_button.dblclick()
    journal.card.expect_connected()
    expect(journal.card.error).to_have_count(0)
    journal.expect_linked()
    assert times_done(sandbox, journal.teacher.phone, "token") == 1


@pytest.mark.requirement("A-3", "A-4", "A-5", "A-7", "B-5")
def test_closed_window_leaves_nothing_linked(people: People, open_journal: OpenJournal) -> None:
    """Окно VK ID закрыто на полпути, на каждом из экранов: журнал говорит об этом, новая попытка удаётся."""
    teacher = people.create_teacher(profile=False)
    journal = open_journal(teacher)
    # On the way to the profile's data the code is accepted, on the way to the consent the profile is created.
    for closed in ("phone", "code", "profile", "consent", "account"):
        remembered, new_profile = closed in ("consent", "account"), None if closed == "account" else teacher
        with case(f"closed at {closed}"):
            journal.open()
            login = journal.open_vk_id()
            for screen in open_screens(login, remembered=remembered, new_profile=new_profile):
                if screen.name == closed:
                    break
                screen.leave()
            get_page(login.window).close()
            journal.card.expect_error(CLOSED)
            journal.expect_unlinked()
    journal.link()
    journal.expect_linked()


@pytest.mark.requirement("A-7")
def test_window_closed_after_the_consent_does_not_stop_the_link(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Окно закрыто, пока журнал привязывает: страница ждёт и сама показывает привязку."""
    journal = open_journal(people.create_teacher(), remembered=True)
    sandbox.create_fault("sferum", "attach", "delay", phone=journal.teacher.phone, delay_s=1.5)
    window = journal.consent_by_enter()
    journal.wait_until_done("user_info")
    window.close()
    journal.expect_linked()
    expect(journal.card.error).to_have_count(0)


@pytest.mark.requirement("A-7")
def test_way_back_and_forward_again_links_once(people: People, open_journal: OpenJournal) -> None:
    """«Назад» от согласия до ввода номера и снова вперёд: одна привязка, новый код не нужен."""
    journal = open_journal(people.create_teacher())
    login = journal.open_vk_id()
    window = login.reach_consent().page
    window.go_back()
    AccountScreen(window).expect_open()
    window.go_back()  # the code has been accepted, so its screen gives way to the next one
    AccountScreen(window).expect_open()
    window.go_back()
    PhoneScreen(window).submit(journal.teacher.phone)
    login.reach_consent(remembered=True).link()
    journal.expect_linked()


@pytest.mark.requirement("B-5")
def test_way_back_to_the_new_profile_creates_no_second_one(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """«Назад» от согласия к данным нового профиля и снова вперёд: один профиль, одна привязка."""
    teacher = people.create_teacher(profile=False)
    journal = open_journal(teacher)
    login = journal.open_vk_id()
    login.reach_consent(new_profile=teacher).page.go_back()
    login.submit_new_profile(teacher).link()
    journal.expect_linked()
    assert len(sandbox.get_person(teacher.phone).profiles) == 1


@pytest.mark.requirement("A-7")
def test_back_and_reload_after_the_return_in_the_same_tab_change_nothing(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Та же вкладка: «Назад» ведёт к завершённому входу, возврат повторён; одна привязка, код предъявлен один раз."""
    journal = open_journal(people.create_teacher(people.create_organization(window="same-tab")), remembered=True)
    consent = journal.reach_consent()
    with journal.page.expect_request("**/office/messenger/callback?*") as returned:
        consent.link()
    journal.card.expect_connected()
    journal.page.go_back()
    expect(journal.page.get_by_role("heading", name="Вход завершён")).to_be_visible()
    journal.page.go_forward()
    journal.expect_linked()
    journal.page.reload()
    journal.card.expect_connected()
    journal.page.goto(returned.value.url)
    expect(journal.card.error).to_have_count(0)
    journal.expect_linked()
    assert times_done(sandbox, journal.teacher.phone, "token") == 1


@pytest.mark.requirement("A-7")
@pytest.mark.provokes("/static/messenger-callback.js: нет ответа")
def test_reload_after_the_return_in_the_window_changes_nothing(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Возврат в журнал перезагружен в окне: одна привязка, код VK ID предъявлен один раз."""
    journal = open_journal(people.create_teacher(), remembered=True)
    journal.page.context.route("**/messenger-callback.js", lambda route: route.abort())  # it would close the window
    consent = journal.reach_consent()
    consent.link()
    returned = consent.page.get_by_role("heading", name="Вы вернулись в журнал")
    expect(returned).to_be_visible()
    consent.page.reload()
    expect(returned).to_be_visible()
    consent.page.get_by_role("link", name="Вернуться к мессенджеру").click()
    card = MessengerCard(consent.page)
    card.expect_connected()
    expect(card.error).to_have_count(0)
    journal.open()
    journal.expect_linked()
    assert times_done(sandbox, journal.teacher.phone, "callback") == 2
    assert times_done(sandbox, journal.teacher.phone, "token") == 1


@pytest.mark.requirement("A-7", "B-8")
def test_consent_sent_twice_at_once_links_once(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Согласие отправлено дважды в один миг и ещё раз позже: одна привязка."""
    journal = open_journal(people.create_teacher(), remembered=True)
    consent = journal.reach_consent()
    assert send_at_once(journal.page.context, consent.page.url, times=2) == [200, 200]
    assert send_at_once(journal.page.context, consent.page.url, times=1) == [200]
    journal.open()
    journal.expect_linked()
    assert times_done(sandbox, journal.teacher.phone, "submit_consent") == 3
    assert times_done(sandbox, journal.teacher.phone, "token") == 1


@pytest.mark.requirement("A-2", "A-7")
def test_tabs_of_one_journal_keep_the_first_link(
    people: People, open_journal: OpenJournal, context: BrowserContext
) -> None:
    """Привязка начата в трёх вкладках: тот же профиль — одна привязка, другой профиль — остаётся первая."""
    teacher = people.create_teacher(profile=False)
    first_id, second_id = people.give_profile(teacher, count=2)
    first = open_journal(teacher, remembered=True)
    second, third = (open_journal(teacher, at=context.new_page()) for _ in range(2))
    consents = first.reach_consent(first_id), second.reach_consent(first_id), third.reach_consent(second_id)
    consents[0].link()
    first.expect_linked(first_id)
    consents[1].link()
    second.expect_linked(first_id)
    expect(second.card.error).to_have_count(0)
    consents[2].link()
    expect(third.card.error).to_have_text("Ваша учётная запись уже привязана к другому учебному профилю.")
    third.expect_linked(first_id)


def times_done(sandbox: SandboxClient, phone: str, operation: str) -> int:
    """Returns how often an operation was requested on behalf of the person."""
    return sum(record["operation"] == operation for record in sandbox.list_requests(phone))


def send_at_once(context: BrowserContext, address: str, *, times: int) -> list[int]:
    """Posts with the browser's cookies, all at the same moment, and returns the HTTP statuses after redirects."""
    cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    start = Barrier(times)

    def send(_number: int) -> int:
        with httpx.Client(cookies=cookies, follow_redirects=True, trust_env=False) as client:
            start.wait()
            return client.post(address).status_code

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(send, range(times)))
