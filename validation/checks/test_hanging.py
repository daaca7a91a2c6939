"""A service that hangs must not hold the journal's page, nor other teachers."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, TimeoutError

from pages.windows import go_to, start_going_to
from validation.errors import CheckFailedError, NotTestableError
from validation.open_requests import watch_open_requests
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions
from validation.vendor import Vendor

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]

_LONGER_S = 3
_HANG_S = 1.2
"""Longer than another teacher's page and linking take, shorter than a journal waits for a service."""
_MAX_HANG_S = 6.0
_LINKS_PER_HANG = 2
"""How often another teacher could be linked meanwhile: a hang is longer where linking takes longer."""
_TRIES = 3
"""A busy machine may be late once."""
_PAGE, _LINK = "page", "link"
_HELD = {
    _PAGE: ("страница другого учителя ждёт", "another teacher's page waits"),
    _LINK: ("привязка другого учителя ждёт", "another teacher's linking waits"),
}


@pytest.mark.requirement("P-28")
@pytest.mark.parametrize("service", ["vk_id", "sferum"])
def test_hanging_service_does_not_hold_the_page(teacher_sessions: TeacherSessions, service: str) -> None:
    """Страница журнала возвращается за limits.answer_s."""
    session = teacher_sessions.open()
    limit = session.vendor.file.limits.answer_s
    window, address = session.reach_return()
    operation = session.vendor.find_linking_operation(service)
    with (
        watch_open_requests(session.context, session.vendor.is_journal) as open_requests,
        session.apply_fault(service, operation, "delay", delay_s=limit + _LONGER_S),
    ):
        started = time.monotonic()
        try:
            window.goto(address, timeout=limit * 1000, wait_until="commit")
        except TimeoutError:
            raise CheckFailedError(
                f"страница не вернулась за {limit:g} с", f"the page did not come back within {limit:g} s"
            ) from None
        except Error:
            if time.monotonic() - started > limit:
                raise
        session.settle()  # the page may come at once, and its script wait instead
        session.wait_until(lambda: not open_requests or time.monotonic() - started > limit)
        if open_requests:
            raise CheckFailedError(
                f"скрипт страницы не дождался ответа журнала за {limit:g} с",
                f"the page's script has had no answer of the journal within {limit:g} s",
            )
    session.open_card()


@pytest.mark.requirement("P-28")
@pytest.mark.parametrize("service", ["vk_id", "sferum"])
def test_hanging_service_does_not_hold_others(teacher_sessions: TeacherSessions, service: str) -> None:
    """Пока сервис молчит для одного, другой открывает карточку и привязывает профиль."""
    session, other_session = teacher_sessions.open_several(2)
    require_requests_at_once(session.vendor)
    held, hang_s = {_PAGE, _LINK}, _HANG_S
    for _ in range(_TRIES):
        held &= find_held(session, other_session, service, hang_s)
        if not held:
            return
        hang_s = max(hang_s, min((_LINKS_PER_HANG + 1) * measure_link_s(other_session), _MAX_HANG_S))
    if measure_s(other_session.open_card) > _HANG_S / 2:
        raise NotTestableError("страницы журнала слишком медленны", "the journal's pages are too slow to tell")
    if held == {_LINK} and measure_link_s(other_session) > hang_s / _LINKS_PER_HANG:
        return  # a background job: when its end comes says nothing, and the page came
    ru, en = _HELD[min(held)]
    raise CheckFailedError(f"{ru}, пока сервис молчит для одного", f"{en} while the service is silent for one")


def require_requests_at_once(vendor: Vendor) -> None:
    """Raises NotTestableError where a bridge passes the browsers' requests on one after another."""
    if vendor.file.bridge is not None:
        raise NotTestableError(
            "за мостом запросы идут по одному: [bridge]", "behind the bridge requests pass one at a time: [bridge]"
        )


def find_held(session: TeacherSession, other_session: TeacherSession, service: str, hang_s: float) -> set[str]:
    """Makes the service hang for one so long; returns what the other teacher is given only when it hangs no more."""
    sandbox, held = session.vendor.require_sandbox(), set[str]()
    window, address = session.reach_return()
    other_window, other_address = other_session.reach_return()
    operation = session.vendor.find_linking_operation(service)
    with session.apply_fault(service, operation, "delay", delay_s=hang_s, times=1) as fault_id:
        start_going_to(window, address)
        if not wait_for_hang(session, fault_id):
            raise NotTestableError("журнал не обратился к сервису", "the journal did not call the service")
        other_session.open_card()
        if not sandbox.count_active_requests(fault_id):
            held.add(_PAGE)
        go_to(other_window, other_address)
        linked = other_session.wait_until(other_session.is_known_to_sferum)
        if not linked or not sandbox.count_active_requests(fault_id):
            held.add(_LINK)
    for each in (session, other_session):
        each.settle()
        each.open_card()
        each.reset_link()
    return held


def wait_for_hang(session: TeacherSession, fault_id: int) -> bool:
    """Returns whether the journal's call hangs within limits.page_s."""
    deadline = time.monotonic() + session.vendor.file.limits.page_s
    while not session.vendor.require_sandbox().count_active_requests(fault_id):
        if time.monotonic() > deadline:
            return False
        session.context.cookies()  # meanwhile the bridge passes requests on
    return True


def measure_link_s(session: TeacherSession) -> float:
    """Returns how long linking takes when nothing hangs; undoes it. Raises NotTestableError where it does not link."""
    window, address = session.reach_return()

    def return_linked() -> None:
        go_to(window, address)
        if not session.wait_until(session.is_known_to_sferum):
            raise NotTestableError("второй учитель не привязывается", "the other teacher cannot be linked")

    seconds = measure_s(return_linked)
    session.settle()
    session.open_card()
    session.reset_link()
    return seconds


def measure_s(act: Callable[[], None]) -> float:
    """Returns how long the act takes."""
    started = time.monotonic()
    act()
    return time.monotonic() - started


@pytest.mark.requirement("J-17")
def test_card_does_not_run_ahead_of_sferum(teacher_sessions: TeacherSessions) -> None:
    """И пока Сферум не ответил, карточка не говорит, что мессенджер подключён."""
    session = teacher_sessions.open()
    require_requests_at_once(session.vendor)
    tab, sandbox = session.open_tab(), session.vendor.require_sandbox()
    window, address = session.reach_return()
    with session.apply_fault("sferum", "attach", "delay", delay_s=_HANG_S, times=1) as fault_id:
        start_going_to(window, address)
        if not wait_for_hang(session, fault_id):
            raise NotTestableError("журнал не обратился к сервису", "the journal did not call the service")
        tab.open_card()
        says_connected = tab.journal.connected.is_visible()
        is_silent = bool(sandbox.count_active_requests(fault_id))
    if not is_silent:
        raise NotTestableError("карточка открылась, когда Сферум уже ответил", "the card came after Sferum's answer")
    if says_connected:
        raise CheckFailedError(
            "Сферум ещё не ответил, а карточка говорит, что мессенджер подключён",
            "Sferum has not answered yet, and the card says that the messenger is connected",
        )
