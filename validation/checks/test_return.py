"""The way back from VK ID: what the journal must not accept there. A person who is not linked stays not linked."""

import secrets
from typing import Any

import pytest
from playwright.sync_api import Frame

from pages.windows import go_to
from validation.agreement import open_clean_card
from validation.cookies import format_names, list_strict_cookies, withhold_strict_cookies
from validation.errors import CheckFailedError
from validation.foreign_site import ForeignSite
from validation.request_records import find_attach_calls, find_redemptions
from validation.return_address import change_params, near_miss
from validation.session_cookies import sign_out
from validation.subjects import require_subjects
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]


def reach_return(session: TeacherSession) -> str:
    """Gives the consent, and stops there; returns the address by which VK ID sends the browser back."""
    return session.reach_return()[1]


def expect_refused(session: TeacherSession, url: str) -> None:
    """Brings the browser back by this address: nothing may be linked."""
    go_to(session.page, url)
    session.expect_unlinked()


def expect_unredeemed(owner: TeacherSession) -> None:
    """Raises CheckFailedError where the journal has shown VK ID a code of the owner's, which it must not touch."""
    if find_redemptions(owner.fetch_records()):
        raise CheckFailedError(
            "журнал погасил код, хотя state не тот: сверяет его поздно или не сверяет",
            "the journal redeemed the code although the state is wrong: it compares it too late, or does not",
        )


@pytest.mark.requirement("P-3")
def test_forged_state_is_refused(teacher_sessions: TeacherSessions) -> None:
    """Подделанный state отвергнут: и выдуманный, и похожий на свой."""
    session = teacher_sessions.open()
    for is_invented in (True, False):
        open_clean_card(session)  # a journal may open no second window while the first one is there
        address = reach_return(session)
        state = session.traffic.authorizations[-1].state
        wrong_state = secrets.token_urlsafe(32) if is_invented else near_miss(state)
        expect_refused(session, change_params(address, state=wrong_state))
    expect_unredeemed(session)


@pytest.mark.requirement("P-4")
def test_return_without_state_is_refused(teacher_sessions: TeacherSessions) -> None:
    """Возврат без state отвергнут."""
    session = teacher_sessions.open()
    expect_refused(session, change_params(reach_return(session), state=None))
    expect_unredeemed(session)


@pytest.mark.requirement("P-4")
def test_return_without_state_is_refused_where_no_attempt_is(teacher_sessions: TeacherSessions) -> None:
    """И когда учитель ничего не начинал: нет ни state в адресе, ни того, с чем его сверить."""
    attacker, victim = teacher_sessions.open_several(2)
    address = reach_return(attacker)
    for state in (None, ""):
        expect_refused(victim, change_params(address, state=state))
    if victim.vendor.find_linked_profile_ids(attacker.teacher):
        raise CheckFailedError(
            "учителю, который ничего не начинал, привязан профиль того, кто прислал ссылку",
            "a teacher who has begun nothing is linked with the profile of the person who sent the link",
        )
    expect_unredeemed(attacker)


@pytest.mark.requirement("P-5")
def test_state_of_another_teacher_is_refused(teacher_sessions: TeacherSessions) -> None:
    """state другого учителя отвергнут."""
    other_session, session = teacher_sessions.open_several(2)
    other_session.connect()
    foreign = other_session.traffic.authorizations[-1].state
    expect_refused(session, change_params(reach_return(session), state=foreign))


@pytest.mark.requirement("P-5")
@pytest.mark.needs("sign_out", "sign_in")
def test_attempt_of_whoever_had_the_browser_before_is_refused(teacher_sessions: TeacherSessions) -> None:
    """Начатое одним учителем не достаётся другому, который вошёл после него в том же браузере."""
    first, other = teacher_sessions.open_several(2)
    address = reach_return(first)
    first.open_card()
    sign_out(first)
    browser_state: Any = first.context.storage_state()
    second = teacher_sessions.open_in(teacher_sessions.make_context(browser_state), other.teacher)
    second.sign_in()
    second.open_card()
    go_to(second.page, address)
    second.settle()
    if second.is_known_to_sferum() or first.is_known_to_sferum():
        raise CheckFailedError(
            "попытка, которую начал один учитель, привязала профиль, когда в том же браузере вошёл другой",
            "an attempt that one teacher began has linked after another signed in in the same browser",
        )
    second.expect_unlinked()


@pytest.mark.requirement("P-6")
def test_used_state_is_refused(teacher_sessions: TeacherSessions) -> None:
    """Использованный state отвергнут."""
    session = teacher_sessions.open()
    session.link()
    finished = session.traffic.authorizations[-1].url
    session.open_card()
    session.reset_link()
    # VK ID knows nothing of the journal's attempts: asked again with the same state, it gives another code.
    go_to(session.page, finished)
    second_address = session.consent.hold_return(session.page)
    before = len(find_attach_calls(session.fetch_records()))
    go_to(session.page, second_address)
    session.settle()
    if len(find_attach_calls(session.fetch_records())) > before:
        raise CheckFailedError("законченная попытка привязала ещё раз", "a finished attempt linked once more")
    session.expect_not_connected()


@pytest.mark.requirement("P-7")
def test_code_of_another_person_is_refused(teacher_sessions: TeacherSessions) -> None:
    """Ссылка с чужими code и state не привязывает чужой профиль."""
    attacker, victim = teacher_sessions.open_several(2)
    lure = reach_return(attacker)
    go_to(victim.page, lure)
    victim.settle()
    if victim.vendor.find_linked_profile_ids(attacker.teacher):
        raise CheckFailedError(
            "профиль того, кто прислал ссылку, привязан к учителю, который её открыл",
            "the profile of the person who sent the link is linked to the teacher who opened it",
        )
    victim.expect_unlinked()


@pytest.mark.requirement("P-29")
def test_return_from_another_site_finds_the_session(teacher_sessions: TeacherSessions) -> None:
    """При возврате с другого сайта, без cookie с SameSite=Strict, привязка получается."""
    session = teacher_sessions.open()
    vendor, context = session.vendor, session.context
    window = session.connect()
    strict = list_strict_cookies(context, vendor.file.origins)
    if vendor.is_at_another_site:
        session.consent.answer(window)  # the browser itself keeps them back
    else:
        require_subjects(vendor.list_cookies(context), "cookie журнала", "cookies of the journal")
        address = session.consent.hold_return(window)
        # A frame gets no cookie by a return from another site, not even a lax one; behind the bridge all cookies go.
        if isinstance(window, Frame) or vendor.file.bridge is not None:
            strict = withhold_strict_cookies(context, vendor.file.origins, vendor.is_return)
            go_to(window, address)
        else:
            ForeignSite(context, vendor.journal).lead_to(window, address)
    if not session.wait_until(session.is_known_to_sferum):
        names = format_names(strict)
        raise CheckFailedError(
            f"при возврате с другого сайта привязка не получилась; cookie с SameSite=Strict: {names or 'нет'}",
            f"linking failed on a return from another site; SameSite=Strict cookies: {names or 'none'}",
        )
