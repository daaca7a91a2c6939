"""What the scenarios share."""

import pytest
from playwright.sync_api import Page

from automation.people import Teacher
from automation.target import Target
from fixtures.sandbox import SandboxClient
from tests.e2e.desk import Desk, DeskOf
from tests.visitor import Visitor


@pytest.fixture
def desk_of(page: Page, target: Target, sandbox: SandboxClient) -> DeskOf:
    """Puts a teacher at the journal's messenger page: in the test's own page, or in another one."""

    def sit_down(
        teacher: Teacher,
        *,
        remembered: bool = False,
        linked: bool = False,
        profile_id: int | None = None,
        at: Page = page,
    ) -> Desk:
        if linked:
            with Visitor(sandbox, teacher) as elsewhere:
                elsewhere.link(remembered=True, profile_id=profile_id)
        desk = Desk(at, target, sandbox, teacher)
        if remembered or linked:
            desk.remember()
        return desk

    return sit_down
