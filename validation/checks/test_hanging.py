"""A service that hangs must not hold the journal's page."""

import time

import pytest
from playwright.sync_api import Error, TimeoutError

from validation.errors import CheckFailedError
from validation.teacher_session import TeacherSessions, token_operation

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]

_LONGER_S = 3


@pytest.mark.requirement("P-28")
@pytest.mark.parametrize("service", ["vk_id", "sferum"])
def test_hanging_service_does_not_hold_the_page(visits: TeacherSessions, service: str) -> None:
    """Страница журнала возвращается за limits.answer_s."""
    visit = visits.one()
    limit = visit.vendor.file.limits.answer_s
    operation = token_operation(visit.vendor) if service == "vk_id" else "attach"
    window, consent = visit.begin()
    genuine = visit.hold(window, consent.link)
    with visit.fault(service, operation, "delay", delay_s=limit + _LONGER_S):
        started = time.monotonic()
        try:
            window.goto(genuine, timeout=limit * 1000, wait_until="commit")
        except TimeoutError:
            raise CheckFailedError(
                f"страница не вернулась за {limit:g} с", f"the page did not come back within {limit:g} s"
            ) from None
        except Error:
            if time.monotonic() - started > limit:
                raise
    visit.open_card()
