"""What people type into «Телефон или почта» (A-3)."""

import pytest
from playwright.sync_api import Page, expect

from automation.factories import People
from automation.target import Target
from automation.vk_id_login import CodeSource
from mock_server.client import SandboxClient
from pages.vk_id import CodeScreen, PhoneScreen
from tests.e2e.shortcuts import open_vk_id

CHECK_IT = "Проверьте номер мобильного телефона или почту"


@pytest.mark.requirement("A-3", "B-3")
def test_phone_is_accepted_as_people_type_it(
    page: Page, target: Target, people: People, sandbox: SandboxClient, code_for: CodeSource
) -> None:
    """Номер телефона принимается так, как его пишут."""
    teacher = people.create_teacher()
    digits = teacher.phone.removeprefix("+7")
    sandbox.set_confirmation(teacher.phone, resend_s=0)
    for spelling in (
        "8{0}{1}{2}{3}",
        "8 ({0}) {1}-{2}-{3}",
        "+7 {0} {1} {2} {3}",
        "+7-{0}-{1}-{2}-{3}",
        "7{0}{1}{2}{3}",
        "{0}{1}{2}{3}",
        "  +7{0}{1}{2}{3}  ",
    ):
        open_vk_id(page, target, sandbox, teacher)
        PhoneScreen(page).submit(spelling.format(digits[:3], digits[3:6], digits[6:8], digits[8:]))
        CodeScreen(page).expect_open()
        assert code_for(teacher.phone), spelling


@pytest.mark.requirement("A-3", "B-3")
def test_wrong_phone_is_refused_at_its_screen(
    page: Page, target: Target, people: People, sandbox: SandboxClient
) -> None:
    """Не номер мобильного телефона и не почта: экран говорит об этом, код не высылается."""
    open_vk_id(page, target, sandbox, people.create_teacher())
    screen = PhoneScreen(page)
    for typed, message in (
        ("", "Введите номер телефона или почту"),
        ("мой телефон", CHECK_IT),
        ("+7 912 345-67", CHECK_IT),
        ("+7 912 345-67-890", CHECK_IT),
        ("+7 495 123-45-67", CHECK_IT),  # a landline
        ("+375 29 123-45-67", CHECK_IT),  # another country's
        ("учитель@школа", CHECK_IT),
        ("nobody@school.example", "Аккаунт с такой почтой не найден"),
        ('"><img src=x onerror=alert(1)>', CHECK_IT),
    ):
        screen.submit(typed)
        expect(screen.error).to_have_text(message)
        screen.expect_open()
        expect(screen.login).to_have_value(typed)
        expect(page.locator("img")).to_have_count(0)
        assert page.request.get(page.url.replace("/phone", "/code")).url == page.url, "there is no code to wait for"
