"""A service that hangs must not hold the journal's page."""

import time

import pytest
from playwright.sync_api import Error, TimeoutError

from validation.errors import CheckFailedError
from validation.teacher_sessions import TeacherSessions

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]

_LONGER_S = 3


@pytest.mark.requirement("P-28")
@pytest.mark.parametrize("service", ["vk_id", "sferum"])
def test_hanging_service_does_not_hold_the_page(teacher_sessions: TeacherSessions, service: str) -> None:
    """Страница журнала возвращается за limits.answer_s."""
    session = teacher_sessions.open()
    limit = session.vendor.file.limits.answer_s
    window, consent = session.begin()
    address = session.intercept_return(window, consent.link)
    with session.apply_fault(
        service, session.vendor.find_linking_operation(service), "delay", delay_s=limit + _LONGER_S
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
    session.open_card()
