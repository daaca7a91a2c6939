"""Each answer of VK ID and of Sferum at linking: told truly, and the journal and Sferum agree afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from pages.windows import go_to
from validation import service_answers
from validation.agreement import (
    expect_agreement,
    link_in_vain,
    link_in_vain_told_truly,
    link_or_be_told,
    no_broken_page,
    open_clean_card,
)
from validation.errors import CheckFailedError
from validation.expectations import expect_error_message, expect_one_link
from validation.messages import (
    expect_no_false_cause,
    expect_no_internals,
    names_outage,
    names_uncertainty,
    read_error_message,
    shorten,
)
from validation.request_records import find_attach_calls, find_calls, find_redemptions
from validation.return_address import change_params
from validation.service_answers import (
    PROFILE_LINKED,
    ServiceAnswer,
    list_attach_failures,
    list_person_failures,
    list_token_failures,
)
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions
from validation.walkthrough import Walkthrough

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]

_RETURNED_ERRORS = ("server_error", "temporarily_unavailable", "invalid_request")
"""VK ID's, as RFC 6749 §4.1.2.1 names them."""
_SLOW_S = 1.0
"""An answer that every journal waits for."""
_MAX_CALLS = 5
"""Of one attempt: some tries more are usual, a service that is refusing is not to be flooded (RFC 6585 §4)."""
_LINKED_AND_FAILED = {**service_answers.BAD_GATEWAY.fault, "moment": "after", "times": 1}
"""Sferum links, once, and answers with an error."""


@pytest.mark.requirement("J-14")
def test_each_failure_of_sferum_is_told_truly(teacher_sessions: TeacherSessions) -> None:
    """Каждый отказ Сферума назван правдиво, и стороны сходятся."""
    session = teacher_sessions.open()
    for answer in list_attach_failures(session.vendor):
        if answer is not PROFILE_LINKED:
            link_in_vain_by_few_calls(session, "sferum", answer, find_attach_calls)
            continue
        with answer.named():
            message = link_in_vain(session, "sferum", answer)
            if names_outage(message):
                raise CheckFailedError(
                    f"о чужом профиле сказано как о сбое: «{shorten(message)}»",
                    f"somebody else's profile is told as a failure: “{shorten(message)}”",
                )


def link_in_vain_by_few_calls(
    session: TeacherSession,
    service: str,
    answer: ServiceAnswer,
    find: Callable[[list[dict[str, Any]]], list[dict[str, Any]]],
) -> None:
    """Does as `link_in_vain_told_truly`; raises CheckFailedError, too, where the journal makes many of these calls."""
    before = len(find(session.fetch_records()))
    link_in_vain_told_truly(session, service, answer)
    with answer.named():
        expect_few_calls(len(find(session.fetch_records())) - before)


def expect_few_calls(count: int) -> None:
    """Raises CheckFailedError where the journal has asked again and again what was refused."""
    if count > _MAX_CALLS:
        raise CheckFailedError(
            f"после отказа журнал повторил запрос {count} раз подряд", f"the journal repeated the request {count} times"
        )


@pytest.mark.requirement("J-15")
def test_each_failure_of_vk_id_is_told_truly(teacher_sessions: TeacherSessions, linked: Walkthrough) -> None:
    """Каждый отказ VK ID назван правдиво, и стороны сходятся."""
    session = teacher_sessions.open()
    for answer in list_token_failures(session.vendor):
        link_in_vain_by_few_calls(session, "vk_id", answer, find_redemptions)
    if find_calls(linked.records, "vk_id", "user_info"):  # what a journal may do without
        for answer in list_person_failures(session.vendor):
            link_or_be_told(session, "vk_id", "user_info", answer)


@pytest.mark.requirement("J-30")
def test_each_error_of_vk_id_on_the_way_back_is_told_truly(teacher_sessions: TeacherSessions) -> None:
    """Ошибка, с которой VK ID вернул браузер, названа, и не отказом учителя."""
    session = teacher_sessions.open()
    for error in _RETURNED_ERRORS:
        open_clean_card(session)
        window, refused = session.reach_return(refused=True)
        with no_broken_page(session):
            go_to(window, change_params(refused, error=error, error_description="ordered by the validation"))
            expect_error_message(session)
            message = read_error_message(session)
            expect_no_internals(message)
            expect_no_false_cause(message)
        session.expect_unlinked()


@pytest.mark.requirement("J-16")
def test_no_answer_of_sferum_is_no_link(teacher_sessions: TeacherSessions) -> None:
    """Страница вместо ответа Сферума не считается привязкой."""
    session = teacher_sessions.open()
    for answer in service_answers.NO_ANSWERS:
        link_in_vain_told_truly(session, "sferum", answer)


@pytest.mark.requirement("J-17")
def test_slow_answers_and_status_200_link(teacher_sessions: TeacherSessions) -> None:
    """Медленные ответы и код 200 вместо 201 — обычная привязка."""
    session = teacher_sessions.open()
    vk_id_operation = session.vendor.find_linking_operation("vk_id")
    window = session.connect()
    with (
        session.apply_fault("vk_id", vk_id_operation, "delay", delay_s=_SLOW_S),
        session.apply_fault("sferum", "attach", "delay", delay_s=_SLOW_S),
        session.apply_fault("sferum", "attach", "answer", moment="after", status=200),
    ):
        session.consent.answer(window)
        session.expect_linked()
    session.open_card()
    expect_one_link(session)


@pytest.mark.requirement("J-29")
def test_no_half_of_a_link_is_left(teacher_sessions: TeacherSessions) -> None:
    """Сферум привязал, а ответил ошибкой: стороны равны и без следующей попытки, или журнал говорит, что не знает."""
    session = teacher_sessions.open()
    window = session.connect()
    with session.apply_fault("sferum", "attach", **_LINKED_AND_FAILED):
        session.leave(lambda: session.consent.answer(window))
        session.settle()
    message = read_error_message(session)
    try:
        expect_agreement(session)
    except CheckFailedError:
        if not names_uncertainty(message):
            raise


@pytest.mark.requirement("J-18")
def test_failure_after_the_act_is_told_and_mended(teacher_sessions: TeacherSessions) -> None:
    """Сферум привязал, а ответил ошибкой: журнал говорит об этом, следующая попытка сводит стороны."""
    session = teacher_sessions.open()
    window = session.connect()
    with session.apply_fault("sferum", "attach", **_LINKED_AND_FAILED):
        session.leave(lambda: session.consent.answer(window))
        try:
            expect(session.journal.error.or_(session.journal.connected).first).to_be_visible()
        except AssertionError:
            raise CheckFailedError(
                "на экране нет ни привязки, ни сообщения о том, что случилось",
                "the screen shows neither the link nor what has happened",
            ) from None
    session.settle()
    session.open_card()
    if session.journal.not_connected.is_visible():
        session.link()
        session.open_card()
    expect_one_link(session)
