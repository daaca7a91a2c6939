"""The guide's «невозможно получить идентификационные данные. Подробнее...» (A-3E)."""

import pytest
from playwright.sync_api import Page, expect

from automation.factories import People
from automation.target import Target
from mock_server.client import SandboxClient
from pages.vk_id import CodeScreen, IdentityDataHelp, PhoneScreen
from tests.e2e.journal_session import OpenJournal
from tests.e2e.shortcuts import open_vk_id

ALERT = """
- alert:
  - text: "Нажата «Продолжить», но произошла ошибка: невозможно получить идентификационные данные."
  - link "Подробнее..."
"""


@pytest.mark.requirement("A-3E", "A-3")
def test_error_links_to_help_and_the_next_attempt_succeeds(
    people: People, sandbox: SandboxClient, open_journal: OpenJournal
) -> None:
    """Ошибка, «Подробнее...» и обратно; повторная попытка удаётся, привязка доходит до конца."""
    teacher = people.create_teacher()
    sandbox.create_fault("vk_id", "submit_phone", "identity-data", phone=teacher.phone)
    journal = open_journal(teacher)
    login = journal.open_vk_id()
    screen = PhoneScreen(login.window)
    screen.submit(teacher.phone)
    expect(screen.error).to_match_aria_snapshot(ALERT)
    expect(screen.login).to_have_value(teacher.phone)
    assert sandbox.read_codes(teacher.phone, wait_s=0) == []

    screen.read_more()
    IdentityDataHelp(login.window).expect_open()
    IdentityDataHelp(login.window).try_again()
    screen.expect_open()
    expect(screen.error).to_be_hidden()

    login.reach_consent().link()
    journal.expect_linked()


@pytest.mark.requirement("A-3E", "B-3")
def test_error_repeats_until_its_cause_is_gone(
    page: Page, target: Target, people: People, sandbox: SandboxClient
) -> None:
    """Причина не устранена: та же ошибка снова; исправленный номер проходит."""
    refused, other = people.create_teacher(profile=False), people.create_teacher(profile=False)
    sandbox.create_fault("vk_id", "submit_phone", "identity-data", phone=refused.phone, times=None)
    open_vk_id(page, target, sandbox, refused)
    screen = PhoneScreen(page)
    for _ in range(2):
        with page.expect_navigation():  # the same screen again
            screen.submit(refused.phone)
        expect(screen.error).to_match_aria_snapshot(ALERT)
    assert sandbox.read_codes(refused.phone, wait_s=0) == []
    screen.submit(other.phone)
    CodeScreen(page).expect_open()
