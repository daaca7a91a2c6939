"""What the scenarios share."""

import pytest
from playwright.sync_api import Page
from pytest_playwright.pytest_playwright import CreateContextCallback

from automation.factories import People
from automation.people import Teacher
from automation.target import Target
from mock_server.client import SandboxClient
from tests.e2e.journal_session import JournalSession, OpenJournal
from tests.e2e.membership import NewPage
from tests.http_teacher import HttpTeacher


@pytest.fixture
def open_journal(page: Page, target: Target, sandbox: SandboxClient) -> OpenJournal:
    """Puts a teacher at the journal's messenger page: in the test's own page, or in another one."""

    def sit_down(
        teacher: Teacher,
        *,
        remembered: bool = False,
        linked: bool = False,
        profile_id: int | None = None,
        at: Page = page,
    ) -> JournalSession:
        if linked:
            with HttpTeacher(sandbox, teacher) as elsewhere:
                elsewhere.link(remembered=True, profile_id=profile_id)
        desk = JournalSession(at, target, sandbox, teacher)
        if remembered or linked:
            desk.remember()
        return desk

    return sit_down


@pytest.fixture
def new_page(new_context: CreateContextCallback) -> NewPage:
    """A page of another person's browser."""
    return lambda: new_context().new_page()


@pytest.fixture
def kindergarten(people: People) -> int:
    """A kindergarten with two groups."""
    groups = [{"code": "chamomile", "title": "Ромашка"}, {"code": "cornflower", "title": "Василёк"}]
    return people.organization(title="Детский сад №7", kind="kindergarten", classes=groups)


@pytest.fixture
def person(people: People) -> Teacher:
    """Somebody with an educational profile who belongs nowhere."""
    made = people.make(0)
    people.give_profile(made)
    return made
