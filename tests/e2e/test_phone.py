"""What people type into «Телефон или почта» (A-3)."""

import pytest
from playwright.sync_api import Page, expect

from automation.linking import CodeSource
from automation.target import Target
from fixtures.people import People
from fixtures.sandbox import SandboxClient
from pages.vk_id import CodeScreen, PhoneScreen
from tests.e2e.vk_id_door import enter_vk_id

CHECK_IT = "Проверьте номер мобильного телефона или почту"


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param("8{0}{1}{2}{3}", id="eight"),
        pytest.param("8 ({0}) {1}-{2}-{3}", id="eight-with-brackets"),
        pytest.param("+7 {0} {1} {2} {3}", id="spaces"),
        pytest.param("+7-{0}-{1}-{2}-{3}", id="dashes"),
        pytest.param("7{0}{1}{2}{3}", id="seven-without-plus"),
        pytest.param("{0}{1}{2}{3}", id="ten-digits"),
        pytest.param("  +7{0}{1}{2}{3}  ", id="spaces-around"),
    ],
)
@pytest.mark.requirement("A-3", "B-3")
def test_phone_is_understood_as_people_type_it(
    page: Page, target: Target, people: People, sandbox: SandboxClient, code_for: CodeSource, spelling: str
) -> None:
    """Номер телефона принимается так, как его пишут."""
    teacher = people.teacher()
    digits = teacher.phone.removeprefix("+7")
    enter_vk_id(page, target, sandbox, teacher)
    PhoneScreen(page).submit(spelling.format(digits[:3], digits[3:6], digits[6:8], digits[8:]))
    CodeScreen(page).expect_open()
    assert code_for(teacher.phone)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        pytest.param("", "Введите номер телефона или почту", id="empty"),
        pytest.param("мой телефон", CHECK_IT, id="letters"),
        pytest.param("+7 912 345-67", CHECK_IT, id="too-short"),
        pytest.param("+7 912 345-67-890", CHECK_IT, id="too-long"),
        pytest.param("+7 495 123-45-67", CHECK_IT, id="landline"),
        pytest.param("+375 29 123-45-67", CHECK_IT, id="foreign"),
        pytest.param("учитель@школа", CHECK_IT, id="half-an-e-mail"),
        pytest.param("nobody@school.example", "Аккаунт с такой почтой не найден", id="unknown-e-mail"),
        pytest.param('"><img src=x onerror=alert(1)>', CHECK_IT, id="hostile"),
    ],
)
@pytest.mark.requirement("A-3", "B-3")
def test_bad_phone_is_refused_on_the_spot(
    page: Page, target: Target, people: People, sandbox: SandboxClient, typed: str, message: str
) -> None:
    """Не номер мобильного телефона и не почта: экран говорит об этом, код не высылается."""
    enter_vk_id(page, target, sandbox, people.teacher())
    screen = PhoneScreen(page)
    screen.submit(typed)
    expect(screen.error).to_have_text(message)
    screen.expect_open()
    expect(screen.login).to_have_value(typed)
    expect(page.locator("img")).to_have_count(0)
    assert page.request.get(page.url.replace("/phone", "/code")).url == page.url, "there is no code to wait for"
