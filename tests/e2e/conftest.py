"""What the scenarios share."""

import pytest
from playwright.sync_api import Page
from pytest_playwright.pytest_playwright import CreateContextCallback

from automation.factories import People
from automation.people import Teacher
from automation.target import Target
from automation.vk_id_login import CodeSource
from fixtures.strict import ScenarioWatch
from mock_server.client import SandboxClient
from tests.e2e.journal_session import JournalSession, OpenJournal
from tests.e2e.shortcuts import NewPage
from tests.http_teacher import HttpTeacher


@pytest.fixture(autouse=True)
def _scenario_is_watched(request: pytest.FixtureRequest, scenario_watch: ScenarioWatch | None) -> None:
    """Lets no scenario do without: see `fixtures.strict`."""
    assert scenario_watch is not None or not {"browser", "sandbox"} <= set(request.fixturenames)


@pytest.fixture
def open_journal(page: Page, target: Target, sandbox: SandboxClient, code_for: CodeSource) -> OpenJournal:
    """Opens the journal's messenger page for a teacher: in the test's own page, or in another one."""

    def open_session(
        teacher: Teacher,
        *,
        remembered: bool = False,
        linked: bool = False,
        profile_id: int | None = None,
        at: Page = page,
    ) -> JournalSession:
        if linked:
            with HttpTeacher(sandbox, teacher) as other_browser:
                other_browser.link(remembered=True, profile_id=profile_id)
        journal = JournalSession(at, target, sandbox, teacher, code_for)
        if remembered or linked:
            journal.remember()
        return journal

    return open_session


@pytest.fixture
def new_page(new_context: CreateContextCallback) -> NewPage:
    """Opens a page of another person's browser."""
    return lambda: new_context().new_page()


@pytest.fixture
def kindergarten(people: People) -> int:
    """A kindergarten with two groups."""
    groups = [{"code": "chamomile", "title": "Ромашка"}, {"code": "cornflower", "title": "Василёк"}]
    return people.create_organization(title="Детский сад №7", kind="kindergarten", classes=groups)


@pytest.fixture
def person(people: People) -> Teacher:
    """A person with an educational profile who belongs to no organization."""
    person = people.build_teacher(0)
    people.give_profile(person)
    return person
