"""The guide's «невозможно получить идентификационные данные. Подробнее...» (A-3E)."""

import pytest
from playwright.sync_api import Page, expect

from automation.factories import People
from automation.target import Target
from automation.vk_id_login import CodeSource
from mock_server.client import SandboxClient
from pages.consent import Consent
from pages.vk_id import AccountScreen, CodeScreen, IdentityDataHelp, PhoneScreen
from tests.e2e.journal_session import OpenJournal
from tests.e2e.vk_id_door import enter_vk_id

ALERT = """
- alert:
  - text: "Нажата «Продолжить», но произошла ошибка: невозможно получить идентификационные данные."
  - link "Подробнее..."
"""


@pytest.mark.requirement("A-3E", "A-3")
def test_error_is_told_with_the_way_to_help_and_the_next_try_links(
    people: People, sandbox: SandboxClient, code_for: CodeSource, open_journal: OpenJournal
) -> None:
    """Ошибка, «Подробнее...» и обратно; повторная попытка удаётся, привязка доходит до конца."""
    teacher = people.teacher()
    sandbox.fault("vk_id", "submit_phone", "identity-data", phone=teacher.phone)
    desk = open_journal(teacher)
    window = desk.card.go_to_connection()
    screen = PhoneScreen(window)
    screen.submit(teacher.phone)
    expect(screen.error).to_match_aria_snapshot(ALERT)
    expect(screen.login).to_have_value(teacher.phone)
    assert sandbox.codes(teacher.phone, wait_s=0) == []

    screen.read_more()
    IdentityDataHelp(window).expect_open()
    IdentityDataHelp(window).try_again()
    screen.expect_open()
    expect(screen.error).to_be_hidden()

    screen.submit(teacher.phone)
    CodeScreen(window).submit(code_for(teacher.phone))
    AccountScreen(window).submit()
    Consent(window).link()
    desk.expect_linked()


@pytest.mark.requirement("A-3E", "B-3")
def test_error_stays_as_long_as_its_cause(page: Page, target: Target, people: People, sandbox: SandboxClient) -> None:
    """Причина не устранена: та же ошибка снова; исправленный номер проходит."""
    struck, other = people.teacher(profile=False), people.teacher(profile=False)
    sandbox.fault("vk_id", "submit_phone", "identity-data", phone=struck.phone, times=None)
    enter_vk_id(page, target, sandbox, struck)
    screen = PhoneScreen(page)
    for _ in range(2):
        with page.expect_navigation():  # the same screen again
            screen.submit(struck.phone)
        expect(screen.error).to_match_aria_snapshot(ALERT)
    assert sandbox.codes(struck.phone, wait_s=0) == []
    screen.submit(other.phone)
    CodeScreen(page).expect_open()
