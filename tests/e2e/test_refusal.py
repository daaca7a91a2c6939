"""The person changes their mind, or clicks too much: one link, never two, never half of one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from automation.linking import CodeSource
from fixtures.people import People
from fixtures.sandbox import SandboxClient
from pages.consent import Consent
from pages.journal import MessengerCard
from pages.vk_id import AccountScreen, PhoneScreen
from pages.windows import window_opened_by
from tests.e2e.desk import DeskOf
from tests.e2e.trip import SCREENS, trip

REFUSED = "Вы отказались от привязки. Учётная запись не привязана."
CLOSED = "Окно VK ID закрыто. Учётная запись не привязана."
BOTH_WINDOWS = pytest.mark.parametrize("window", ["popup", "same-tab"])


@BOTH_WINDOWS
@pytest.mark.requirement("A-7", "B-8")
def test_refused_consent_leaves_nothing_linked(people: People, desk_of: DeskOf, window: str) -> None:
    """Отказ от привязки: журнал говорит о нём, новая попытка удаётся."""
    desk = desk_of(people.teacher(people.organization(window=window)), remembered=True)
    desk.reach_consent().refuse()
    desk.card.expect_error(REFUSED)
    desk.expect_unlinked()
    desk.link()
    desk.expect_linked()


@pytest.mark.parametrize("closed", SCREENS)
@pytest.mark.requirement("A-3", "A-4", "A-5", "A-7", "B-5")
def test_closed_window_leaves_nothing_linked(
    people: People, desk_of: DeskOf, code_for: CodeSource, closed: str
) -> None:
    """Окно VK ID закрыто на полпути: журнал говорит об этом."""
    teacher = people.teacher(profile=closed != "profile")
    desk = desk_of(teacher)
    window = desk.card.go_to_connection()
    for screen in trip(window, teacher, code_for, profile=closed != "profile"):
        if screen.name == closed:
            break
        screen.leave()
    window.close()
    desk.card.expect_error(CLOSED)
    desk.expect_unlinked()


def test_window_closed_and_opened_again_links(people: People, desk_of: DeskOf) -> None:
    """Окно VK ID закрыто перед согласием: новая попытка удаётся."""
    desk = desk_of(people.teacher(), remembered=True)
    desk.reach_consent().page.close()
    desk.card.expect_error(CLOSED)
    desk.link()
    desk.expect_linked()


@pytest.mark.requirement("A-7")
def test_window_closed_after_the_consent_does_not_stop_the_link(
    people: People, desk_of: DeskOf, sandbox: SandboxClient
) -> None:
    """Окно закрыто, пока журнал привязывает: страница ждёт и сама показывает привязку."""
    desk = desk_of(people.teacher(), remembered=True)
    sandbox.fault("sferum", "attach", "delay", phone=desk.teacher.phone, delay_s=1.5)
    window = desk.consent_by_enter()
    desk.wait_until_done("user_info")
    window.close()
    desk.expect_linked()
    expect(desk.card.error).to_have_count(0)


@pytest.mark.requirement("A-7")
def test_way_back_and_forward_again_links_once(people: People, desk_of: DeskOf, code_for: CodeSource) -> None:
    """«Назад» от согласия до ввода номера и снова вперёд: одна привязка, новый код не нужен."""
    teacher = people.teacher()
    desk = desk_of(teacher)
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
    people: People, desk_of: DeskOf, code_for: CodeSource, sandbox: SandboxClient
) -> None:
    """«Назад» от согласия к данным нового профиля и снова вперёд: один профиль, одна привязка."""
    teacher = people.teacher(profile=False)
    desk = desk_of(teacher)
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
def test_reload_after_the_return_in_the_same_tab_changes_nothing(
    people: People, desk_of: DeskOf, sandbox: SandboxClient
) -> None:
    """Возврат в журнал повторён в той же вкладке: одна привязка, код VK ID предъявлен один раз."""
    desk = desk_of(people.teacher(people.organization(window="same-tab")), remembered=True)
    consent = desk.reach_consent()
    with desk.page.expect_request("**/office/messenger/callback?*") as returned:
        consent.link()
    desk.card.expect_connected()
    desk.page.reload()
    desk.card.expect_connected()
    desk.page.goto(returned.value.url)
    expect(desk.card.error).to_have_count(0)
    desk.expect_linked()
    assert times_done(sandbox, desk.teacher.phone, "token") == 1


@pytest.mark.requirement("A-7")
def test_reload_after_the_return_in_the_window_changes_nothing(
    people: People, desk_of: DeskOf, sandbox: SandboxClient
) -> None:
    """Возврат в журнал перезагружен в окне: одна привязка, код VK ID предъявлен один раз."""
    desk = desk_of(people.teacher(), remembered=True)
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


@BOTH_WINDOWS
@pytest.mark.requirement("A-7", "B-8")
def test_double_click_on_the_consent_links_once(
    people: People, desk_of: DeskOf, sandbox: SandboxClient, window: str
) -> None:
    """Двойной щелчок по «Привязать»: одна привязка."""
    desk = desk_of(people.teacher(people.organization(window=window)), remembered=True)
    desk.reach_consent().link_button.dblclick()
    desk.card.expect_connected()
    expect(desk.card.error).to_have_count(0)
    desk.expect_linked()
    assert times_done(sandbox, desk.teacher.phone, "token") == 1


@pytest.mark.requirement("A-7", "B-8")
def test_consent_sent_twice_at_once_links_once(people: People, desk_of: DeskOf, sandbox: SandboxClient) -> None:
    """Согласие отправлено дважды в один миг и ещё раз позже: одна привязка."""
    desk = desk_of(people.teacher(), remembered=True)
    consent = desk.reach_consent()
    assert send_at_once(desk.page.context, consent.page.url, times=2) == [200, 200]
    assert send_at_once(desk.page.context, consent.page.url, times=1) == [200]
    desk.open()
    desk.expect_linked()
    assert times_done(sandbox, desk.teacher.phone, "submit_consent") == 3
    assert times_done(sandbox, desk.teacher.phone, "token") == 1


@BOTH_WINDOWS
@pytest.mark.requirement("A-2", "B-2")
def test_double_click_on_the_way_to_vk_id_opens_one_window(people: People, desk_of: DeskOf, window: str) -> None:
    """Двойной щелчок по «Перейти к подключению»: одно окно VK ID, одна привязка."""
    desk = desk_of(people.teacher(people.organization(window=window)), remembered=True)
    account = AccountScreen(window_opened_by(desk.page.context, desk.card.connect_button.dblclick))
    account.submit()
    Consent(account.page).expect_open()
    assert len(desk.page.context.pages) == (2 if window == "popup" else 1)
    Consent(account.page).link()
    desk.expect_linked()


@pytest.mark.requirement("A-2", "A-7")
def test_two_tabs_of_one_journal_link_once(people: People, desk_of: DeskOf, context: BrowserContext) -> None:
    """Привязка начата в двух вкладках журнала: одна привязка."""
    teacher = people.teacher()
    first = desk_of(teacher, remembered=True)
    second = desk_of(teacher, at=context.new_page())
    one, other = first.reach_consent(), second.reach_consent()
    one.link()
    first.expect_linked()
    other.link()
    second.expect_linked()
    expect(second.card.error).to_have_count(0)


@pytest.mark.requirement("A-7")
def test_two_tabs_with_two_profiles_keep_the_first_link(
    people: People, desk_of: DeskOf, context: BrowserContext
) -> None:
    """В двух вкладках выбраны разные профили: остаётся первая привязка."""
    teacher = people.teacher(profile=False)
    mine, spare = people.give_profile(teacher, count=2)
    first = desk_of(teacher, remembered=True)
    second = desk_of(teacher, at=context.new_page())
    other = second.reach_consent(spare)
    first.link(mine)
    other.link()
    expect(second.card.error).to_have_text("Ваша учётная запись уже привязана к другому учебному профилю.")
    second.expect_linked(mine)


@pytest.mark.requirement("A-7")
def test_finished_login_reopened_by_back_does_no_harm(people: People, desk_of: DeskOf) -> None:
    """«Назад» из журнала к завершённому входу: VK ID говорит, что он завершён, привязка цела."""
    desk = desk_of(people.teacher(people.organization(window="same-tab")), remembered=True)
    desk.link()
    desk.page.go_back()
    expect(desk.page.get_by_role("heading", name="Вход завершён")).to_be_visible()
    desk.page.go_forward()
    desk.expect_linked()


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
