"""The guide from its first page to the chats: what `make run` shows."""

import pytest
from playwright.sync_api import Page

from automation.linking import CodeSource, link_with_profile, link_without_profile, open_chats
from automation.target import Target
from fixtures.people import People
from fixtures.sandbox import SandboxClient
from pages.journal import NavBar


@pytest.mark.requirement("START-1", "START-2", "A-1", "A-2", "A-3", "A-4", "A-5", "A-7", "C-1", "C-2")
def test_teacher_with_profile(
    page: Page, target: Target, people: People, sandbox: SandboxClient, code_for: CodeSource
) -> None:
    """Привязка при наличии учебного профиля Сферум."""
    teacher = people.teacher()
    link_with_profile(page, target, teacher, code_for)
    NavBar(page).expect_connected()
    open_chats(page).expect_count(5)
    profile, = sandbox.person(teacher.phone).profiles
    assert profile.link and profile.link.organization_id == teacher.organization_id


@pytest.mark.requirement("START-1", "START-2", "B-1", "B-2", "B-3", "B-4", "B-5", "B-8", "C-1", "C-2")
def test_teacher_without_profile(
    page: Page, target: Target, people: People, sandbox: SandboxClient, code_for: CodeSource
) -> None:
    """Привязка при отсутствии учебного профиля Сферум."""
    teacher = people.teacher(profile=False)
    link_without_profile(page, target, teacher, code_for)
    open_chats(page).expect_count(5)
