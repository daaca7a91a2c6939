"""The guide from its first page to the chats of its own school: what `make run` shows."""

import pytest
from playwright.sync_api import Page

from automation.factories import People
from automation.linking import link_with_profile, link_without_profile, open_chats
from automation.target import Target
from automation.vk_id_login import CodeSource
from mock_server.client import SandboxClient
from pages.journal import NavBar
from tests.e2e.messenger import expect_guides_chats


@pytest.mark.requirement("START-1", "START-2", "A-1", "A-2", "A-3", "A-4", "A-5", "A-7", "C-1", "C-2")
def test_teacher_with_profile_is_linked_and_finds_the_chats(
    page: Page, target: Target, people: People, sandbox: SandboxClient, code_for: CodeSource
) -> None:
    """Привязка при наличии учебного профиля Сферум."""
    teacher = people.create_school_51_teacher()
    link_with_profile(page, target, teacher, code_for)
    NavBar(page).expect_connected()
    expect_guides_chats(open_chats(page))
    (profile,) = sandbox.get_person(teacher.phone).profiles
    assert profile.link is not None
    assert profile.link.organization_id == teacher.organization_id


@pytest.mark.requirement("START-1", "START-2", "B-1", "B-2", "B-3", "B-4", "B-5", "B-8", "C-1", "C-2")
def test_teacher_without_profile_creates_one_and_finds_the_chats(
    page: Page, target: Target, people: People, sandbox: SandboxClient, code_for: CodeSource
) -> None:
    """Привязка при отсутствии учебного профиля Сферум."""
    teacher = people.create_school_51_teacher(profile=False)
    link_without_profile(page, target, teacher, code_for)
    NavBar(page).expect_connected()
    expect_guides_chats(open_chats(page))
    (profile,) = sandbox.get_person(teacher.phone).profiles
    assert (profile.last_name, profile.first_name, profile.patronymic, profile.birth_date, profile.sex) == (
        teacher.last_name,
        teacher.first_name,
        teacher.patronymic,
        teacher.birth_date.isoformat(),
        teacher.sex,
    )
