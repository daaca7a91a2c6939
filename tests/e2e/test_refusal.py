"""The person changes their mind, or clicks too much: one link, never two, never half of one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from automation.factories import People
from automation.vk_id_login import CodeSource
from mock_server.client import SandboxClient
from pages.consent import Consent
from pages.journal import MessengerCard
from pages.vk_id import AccountScreen, PhoneScreen
from pages.windows import window_opened_by
from tests.cases import case
from tests.e2e.journal_session import OpenJournal
from tests.e2e.vk_id_screens import trip

REFUSED = "Вы отказались от привязки. Учётная запись не привязана."
CLOSED = "Окно VK ID закрыто. Учётная запись не привязана."


@pytest.mark.parametrize("window", ["popup", "same-tab"])
@pytest.mark.requirement("A-2", "A-7", "B-2", "B-8")
def test_refused_consent_and_then_double_clicks(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, window: str
) -> None:
    """Отказ от привязки: журнал говорит о нём; новая попытка двойными щелчками: одно окно VK ID, одна привязка."""
    desk = open_journal(people.teacher(people.organization(window=window)), remembered=True)
    desk.reach_consent().refuse()
    desk.card.expect_error(REFUSED)
    desk.expect_unlinked()
    account = AccountScreen(window_opened_by(desk.page.context, desk.card.connect_button.dblclick))
    account.submit()
    consent = Consent(account.page)
    consent.expect_open()
    assert len(desk.page.context.pages) == (2 if window == "popup" else 1)
    consent.link_button.dblclick()
    desk.card.expect_connected()
    expect(desk.card.error).to_have_count(0)
    desk.expect_linked()
    assert times_done(sandbox, desk.teacher.phone, "token") == 1


@pytest.mark.requirement("A-3", "A-4", "A-5", "A-7", "B-5")
def test_closed_window_leaves_nothing_linked(people: People, open_journal: OpenJournal, code_for: CodeSource) -> None:
    """Окно VK ID закрыто на полпути, на каждом из экранов: журнал говорит об этом, новая попытка удаётся."""
    teacher = people.teacher(profile=False)
    desk = open_journal(teacher)
    # On the way to the profile's data the code is accepted, on the way to the consent the profile is made.
    for closed in ("phone", "code", "profile", "consent", "account"):
        remembered, profile = closed in ("consent", "account"), closed == "account"
        with case(f"closed at {closed}"):
            desk.open()
            window = desk.card.go_to_connection()
            for screen in trip(window, teacher, code_for, remembered=remembered, profile=profile):
                if screen.name == closed:
                    break
                screen.leave()
            window.close()
            desk.card.expect_error(CLOSED)
            desk.expect_unlinked()
    desk.link()
    desk.expect_linked()


@pytest.mark.requirement("A-7")
def test_window_closed_after_the_consent_does_not_stop_the_link(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Окно закрыто, пока журнал привязывает: страница ждёт и сама показывает привязку."""
    desk = open_journal(people.teacher(), remembered=True)
    sandbox.fault("sferum", "attach", "delay", phone=desk.teacher.phone, delay_s=1.5)
    window = desk.consent_by_enter()
    desk.wait_until_done("user_info")
    window.close()
    desk.expect_linked()
    expect(desk.card.error).to_have_count(0)


@pytest.mark.requirement("A-7")
def test_way_back_and_forward_again_links_once(people: People, open_journal: OpenJournal, code_for: CodeSource) -> None:
    """«Назад» от согласия до ввода номера и снова вперёд: одна привязка, новый код не нужен."""
    teacher = people.teacher()
    desk = open_journal(teacher)
    window = desk.card.go_to_connection()
    for screen in trip(window, teacher, code_for):
        if screen.name != "consent":
            screen.leave()
    window.go_back()
    AccountScreen(window).expect_open()
    window.go_back()  # the code has been accepted, so its screen gives way to the next one
    AccountScreen(window).expect_open()
    window.go_back()
    PhoneScreen(window).submit(teacher.phone)
    for screen in trip(window, teacher, code_for, remembered=True):
        screen.leave()
    desk.expect_linked()


@pytest.mark.requirement("B-5")
def test_way_back_to_the_new_profile_makes_no_second_one(
    people: People, open_journal: OpenJournal, code_for: CodeSource, sandbox: SandboxClient
) -> None:
    """«Назад» от согласия к данным нового профиля и снова вперёд: один профиль, одна привязка."""
    teacher = people.teacher(profile=False)
    desk = open_journal(teacher)
    window = desk.card.go_to_connection()
    for screen in trip(window, teacher, code_for, profile=False):
        if screen.name == "profile":
            screen.leave()
            Consent(window).expect_open()
            window.go_back()
        screen.leave()
    desk.expect_linked()
    assert len(sandbox.person(teacher.phone).profiles) == 1


@pytest.mark.requirement("A-7")
def test_back_and_reload_after_the_return_in_the_same_tab_change_nothing(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Та же вкладка: «Назад» ведёт к завершённому входу, возврат повторён; одна привязка, код предъявлен один раз."""
    desk = open_journal(people.teacher(people.organization(window="same-tab")), remembered=True)
    consent = desk.reach_consent()
    with desk.page.expect_request("**/office/messenger/callback?*") as returned:
        consent.link()
    desk.card.expect_connected()
    desk.page.go_back()
    expect(desk.page.get_by_role("heading", name="Вход завершён")).to_be_visible()
    desk.page.go_forward()
    desk.expect_linked()
    desk.page.reload()
    desk.card.expect_connected()
    desk.page.goto(returned.value.url)
    expect(desk.card.error).to_have_count(0)
    desk.expect_linked()
    assert times_done(sandbox, desk.teacher.phone, "token") == 1


@pytest.mark.requirement("A-7")
def test_reload_after_the_return_in_the_window_changes_nothing(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Возврат в журнал перезагружен в окне: одна привязка, код VK ID предъявлен один раз."""
    desk = open_journal(people.teacher(), remembered=True)
    desk.page.context.route("**/messenger-callback.js", lambda route: route.abort())  # it would close the window
    consent = desk.reach_consent()
    consent.link()
    returned = consent.page.get_by_role("heading", name="Вы вернулись в журнал")
    expect(returned).to_be_visible()
    consent.page.reload()
    expect(returned).to_be_visible()
    consent.page.get_by_role("link", name="Вернуться к мессенджеру").click()
    back = MessengerCard(consent.page)
    back.expect_connected()
    expect(back.error).to_have_count(0)
    desk.open()
    desk.expect_linked()
    assert times_done(sandbox, desk.teacher.phone, "callback") == 2
    assert times_done(sandbox, desk.teacher.phone, "token") == 1


@pytest.mark.requirement("A-7", "B-8")
def test_consent_sent_twice_at_once_links_once(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Согласие отправлено дважды в один миг и ещё раз позже: одна привязка."""
    desk = open_journal(people.teacher(), remembered=True)
    consent = desk.reach_consent()
    assert send_at_once(desk.page.context, consent.page.url, times=2) == [200, 200]
    assert send_at_once(desk.page.context, consent.page.url, times=1) == [200]
    desk.open()
    desk.expect_linked()
    assert times_done(sandbox, desk.teacher.phone, "submit_consent") == 3
    assert times_done(sandbox, desk.teacher.phone, "token") == 1


@pytest.mark.requirement("A-2", "A-7")
def test_tabs_of_one_journal_keep_the_first_link(
    people: People, open_journal: OpenJournal, context: BrowserContext
) -> None:
    """Привязка начата в трёх вкладках: тот же профиль — одна привязка, другой профиль — остаётся первая."""
    teacher = people.teacher(profile=False)
    mine, spare = people.give_profile(teacher, count=2)
    first = open_journal(teacher, remembered=True)
    second, third = (open_journal(teacher, at=context.new_page()) for _tab in range(2))
    one, same, other = first.reach_consent(mine), second.reach_consent(mine), third.reach_consent(spare)
    one.link()
    first.expect_linked(mine)
    same.link()
    second.expect_linked(mine)
    expect(second.card.error).to_have_count(0)
    other.link()
    expect(third.card.error).to_have_text("Ваша учётная запись уже привязана к другому учебному профилю.")
    third.expect_linked(mine)


def times_done(sandbox: SandboxClient, phone: str, operation: str) -> int:
    """How often an operation was asked for on behalf of the person."""
    return sum(record["operation"] == operation for record in sandbox.requests(phone))


def send_at_once(context: BrowserContext, address: str, *, times: int) -> list[int]:
    """Posts with the browser's cookies, all at the same moment, and follows each to its end; HTTP statuses."""
    cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    start = Barrier(times)

    def send(_number: int) -> int:
        with httpx.Client(cookies=cookies, follow_redirects=True, trust_env=False) as client:
            start.wait()
            return client.post(address).status_code

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(send, range(times)))
