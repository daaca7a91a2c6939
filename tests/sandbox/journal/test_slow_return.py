"""How long the journal waits for a return from VK ID that is being answered in another window."""

import time
from uuid import uuid4

import pytest
from sqlalchemy import select

from automation.people import Teacher
from mock_server.context import Sandbox
from mock_server.model.journal import JournalUser, LinkAttempt
from tests.http_teacher import HttpTeacher


@pytest.mark.parametrize(
    ("timeouts", "is_awaited"), [(1.5, True), (3, False)], ids=["полтора ожидания", "три ожидания"]
)
def test_slow_return_is_awaited_for_two_timeouts(
    own_sandbox: Sandbox, teacher: Teacher, http_teacher: HttpTeacher, timeouts: float, is_awaited: bool
) -> None:
    """Пока возврат из VK ID может ещё кончиться, журнал говорит, что привязка выполняется, — и не дольше."""
    returned_at = time.time() - timeouts * own_sandbox.settings.journal_timeout_s
    with own_sandbox.store.write() as session:
        user = session.scalars(select(JournalUser).where(JournalUser.login == teacher.login)).one()
        times = {"started_at": returned_at, "returned_at": returned_at}
        session.add(LinkAttempt(state=str(uuid4()), user_id=user.id, code_verifier="", **times))
    page = http_teacher.request_journal("GET", "/office/messenger")
    assert ("Привязка выполняется" in page.text) == is_awaited
