"""Several codes wait for a person: the last one lets in (A-4)."""

import pytest
from playwright.sync_api import Page, expect

from automation.factories import People
from automation.target import Target
from automation.vk_id_login import CodeSource
from mock_server.client import SandboxClient
from pages.vk_id import CodeScreen, PhoneScreen
from tests.e2e.expectations import expect_account
from tests.e2e.shortcuts import open_vk_id


@pytest.mark.requirement("A-4")
def test_newest_of_the_codes_that_nobody_has_taken_lets_in(
    page: Page, target: Target, people: People, sandbox: SandboxClient, code_for: CodeSource
) -> None:
    """Код пришёл трижды, и ни одного не прочитали: подходит последний."""
    teacher = people.create_teacher()
    sandbox.set_confirmation(teacher.phone, resend_s=0)
    open_vk_id(page, target, sandbox, teacher)
    PhoneScreen(page).submit(teacher.phone)
    screen = CodeScreen(page)
    for count in (1, 2, 3):
        if count > 1:
            screen.call_again()
        expect(screen.call_again_button).to_be_visible()
        sent = sandbox.read_codes(teacher.phone, consume=False)
        assert len(sent) == count
    code = code_for(teacher.phone)
    assert code == sent[-1].code
    screen.submit(code)
    expect_account(page, teacher)
