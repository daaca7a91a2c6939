"""Unlinking when Sferum fails, or when it is done twice: the journal and Sferum agree, and nobody is stuck."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error

from pages.labels import list_steps
from validation.agreement import expect_agreement, no_broken_page
from validation.errors import CheckFailedError
from validation.expectations import expect_card, expect_error_message, expect_one_link, expect_one_state
from validation.messages import expect_no_internals, read_error_message
from validation.service_answers import ServiceAnswer, list_detach_failures
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes", "unlink")]

_SAY_NO = "() => { window.confirm = () => { __asked(); return false; }; }"


def unlink_in_vain(session: TeacherSession, answer: ServiceAnswer) -> None:
    """Unlinks while Sferum answers so; the journal must say that it failed, and show what Sferum has."""
    with session.apply_fault("sferum", "detach", **answer.fault):
        session.unlink()
        expect_error_message(session, within_s=answer.told_within_s)
        expect_no_internals(read_error_message(session))
    expect_agreement(session)


def expect_unlinked_on_both_sides(session: TeacherSession) -> None:
    """Raises CheckFailedError unless the card says «не подключен», and Sferum has no link, before long."""
    session.expect_not_connected(retry=True)
    if not session.wait_until(lambda: not session.is_known_to_sferum()):
        raise CheckFailedError("журнал отвязал, а Сферум нет", "unlinked in the journal, still attached in Sferum")


@pytest.mark.requirement("J-7")
def test_unlinking_brings_the_card_back(teacher_sessions: TeacherSessions) -> None:
    """«Отвязать» возвращает карточку «не подключен»."""
    session = teacher_sessions.open()
    session.link()
    expect_one_state(session, "connected")
    expect_question_to_undo_nothing(session)
    expect_answer_no_to_undo_nothing(session)
    expect_card(session)
    session.wait_until(lambda: not session.is_known_to_sferum())  # P-30 is about that
    session.expect_not_connected(retry=True)
    expect_one_state(session, "not_connected")


def expect_question_to_undo_nothing(session: TeacherSession) -> None:
    """Raises CheckFailedError where the link is undone before the last click, by which the teacher confirms it."""
    if len(list_steps(session.journal.labels.unlink)) == 1:
        return
    session.journal.ask_to_unlink()
    session.settle()
    if not session.is_known_to_sferum():
        raise CheckFailedError(
            "журнал отвязал, не дождавшись последнего нажатия, которым учитель подтверждает отвязку",
            "the journal has unlinked before the last click, by which the teacher confirms it",
        )


def expect_answer_no_to_undo_nothing(session: TeacherSession) -> None:
    """Unlinks. Raises CheckFailedError where it does so although the teacher has answered no to the browser."""
    questions: list[None] = []
    session.page.expose_function("__asked", lambda: questions.append(None))
    session.page.evaluate(_SAY_NO)
    session.journal.unlink()
    session.settle()
    if not questions:  # the press has unlinked
        return
    if not session.is_known_to_sferum():
        raise CheckFailedError(
            "учитель ответил «Отмена» на вопрос об отвязке, и журнал всё равно отвязал",
            "the teacher answered no when asked about unlinking, and the journal has unlinked",
        )
    session.open_card()
    session.unlink()


@pytest.mark.requirement("J-19")
def test_each_failure_of_unlinking_is_told(teacher_sessions: TeacherSessions) -> None:
    """Сферум не отвязал: журнал говорит об этом и показывает привязку, а в следующий раз отвязывает."""
    session = teacher_sessions.open()
    session.link()
    for answer in list_detach_failures(session.vendor):
        session.open_card()
        if not session.journal.connected.is_visible():  # the journal has tried again by itself, and succeeded
            session.link()
            session.open_card()
        with answer.named():
            unlink_in_vain(session, answer)
    session.open_card()
    if session.journal.connected.is_visible():
        session.unlink()
    expect_unlinked_on_both_sides(session)


@pytest.mark.requirement("J-20")
def test_lost_answer_of_unlinking_is_mended(teacher_sessions: TeacherSessions) -> None:
    """Сферум отвязал, а ответ потерян: журнал и Сферум сходятся не позже следующей попытки."""
    session = teacher_sessions.open()
    session.link()
    session.open_card()
    with session.apply_fault("sferum", "detach", "drop", moment="after", times=1) as fault_id:
        session.unlink()
        session.wait_until(lambda: session.has_applied_fault(fault_id))
        session.settle()
    session.open_card()
    if session.journal.connected.is_visible():
        session.unlink()
    expect_unlinked_on_both_sides(session)


@pytest.mark.requirement("J-26")
def test_link_removed_in_sferum_can_be_made_again(teacher_sessions: TeacherSessions) -> None:
    """Профиля больше нет: привязку можно снять в журнале и сделать с другим профилем."""
    session = teacher_sessions.open()
    session.link()
    session.vendor.set_up_account(session.teacher, profiles=1)  # the account and its profile are new
    with no_broken_page(session):
        session.open_card()
        if session.journal.connected.is_visible():
            session.unlink()
        expect_unlinked_on_both_sides(session)
        session.link()
        session.open_card()
        expect_one_link(session)


@pytest.mark.requirement("J-27")
def test_unlinking_in_two_tabs_breaks_nothing(teacher_sessions: TeacherSessions) -> None:
    """«Отвязать», нажатое в двух вкладках, отвязывает."""
    session = teacher_sessions.open()
    session.link()
    session.open_card()
    tab = session.open_tab()
    second_tab, second_page = tab.journal, tab.page
    second_tab.expect_connected()
    with no_broken_page(session):
        session.unlink()
        session.journal.expect_not_connected()
        with suppress(Error, AssertionError):  # it may have heard of it, or hear of it now
            if second_tab.connected.is_visible():
                second_tab.unlink()
        second_tab.expect_not_connected()
        expect_unlinked_on_both_sides(session)
    second_page.close()
    session.link()
