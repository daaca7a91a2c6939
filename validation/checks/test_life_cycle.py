"""The lives of attempts, sessions and links: each may end, or be doubled, while a teacher is on the way."""

import json
from typing import Any

import pytest
from playwright.sync_api import Error

from pages.windows import Window, get_page, go_to, reload_page, start_going_to
from validation.agreement import no_broken_page
from validation.errors import CheckFailedError, NotTestableError
from validation.expectations import expect_error_message, expect_one_link
from validation.invariants import expect_shown_once
from validation.leaks import decode_layers
from validation.messages import expect_no_false_cause, read_error_message
from validation.other_accounts import NEW_NAME, link_under_new_name
from validation.request_records import find_redemptions
from validation.service_answers import FORBIDDEN
from validation.session_cookies import sign_out
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]

_HOUR_S = 3600
_SLOW_S = 0.6
"""An answer that every journal waits for, J-17's impatient ones too."""
_CLEAR_STORAGES = "() => { localStorage.clear(); sessionStorage.clear(); }"


@pytest.mark.requirement("J-21")
def test_code_that_comes_back_an_hour_later_is_told(teacher_sessions: TeacherSessions) -> None:
    """Код, который вернулся через час, назван, ничего не привязано, следующая попытка привязывает."""
    session = teacher_sessions.open()
    window, address = session.reach_return()
    session.vendor.require_sandbox().move_time(session.teacher.phone, _HOUR_S)
    with no_broken_page(session):
        go_to(window, address)
        expect_error_message(session)
        expect_no_false_cause(read_error_message(session), is_outage=False)
    session.expect_unlinked()
    session.link()


@pytest.mark.requirement("J-22")
@pytest.mark.needs("sign_in")
def test_session_that_ended_meanwhile_links_nobody(teacher_sessions: TeacherSessions) -> None:
    """Возврат после конца сеанса в журнале никого не привязывает, а после входа привязка получается."""
    session = teacher_sessions.open()
    window, address = session.reach_return()
    end_journal_session(session)
    with no_broken_page(session):
        go_to(window, address)
        session.settle()
        if session.is_known_to_sferum():
            raise CheckFailedError(
                "профиль привязан браузером, который не вошёл в журнал",
                "the profile was linked by a browser that is not signed in to the journal",
            )
    session.sign_in()
    session.open_card()
    if not session.journal.connected.is_visible():
        session.link()
    session.expect_linked()


def end_journal_session(session: TeacherSession) -> None:
    """Takes away from the browser what sites keep in it. Raises NotTestableError where that ends no session."""
    session.open_card()
    session.page.evaluate(_CLEAR_STORAGES)
    session.context.clear_cookies()  # VK ID's too: cookies of one host are not told apart by port
    reload_page(session.page)
    card = session.journal.not_connected.or_(session.journal.connected)
    session.settle()
    if card.first.is_visible():
        raise NotTestableError(
            "журнал узнаёт учителя и без cookie и хранилищ",
            "the journal knows the teacher without cookies and storages",
        )


@pytest.mark.requirement("J-23")
def test_two_returns_at_the_same_moment_make_one_link(teacher_sessions: TeacherSessions) -> None:
    """Два возврата в один миг — одна привязка."""
    session = teacher_sessions.open()
    operation = session.vendor.find_linking_operation("vk_id")
    window, address = session.reach_return()
    second_page = session.open_tab().page
    # However quick the journal is, the second return comes while it waits for VK ID.
    slow = session.apply_fault("vk_id", operation, "delay", delay_s=_SLOW_S, times=1)
    with slow, no_broken_page(session):
        start_going_to(window, address)
        go_to(second_page, f"{address}&")  # the same answer; of the same address a browser asks one at a time
        session.wait_until(session.is_known_to_sferum)
        session.settle()
        session.open_card()
        expect_one_link(session)
    expect_shown_once(find_redemptions(session.fetch_records()))


@pytest.mark.requirement("J-24")
def test_back_button_after_the_link_breaks_nothing(teacher_sessions: TeacherSessions) -> None:
    """Кнопка «назад» после привязки ничего не ломает."""
    session = teacher_sessions.open()
    if session.journal.office.is_visible():  # a session of another check is at the card at once: nothing is behind it
        session.journal.go_to_office()
        session.journal.open_messenger()
        session.journal.expect_card()
    session.link()
    with no_broken_page(session):
        for _ in range(2):
            try:
                session.page.go_back()
            except Error:  # a page that the browser may not ask for again, or that goes on by itself
                continue
        session.open_card()
        expect_one_link(session)


@pytest.mark.requirement("J-25")
def test_link_made_in_another_browser_is_shown(teacher_sessions: TeacherSessions) -> None:
    """Привязку, сделанную в другом браузере, показывает и первый, и второй раз её не делает."""
    session = teacher_sessions.open()
    window, address = session.reach_return()
    other_browser = teacher_sessions.open_elsewhere(session)
    other_browser.link()
    with no_broken_page(session):
        open_card_anew(session)
        expect_one_link(session)
        go_to(window, address)  # an attempt that began before
        session.settle()
        open_card_anew(session)
        expect_one_link(session)
    open_card_anew(other_browser)
    expect_one_link(other_browser)


def open_card_anew(session: TeacherSession) -> None:
    """Opens the card; signs in again where another sign-in has ended this session."""
    try:
        session.open_card()
    except AssertionError:
        session.sign_in()
        session.open_card()


@pytest.mark.requirement("J-31")
@pytest.mark.needs("sign_out", "sign_in")
def test_next_teacher_in_the_same_browser_sees_their_own_card(teacher_sessions: TeacherSessions) -> None:
    """Следующий учитель в том же браузере видит свою карточку, а не карточку того, кто вышел."""
    first, other = teacher_sessions.open_several(2)
    link_under_new_name(first)
    first.open_card()
    (profile_id,) = first.vendor.find_linked_profile_ids(first.teacher)
    sign_out(first)
    browser_state: Any = first.context.storage_state(indexed_db=True)
    storages = [each for each in browser_state["origins"] if first.vendor.is_journal(each["origin"])]
    left = json.dumps([*storages, *first.vendor.list_cookies(first.context)])
    if any(mark in layer for layer in decode_layers(left) for mark in (str(profile_id), NEW_NAME[0])):
        raise CheckFailedError(
            "после выхода в хранилище или cookie браузера остались ID профиля учителя или имя из профиля",
            "after the sign-out the ID or the name of the teacher's profile is in a storage or a cookie of the browser",
        )
    second = TeacherSession(first.vendor, other.teacher, teacher_sessions.make_context(browser_state))
    second.sign_in()
    second.open_card()
    second.settle()
    if second.journal.connected.is_visible() or str(profile_id) in second.page.content():
        raise CheckFailedError(
            "учитель видит привязку того, кто входил в этом браузере до него",
            "a teacher sees the link of whoever was signed in in this browser before",
        )


def go_to_held(session: TeacherSession, window: Window, address: str) -> None:
    """Goes there in the window, or in a new one: the end of another attempt may have closed the windows of all."""
    go_to(session.context.new_page() if get_page(window).is_closed() else window, address)


@pytest.mark.requirement("J-28")
def test_refusal_in_another_tab_keeps_the_link(teacher_sessions: TeacherSessions) -> None:
    """Отказ в одной вкладке не снимает привязку, сделанную в другой."""
    session = teacher_sessions.open()
    stale = session.open_tab().journal.go_to_connection(session.traffic.is_vk_id)
    address = session.consent.hold_return(stale, refused=True)
    session.open_card()
    session.link()
    with no_broken_page(session):
        go_to_held(session, stale, address)
        session.settle()
        session.open_card()
        expect_one_link(session)


@pytest.mark.requirement("J-28")
def test_refused_attach_in_another_tab_keeps_the_link(teacher_sessions: TeacherSessions) -> None:
    """И попытка, которую отклонил Сферум, тоже."""
    session = teacher_sessions.open()
    stale = session.open_tab().journal.go_to_connection(session.traffic.is_vk_id)
    address = session.consent.hold_return(stale)
    session.open_card()
    session.link()
    with session.apply_fault("sferum", "attach", **FORBIDDEN.fault), no_broken_page(session):
        go_to_held(session, stale, address)
        session.settle()
        session.open_card()
        expect_one_link(session)
