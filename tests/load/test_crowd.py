"""A crowd of `--crowd` teachers links at the same moment, every second one in a browser that VK ID remembers."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import select

from automation.factories import People
from automation.people import Teacher
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.model.journal import JournalUser
from mock_server.model.sferum import ChatMember
from tests.http_teacher import HttpTeacher


@pytest.mark.requirement("C-1")
def test_each_of_a_crowd_is_linked_once(
    people: People, sandbox: SandboxClient, own_sandbox: Sandbox, pytestconfig: pytest.Config
) -> None:
    """Толпа учителей привязывается сразу: у каждого ровно одна привязка."""
    crowd: int = pytestconfig.getoption("crowd")
    school = people.create_organization()
    teachers = [people.create_teacher(school, profile=number % 2 == 0) for number in range(crowd)]

    def link(teacher: Teacher) -> list[int]:
        """Returns the statuses of all answers on the way."""
        with HttpTeacher(sandbox, teacher) as http_teacher:
            statuses: list[int] = []
            http_teacher.http.event_hooks = {"response": [lambda answer: statuses.append(answer.status_code)]}
            http_teacher.link(remembered=teachers.index(teacher) % 2 == 0)
            return statuses

    with ThreadPoolExecutor(crowd) as pool:
        statuses_of_each = list(pool.map(link, teachers))
    assert [status for statuses in statuses_of_each for status in statuses if status >= httpx.codes.BAD_REQUEST] == []
    links = sandbox.get_organization(school).links
    assert len(links) == len(set(links.values())) == crowd
    with own_sandbox.store.read() as session:
        users = session.scalars(select(JournalUser).where(JournalUser.organization_id == school))
        assert {str(user.id): user.profile_id for user in users} == links, "the journal knows what Sferum knows"
        chats = select(ChatMember.profile_id).where(ChatMember.profile_id.in_(links.values()))
        assert Counter(session.scalars(chats)) == dict.fromkeys(links.values(), 5)
