"""Confirming a login by a call, by SMS, by e-mail (A-4)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from automation.factories import People
from automation.people import Teacher
from automation.target import Target
from automation.vk_id_login import CodeSource
from mock_server.client import SandboxClient
from pages.vk_id import CodeScreen, PhoneScreen
from tests.e2e.expectations import expect_account
from tests.e2e.shortcuts import NewPage, open_vk_id

RESEND_S = 60
LIFETIME_S = 300
EXPIRED = "Код больше не действует. Запросите новый"
NO_ATTEMPTS = "Попытки закончились. Запросите новый код"

OpenPhoneScreen = Callable[[Teacher], PhoneScreen]
OpenCodeScreen = Callable[[Teacher], CodeScreen]


@pytest.fixture
def open_phone_screen(page: Page, target: Target, sandbox: SandboxClient) -> OpenPhoneScreen:
    """Takes a teacher to «Вход в VK ID», in a browser whose clock stands still until the test moves it."""
    page.clock.install(time=0)
    page.clock.pause_at(1)

    def open_screen(teacher: Teacher) -> PhoneScreen:
        open_vk_id(page, target, sandbox, teacher)
        return PhoneScreen(page)

    return open_screen


@pytest.fixture
def open_code_screen(open_phone_screen: OpenPhoneScreen) -> OpenCodeScreen:
    """Takes a teacher to «Подтвердите вход»."""

    def open_screen(teacher: Teacher) -> CodeScreen:
        phone_screen = open_phone_screen(teacher)
        phone_screen.submit(teacher.phone)
        screen = CodeScreen(phone_screen.page)
        screen.expect_open()
        return screen

    return open_screen


def wait_out_the_countdown(screen: CodeScreen, sandbox: SandboxClient, phone: str) -> None:
    """Moves the clocks of the browser and of VK ID forward by the length of the countdown."""
    screen.expect_counting()
    sandbox.move_time(phone, RESEND_S)
    screen.page.clock.fast_forward(RESEND_S * 1000)


def wrong_code(code: str) -> str:
    """Returns a code of the same length that is wrong."""
    return "".join(str((int(digit) + 1) % 10) for digit in code)


# --- By a call, by SMS, by e-mail --------------------------------------------------------------------------------


@pytest.mark.requirement("A-4")
def test_call_comes_from_a_number_that_ends_with_the_code(
    people: People, sandbox: SandboxClient, open_code_screen: OpenCodeScreen
) -> None:
    """Звонок: код — последние 4 цифры номера, с которого звонят."""
    teacher = people.create_teacher()
    screen = open_code_screen(teacher)
    (sent,) = sandbox.read_codes(teacher.phone)
    assert sent.method == "call"
    assert sent.caller is not None
    assert sent.caller.startswith("+79")
    assert len(sent.code) == 4
    screen.submit(sent.caller[-4:])
    expect_account(screen.page, teacher)


@pytest.mark.requirement("A-4")
def test_sms_brings_the_code(people: People, sandbox: SandboxClient, open_code_screen: OpenCodeScreen) -> None:
    """SMS: экран говорит об SMS, код из неё подходит."""
    teacher = people.create_teacher()
    sandbox.set_confirmation(teacher.phone, method="sms")
    screen = open_code_screen(teacher)
    expect(screen.explanation).to_have_text(f"Мы отправили SMS с кодом на номер +7 9** ***-**-{teacher.phone[-2:]}")
    expect(screen.countdown).to_contain_text("SMS поступит в течение")
    (sent,) = sandbox.read_codes(teacher.phone)
    assert (sent.method, sent.caller) == ("sms", None)
    screen.submit(sent.code)
    expect_account(screen.page, teacher)


@pytest.mark.requirement("A-3", "A-4")
def test_e_mail_brings_the_code(
    people: People, sandbox: SandboxClient, open_phone_screen: OpenPhoneScreen, page: Page
) -> None:
    """Почта вместо телефона: письмо с кодом, повторное письмо после отсчёта."""
    teacher = people.create_teacher(profile=False)
    people.give_profile(teacher, email=f"{teacher.login}@school.example")
    open_phone_screen(teacher).submit(f" {teacher.login.upper()}@School.Example ")
    screen = CodeScreen(page)
    expect(screen.explanation).to_have_text("Мы отправили письмо с кодом на почту t***@school.example")
    (first,) = sandbox.read_codes(teacher.phone)
    assert (first.method, first.caller) == ("email", None)
    wait_out_the_countdown(screen, sandbox, teacher.phone)
    screen.write_again()
    (second,) = sandbox.read_codes(teacher.phone)
    assert second.method == "email"
    screen.submit(second.code)
    expect_account(page, teacher)


@pytest.mark.parametrize(("length", "digits"), [(3, "3 цифры"), (6, "6 цифр")], ids=["три цифры", "шесть цифр"])
@pytest.mark.requirement("A-4")
def test_length_of_the_code_is_a_setting(
    people: People,
    sandbox: SandboxClient,
    code_for: CodeSource,
    open_code_screen: OpenCodeScreen,
    length: int,
    digits: str,
) -> None:
    """Длина кода настраивается, экран называет её."""
    teacher = people.create_teacher()
    sandbox.set_confirmation(teacher.phone, code_length=length)
    screen = open_code_screen(teacher)
    expect(screen.explanation).to_contain_text(f"Введите последние {digits} этого номера")
    expect(screen.code).to_have_accessible_name(f"Введите {digits}")
    code = code_for(teacher.phone)
    assert len(code) == length
    screen.submit(code)
    expect_account(screen.page, teacher)


# --- The countdown, and another code after it --------------------------------------------------------------------


@pytest.mark.requirement("A-4")
def test_countdown_ends_and_another_call_brings_another_code(
    people: People, sandbox: SandboxClient, code_for: CodeSource, open_code_screen: OpenCodeScreen
) -> None:
    """Отсчёт кончился: можно позвонить ещё раз, новый код подходит, прежний уже нет."""
    teacher = people.create_teacher()
    screen = open_code_screen(teacher)
    first = code_for(teacher.phone)
    screen.page.clock.run_for((screen.seconds_left() - 1) * 1000)
    expect(screen.countdown).to_be_visible()
    expect(screen.call_again_button).to_be_hidden()
    expect(screen.sms_button).to_be_hidden()
    wait_out_the_countdown(screen, sandbox, teacher.phone)
    expect(screen.countdown).to_be_hidden()
    expect(screen.sms_button).to_be_visible()
    screen.call_again()
    second = code_for(teacher.phone)
    expect(screen.countdown).to_contain_text("Звонок поступит в течение")
    screen.submit(first)
    screen.expect_error("Неверный код. Осталось попыток: 2")
    screen.submit(second)
    expect_account(screen.page, teacher)


@pytest.mark.requirement("A-4")
def test_sms_instead_of_a_call(people: People, sandbox: SandboxClient, open_code_screen: OpenCodeScreen) -> None:
    """Звонок не дошёл: код приходит по SMS."""
    teacher = people.create_teacher()
    screen = open_code_screen(teacher)
    (call,) = sandbox.read_codes(teacher.phone)
    wait_out_the_countdown(screen, sandbox, teacher.phone)
    screen.ask_for_sms()
    (sms,) = sandbox.read_codes(teacher.phone)
    assert (call.method, sms.method) == ("call", "sms")
    expect(screen.explanation).to_contain_text("Мы отправили SMS с кодом")
    screen.submit(sms.code)
    expect_account(screen.page, teacher)


@pytest.mark.requirement("A-4")
def test_another_code_asked_for_too_early_is_not_sent(
    people: People, sandbox: SandboxClient, code_for: CodeSource, open_code_screen: OpenCodeScreen
) -> None:
    """До конца отсчёта новый код не высылается, даже в обход кнопки; прежний действует."""
    teacher = people.create_teacher()
    screen = open_code_screen(teacher)
    code = code_for(teacher.phone)
    answer = screen.page.request.post(screen.page.url.replace("/code", "/resend"), form={"method": "sms"})
    assert answer.ok
    screen.page.reload()
    expect(screen.explanation).to_contain_text("Вам поступит звонок/SMS с уникального номера")
    assert sandbox.read_codes(teacher.phone, wait_s=0) == []
    screen.submit(code)
    expect_account(screen.page, teacher)


@pytest.mark.requirement("A-3", "A-4")
def test_same_phone_submitted_again_keeps_its_code(
    people: People, sandbox: SandboxClient, code_for: CodeSource, open_code_screen: OpenCodeScreen
) -> None:
    """Назад и тот же номер ещё раз: второго кода нет, первый действует."""
    teacher = people.create_teacher()
    screen = open_code_screen(teacher)
    code = code_for(teacher.phone)
    screen.change_phone()
    PhoneScreen(screen.page).submit(teacher.phone)
    screen.expect_open()
    assert sandbox.read_codes(teacher.phone, wait_s=0) == []
    screen.submit(code)
    expect_account(screen.page, teacher)


# --- Codes that do not work --------------------------------------------------------------------------------------


@pytest.mark.requirement("A-4")
def test_wrong_code_is_refused_and_the_right_one_still_works(
    people: People, code_for: CodeSource, open_code_screen: OpenCodeScreen
) -> None:
    """Неверный код: экран называет, сколько осталось попыток."""
    teacher = people.create_teacher()
    screen = open_code_screen(teacher)
    code = code_for(teacher.phone)
    for wrong, attempts_left in ((wrong_code(code), 2), (code[:-1], 1)):
        screen.submit(wrong)
        screen.expect_error(f"Неверный код. Осталось попыток: {attempts_left}")
    screen.submit(code)
    expect_account(screen.page, teacher)


@pytest.mark.requirement("A-4")
def test_no_attempts_left_until_another_code_comes(
    people: People, sandbox: SandboxClient, code_for: CodeSource, open_code_screen: OpenCodeScreen
) -> None:
    """Попытки закончились: не подходит и верный код, пока не придёт новый."""
    teacher = people.create_teacher()
    sandbox.set_confirmation(teacher.phone, attempts=2)
    screen = open_code_screen(teacher)
    code = code_for(teacher.phone)
    screen.submit(wrong_code(code))
    screen.expect_error("Неверный код. Осталось попыток: 1")
    screen.submit(wrong_code(code))
    screen.expect_error(NO_ATTEMPTS)
    with screen.page.expect_navigation():  # the same words again
        screen.submit(code)
    screen.expect_error(NO_ATTEMPTS)
    wait_out_the_countdown(screen, sandbox, teacher.phone)
    screen.call_again()
    new = code_for(teacher.phone)
    expect(screen.error).to_be_hidden()
    screen.submit(new)
    expect_account(screen.page, teacher)


@pytest.mark.requirement("A-4")
def test_expired_code_is_refused(
    people: People, sandbox: SandboxClient, code_for: CodeSource, open_code_screen: OpenCodeScreen
) -> None:
    """Код просрочен: нужен новый."""
    teacher = people.create_teacher()
    screen = open_code_screen(teacher)
    code = code_for(teacher.phone)
    sandbox.move_time(teacher.phone, LIFETIME_S)
    screen.submit(code)
    screen.expect_error(EXPIRED)
    screen.call_again()
    screen.submit(code_for(teacher.phone))
    expect_account(screen.page, teacher)


@pytest.mark.requirement("A-4")
def test_code_used_for_one_login_does_not_open_another(
    people: People, code_for: CodeSource, open_code_screen: OpenCodeScreen
) -> None:
    """Использованный код не открывает второй вход."""
    teacher = people.create_teacher()
    screen = open_code_screen(teacher)
    used = code_for(teacher.phone)
    screen.submit(used)
    expect_account(screen.page, teacher)
    screen.page.context.clear_cookies()
    screen = open_code_screen(teacher)
    screen.submit(used)
    screen.expect_error("Неверный код. Осталось попыток: 2")
    screen.submit(code_for(teacher.phone))
    expect_account(screen.page, teacher)


@pytest.mark.requirement("A-3", "A-4")
def test_changed_phone_needs_a_code_of_its_own(
    people: People, sandbox: SandboxClient, code_for: CodeSource, open_code_screen: OpenCodeScreen
) -> None:
    """Номер исправлен: код, высланный на первый, второму не подходит."""
    first, second = people.create_teacher(), people.create_teacher()
    for teacher in (first, second):
        sandbox.set_confirmation(teacher.phone, code_length=9)  # two codes of four digits may be the same
    screen = open_code_screen(first)
    foreign = code_for(first.phone)
    screen.change_phone()
    PhoneScreen(screen.page).submit(second.phone)
    code = code_for(second.phone)
    screen.submit(foreign)
    screen.expect_error("Неверный код. Осталось попыток: 2")
    screen.submit(code)
    expect_account(screen.page, second)


@pytest.mark.requirement("A-4")
def test_login_belongs_to_the_browser_that_began_it(
    people: People, code_for: CodeSource, open_code_screen: OpenCodeScreen, new_page: NewPage
) -> None:
    """Чужой браузер по адресу входа не видит ничего и не может ввести код."""
    teacher = people.create_teacher()
    screen = open_code_screen(teacher)
    code = code_for(teacher.phone)
    other_browser = new_page()
    answer = other_browser.goto(screen.page.url)
    assert answer is not None
    assert answer.status == 404
    expect(other_browser.get_by_role("heading")).to_have_text("Вход не найден")
    expect(other_browser.locator("body")).not_to_contain_text(teacher.phone[-2:])
    assert other_browser.request.post(screen.page.url, form={"code": code}).status == 404
    assert other_browser.request.get(screen.page.url.replace("/code", "/account")).status == 404
    screen.submit(code)
    expect_account(screen.page, teacher)
