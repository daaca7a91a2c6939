"""The journal when something goes wrong, or is done twice: a person sees what happened and can begin again."""

import pytest
from playwright.sync_api import expect

from pages.consent import Consent
from pages.vendor_journal import VendorJournal
from pages.vk_id import AccountScreen
from pages.windows import go_to, page_of
from validation.errors import CheckFailedError
from validation.teacher_session import TeacherSession, TeacherSessions, token_operation
from validation.walkthrough import Walkthrough

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]


def expect_one_link(visit: TeacherSession) -> None:
    """The journal shows the connected state, and Sferum has one link of the teacher's."""
    visit.expect_linked()
    count = len(visit.vendor.links(visit.teacher))
    if count != 1:
        raise CheckFailedError(f"привязок в Сферуме: {count}", f"links in Sferum: {count}")


def expect_told(visit: TeacherSession) -> None:
    """The card is there, and something on the screen says what went wrong."""
    try:
        visit.journal.expect_not_connected()
    except AssertionError:
        raise CheckFailedError(
            "карточки «не подключен» на экране нет", "the card of A-2 is not on the screen"
        ) from None
    visit.expect_error()


@pytest.mark.requirement("J-1")
def test_refusal_is_told(visits: TeacherSessions) -> None:
    """Отказ назван на экране."""
    visit = visits.one()
    visit.refuse()
    expect_told(visit)
    if not visit.journal.connect_button.is_visible():
        raise CheckFailedError("кнопки подключения на экране нет", "the connect button is not on the screen")
    visit.expect_unlinked()


@pytest.mark.requirement("J-2")
def test_next_try_after_a_refusal_links(visits: TeacherSessions) -> None:
    """После отказа привязывает следующая попытка."""
    visit = visits.one()
    visit.refuse()
    visit.open_card()
    visit.link()


@pytest.mark.requirement("J-3")
def test_vk_id_left_half_way_is_no_obstacle(visits: TeacherSessions, linked: Walkthrough) -> None:
    """Закрытое окно VK ID не мешает начать снова."""
    visit = visits.one()
    window, _ = visit.begin()
    if linked.window == "popup":
        page_of(window).close()
    elif linked.window == "same-tab" or linked.window == "frame":
        visit.open_card()
    try:
        expect(visit.journal.connect_button).to_be_enabled()
    except AssertionError:
        raise CheckFailedError(
            "карточка ждёт и не даёт начать снова", "the card waits and lets nobody begin again"
        ) from None
    visit.open_card()  # afresh: a page that notices the closing late would load itself anew under the click
    visit.link()


@pytest.mark.requirement("J-4")
@pytest.mark.parametrize("kind", ["error", "drop"])
def test_failure_of_vk_id_is_told(visits: TeacherSessions, kind: str) -> None:
    """Сбой VK ID назван, ничего не привязано."""
    expect_failure_told(visits.one(), "vk_id", kind)


@pytest.mark.requirement("J-5")
@pytest.mark.parametrize("kind", ["error", "drop"])
def test_failure_of_sferum_is_told(visits: TeacherSessions, kind: str) -> None:
    """Сбой Сферума назван, ничего не привязано."""
    expect_failure_told(visits.one(), "sferum", kind)


def expect_failure_told(visit: TeacherSession, service: str, kind: str) -> None:
    """The service fails when the journal asks it."""
    operation = token_operation(visit.vendor) if service == "vk_id" else "attach"
    _, consent = visit.begin()
    with visit.fault(service, operation, kind, **({"status": 503} if kind == "error" else {})):
        visit.leave(consent.link)
        expect_told(visit)
    visit.expect_unlinked()


@pytest.mark.requirement("J-6")
@pytest.mark.parametrize("service", ["vk_id", "sferum"])
def test_next_try_after_a_failure_links(visits: TeacherSessions, service: str) -> None:
    """После сбоя привязывает следующая попытка."""
    visit = visits.one()
    operation = token_operation(visit.vendor) if service == "vk_id" else "attach"
    window, consent = visit.begin()
    with visit.fault(service, operation, "error", status=503):
        go_to(window, visit.hold(window, consent.link))
        visit.before_long(visit.is_struck)
    visit.open_card()
    visit.link()
    expect_one_link(visit)


@pytest.mark.requirement("J-7")
@pytest.mark.needs("unlink")
def test_unlinking_brings_the_card_back(visits: TeacherSessions) -> None:
    """«Отвязать» возвращает карточку «не подключен»."""
    visit = visits.one()
    visit.link()
    visit.journal.unlink()
    try:
        visit.journal.expect_not_connected()
    except AssertionError:
        raise CheckFailedError(
            "карточки «не подключен» на экране нет", "the card of A-2 is not on the screen"
        ) from None
    visit.expect_not_connected(before_long=True)


@pytest.mark.requirement("J-8")
def test_another_profile_is_linked_after_unlinking(visits: TeacherSessions) -> None:
    """После отвязки привязывается другой профиль."""
    visit = visits.one(profiles=2)
    duplicate, right = sorted(each.id for each in visit.vendor.behind.person(visit.teacher.phone).profiles)
    for profile_id in (duplicate, right):
        window = visit.connect()
        visit.reach_consent(window, profile_id=profile_id).link()
        visit.expect_linked()
        if visit.vendor.links(visit.teacher) != [profile_id]:
            raise CheckFailedError("привязан не тот профиль", "another profile is linked than was chosen")
        visit.open_card()
        visit.reset_link()


@pytest.mark.requirement("J-9")
def test_double_click_on_connect_gives_one_link(visits: TeacherSessions) -> None:
    """Двойное нажатие на кнопку подключения даёт одну привязку."""
    visit = visits.one()
    window = visit.connect(twice=True)
    visit.reach_consent(window).link()
    expect_one_link(visit)
    visit.expect_no_window_left()


@pytest.mark.requirement("J-10")
def test_double_click_on_link_gives_one_link(visits: TeacherSessions) -> None:
    """Двойное нажатие на «Привязать» даёт одну привязку."""
    visit = visits.one()
    _, consent = visit.begin()
    consent.link_button.dblclick(no_wait_after=True)
    expect_one_link(visit)


@pytest.mark.requirement("J-11")
def test_reload_of_the_return_address_breaks_nothing(visits: TeacherSessions) -> None:
    """Повторная загрузка адреса возврата ничего не ломает."""
    visit = visits.one()
    window, consent = visit.begin()
    genuine = visit.hold(window, consent.link)
    go_to(window, genuine)
    visit.before_long(visit.is_known_to_sferum)
    visit.open_card()
    status = go_to(visit.page, genuine)
    if status is not None and status >= 500:
        raise CheckFailedError(f"журнал ответил HTTP {status}", f"the journal answered HTTP {status}")
    visit.open_card()
    expect_one_link(visit)


@pytest.mark.requirement("J-12")
def test_two_tabs_make_one_link(visits: TeacherSessions) -> None:
    """Привязка, начатая в двух вкладках, одна."""
    visit = visits.one()
    # Not closed: a tab whose window VK ID was in does not always let itself be.
    other = visit.context.new_page()
    other.goto(visit.page.url)
    first = VendorJournal(other, visit.vendor.file.labels).go_to_connection(visit.watch.is_vk_id)
    AccountScreen(first).expect_open()
    second = visit.connect()
    AccountScreen(second).expect_open()
    for window in (first, second):
        AccountScreen(window).submit()
        consent = Consent(window)
        consent.expect_open()
        go_to(window, visit.hold(window, consent.link))
        if not visit.before_long(visit.is_known_to_sferum):
            raise CheckFailedError("попытка, начатая первой, не привязала", "the attempt that began first did not link")
    visit.open_card()
    expect_one_link(visit)


@pytest.mark.requirement("J-13")
@pytest.mark.needs("sign_out")
def test_link_outlives_the_session(visits: TeacherSessions) -> None:
    """После выхода и нового входа привязка на месте."""
    visit = visits.one()
    visit.link()
    visit.open_card()
    visit.journal.sign_out()
    visit.sign_in()
    visit.open_card()
    if not visit.journal.connected.is_visible():
        raise CheckFailedError(
            "после нового входа карточка говорит «не подключен»", "after another sign-in it is not connected"
        )
