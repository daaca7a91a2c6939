"""The journal when something goes wrong, or is done twice: a person sees what happened and can begin again."""

from contextlib import suppress
from functools import partial

import pytest
from playwright.sync_api import expect

from pages.labels import find_dialog
from pages.windows import get_page, go_to
from validation.agreement import close_other_windows, link_in_vain, open_clean_card
from validation.errors import CheckFailedError, NotTestableError, is_about_journal
from validation.expectations import (
    expect_card,
    expect_error_message,
    expect_no_extra_window,
    expect_no_server_error,
    expect_one_link,
)
from validation.messages import (
    expect_no_internals,
    find_shown_error,
    names_outage,
    names_refusal,
    read_error_message,
    shorten,
)
from validation.service_answers import BAD_GATEWAY, LOST, UNAVAILABLE
from validation.session_cookies import sign_out
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions
from validation.walkthrough import Walkthrough

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]


def expect_reported_failure(session: TeacherSession) -> None:
    """Checks that the card is there, and that something on the screen says what went wrong."""
    expect_card(session)
    expect_error_message(session)
    expect_no_internals(read_error_message(session))


@pytest.mark.requirement("J-1")
def test_refusal_is_reported(teacher_sessions: TeacherSessions) -> None:
    """Отказ назван на экране."""
    session = teacher_sessions.open()
    session.refuse()
    expect_reported_failure(session)
    message = read_error_message(session)
    if find_dialog(session.page).count():  # what is behind it cannot be pressed
        session.open_card()
    try:
        expect(session.journal.connect_button).to_be_visible()
        expect(session.journal.connect_button).to_be_enabled()
    except AssertionError:
        raise CheckFailedError(
            "кнопки подключения, которую можно нажать, на экране нет", "there is no connect button that can be pressed"
        ) from None
    session.expect_unlinked()
    expect_refusal_named(session, message)


def expect_refusal_named(session: TeacherSession, message: str) -> None:
    """Raises CheckFailedError where the message about a refusal tells of a failure instead.

    A message that names a refusal is right. Any other must not be what the journal says when VK ID or Sferum fails.
    """
    if not message or names_refusal(message):
        return
    is_wrong = names_outage(message)
    for service in ("vk_id", "sferum"):
        if not is_wrong:
            with suppress(CheckFailedError):  # what is wrong with a failure is another check's
                is_wrong = link_in_vain(session, service, BAD_GATEWAY) == message
    if is_wrong:
        raise CheckFailedError(
            f"об отказе сказано то же, что о сбое: «{shorten(message)}»",
            f"a refusal is told as a failure is: “{shorten(message)}”",
        )


@pytest.mark.requirement("J-2")
def test_next_try_after_a_refusal_links(teacher_sessions: TeacherSessions) -> None:
    """После отказа привязывает следующая попытка."""
    session = teacher_sessions.open()
    session.refuse()
    session.settle()
    message = find_shown_error(session)
    come_back_to_card(session)
    session.link()
    expect_no_old_error(session, message)


def come_back_to_card(session: TeacherSession) -> None:
    """Opens the card unless it is there to be used, as a teacher would: what VK ID or a dialog left open is closed."""
    close_other_windows(session)
    if not session.tab.is_at_card() or find_dialog(session.page).count():
        session.open_card()


@pytest.mark.requirement("J-3")
def test_vk_id_left_half_way_is_no_obstacle(teacher_sessions: TeacherSessions, linked: Walkthrough) -> None:
    """Закрытое окно VK ID не мешает начать снова."""
    session = teacher_sessions.open()
    window, _ = session.begin()
    if linked.window == "popup":
        get_page(window).close()
    elif linked.window == "same-tab" or linked.window == "frame":
        session.open_card()
    try:
        expect(session.journal.connect_button).to_be_enabled()
    except AssertionError:
        raise CheckFailedError(
            "карточка ждёт и не даёт начать снова", "the card waits and lets nobody begin again"
        ) from None
    session.open_card()  # afresh: a page that notices the closing late would load itself anew under the click
    session.link()


@pytest.mark.requirement("J-4")
def test_failure_of_vk_id_is_reported(teacher_sessions: TeacherSessions) -> None:
    """Сбой VK ID назван, ничего не привязано."""
    expect_failures_reported(teacher_sessions.open(), "vk_id")


@pytest.mark.requirement("J-5")
def test_failure_of_sferum_is_reported(teacher_sessions: TeacherSessions) -> None:
    """Сбой Сферума назван, ничего не привязано."""
    expect_failures_reported(teacher_sessions.open(), "sferum")


def expect_failures_reported(session: TeacherSession, service: str) -> None:
    """Makes the service fail the journal's request; checks that the screen says so, and that nothing is linked."""
    operation = session.vendor.find_linking_operation(service)
    for answer in (UNAVAILABLE, LOST):
        open_clean_card(session)
        window = session.connect()
        with answer.named(), session.apply_fault(service, operation, **answer.fault):
            session.leave(partial(session.consent.answer, window))
            expect_reported_failure(session)
            session.expect_unlinked()  # a journal that tries again by itself would link after the fault


@pytest.mark.requirement("J-6")
def test_next_try_after_a_failure_links(teacher_sessions: TeacherSessions) -> None:
    """После сбоя привязывает следующая попытка."""
    session = teacher_sessions.open()
    expect_next_try_links(session, "vk_id")
    session.open_card()
    session.reset_link()
    expect_next_try_links(session, "sferum")


def expect_next_try_links(session: TeacherSession, service: str) -> None:
    """Makes the service fail an attempt, and links by the next one."""
    operation = session.vendor.find_linking_operation(service)
    window, address = session.reach_return()
    with session.apply_fault(service, operation, "error", status=503) as fault_id:
        go_to(window, address)
        session.wait_until(lambda: session.has_applied_fault(fault_id))
    session.settle()
    message = find_shown_error(session)
    come_back_to_card(session)
    if not session.journal.connected.is_visible():  # the journal has tried again by itself, and succeeded
        session.link()
    expect_one_link(session)
    expect_no_old_error(session, message)
    session.open_card()
    expect_no_old_error(session, message)


def expect_no_old_error(session: TeacherSession, message: str) -> None:
    """Raises CheckFailedError where the card shows the link, and goes on showing this message of what failed before."""
    if not message or not session.journal.connected.is_visible():
        return
    if not session.wait_until(lambda: find_shown_error(session) != message):
        raise CheckFailedError(
            f"привязано, а на карточке всё ещё сообщение о сбое: «{shorten(message)}»",
            f"linked, and the card still tells of the failure: “{shorten(message)}”",
        )


@pytest.mark.requirement("J-8")
def test_another_profile_is_linked_after_unlinking(teacher_sessions: TeacherSessions) -> None:
    """После отвязки привязывается другой профиль."""
    session = teacher_sessions.open(profiles=2)
    profiles = session.vendor.require_sandbox().get_person(session.teacher.phone).profiles
    duplicate, second_profile = sorted(profile.id for profile in profiles)
    for profile_id in (duplicate, second_profile):
        session.consent.answer(session.connect(), profile_id=profile_id)
        session.expect_linked()
        if session.vendor.find_linked_profile_ids(session.teacher) != [profile_id]:
            raise CheckFailedError("привязан не тот профиль", "another profile is linked than was chosen")
        session.open_card()
        session.reset_link()


@pytest.mark.requirement("J-9")
def test_double_click_on_connect_gives_one_link(teacher_sessions: TeacherSessions) -> None:
    """Двойное нажатие на кнопку подключения даёт одну привязку."""
    session = teacher_sessions.open()
    session.consent.answer(session.connect(twice=True))
    expect_one_link(session)
    expect_no_extra_window(session)


@pytest.mark.requirement("J-10")
def test_double_click_on_link_gives_one_link(teacher_sessions: TeacherSessions) -> None:
    """Двойное нажатие на «Привязать» даёт одну привязку."""
    session = teacher_sessions.open()
    _, consent = session.begin()
    consent.link_button.dblclick(no_wait_after=True)
    expect_one_link(session)


@pytest.mark.requirement("J-11")
def test_reload_of_the_return_address_breaks_nothing(teacher_sessions: TeacherSessions) -> None:
    """Повторная загрузка адреса возврата ничего не ломает."""
    session = teacher_sessions.open()
    window, address = session.reach_return()
    go_to(window, address)
    session.wait_until(session.is_known_to_sferum)
    session.open_card()
    expect_no_server_error(go_to(session.page, address))
    session.open_card()
    expect_one_link(session)


@pytest.mark.requirement("J-12")
def test_two_tabs_make_one_link(teacher_sessions: TeacherSessions) -> None:
    """Привязка, начатая в двух вкладках, одна."""
    session = teacher_sessions.open()
    # It stays open: a tab whose window VK ID was in cannot always be closed.
    first = session.open_tab().journal.go_to_connection(session.traffic.is_vk_id)
    second = session.connect()
    # Both are held first: the end of one attempt may close the windows of all.
    held = [(window, session.consent.hold_return(window)) for window in (first, second)]
    for window, address in held:
        go_to(window, address)
        if not session.wait_until(session.is_known_to_sferum):
            raise CheckFailedError("попытка, начатая первой, не привязала", "the attempt that began first did not link")
    session.open_card()
    expect_one_link(session)


@pytest.mark.requirement("J-13")
@pytest.mark.needs("sign_out", "sign_in")
def test_link_outlives_the_session(teacher_sessions: TeacherSessions) -> None:
    """После выхода и нового входа привязка на месте."""
    session = teacher_sessions.open()
    session.link()
    session.open_card()
    sign_out(session)
    session.sign_in()
    session.open_card()
    try:
        session.journal.expect_connected()
    except AssertionError:
        raise CheckFailedError(
            "после нового входа карточка говорит «не подключен»", "after another sign-in it is not connected"
        ) from None
    if "unlink" not in session.vendor.file.missing:
        expect_unlinking_to_last(session)


def expect_unlinking_to_last(session: TeacherSession) -> None:
    """Raises CheckFailedError where the link that the teacher undoes is back after another sign-in."""
    try:
        session.unlink()
        session.expect_not_connected(retry=True)
    except Exception as error:
        if not is_about_journal(error):
            raise
        raise NotTestableError(
            "отвязать не удалось: вернётся ли привязка, не узнать", "unlinking failed: nobody knows what comes after it"
        ) from error
    sign_out(session)
    session.sign_in()
    session.open_card()
    session.settle()
    if session.journal.connected.is_visible():
        raise CheckFailedError(
            "после нового входа снятая привязка вернулась", "after another sign-in the link that was undone is back"
        )
