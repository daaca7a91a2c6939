"""One linking flow: through page objects and fixtures, as a bare script, and in the full browser."""

from statistics import median

import click
from faker import Faker
from playwright.sync_api import Browser, Page, expect, sync_playwright

from automation.browsers import BrowserNotFoundError, find_browser
from automation.factories import People
from automation.linking import link_with_profile
from automation.people import Teacher
from automation.target import Target
from benchmarks.measure import in_turn, line, verdict
from mock_server.client import SandboxClient
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from pages.steps import observe
from report.evidence import Evidence

ROUNDS = 15


def report() -> None:
    """Prints the times, the ratios and whether the goals are met."""
    try:
        fast_browser, full_browser = find_browser(headed=False), find_browser(headed=True)
    except BrowserNotFoundError as error:
        raise click.ClickException(str(error)) from None
    started = in_turn({"start": _start_and_stop}, ROUNDS)["start"]
    print(line("запуск и остановка песочницы", started))
    print(verdict("запуск и остановка песочницы", median(started) * 1000, 300, " мс"))
    with run_sandbox(SandboxSettings()) as server, sync_playwright() as playwright:
        sandbox = SandboxClient(server.addresses.control)
        target = Target.from_addresses("песочница", sandbox.addresses)
        people = People(sandbox, Faker("ru_RU"))
        arranged = in_turn({"arrange": people.create_teacher}, ROUNDS)["arrange"]
        print(line("создание учителя и организации", arranged))
        print(verdict("создание учителя и организации", median(arranged) * 1000, 40, " мс"))
        shell = playwright.chromium.launch(**fast_browser.launch_args())
        # What pytest-playwright starts by default: the full browser, headless.
        full = playwright.chromium.launch(
            **full_browser.launch_args(), channel=None if full_browser.executable else "chromium"
        )
        seconds = in_turn(
            {
                "a": lambda: _through_page_objects(shell, target, people.create_teacher(), sandbox),
                "b": lambda: _bare(shell, target, people.create_teacher(), sandbox),
                "c": lambda: _through_page_objects(full, target, people.create_teacher(), sandbox),
            },
            ROUNDS,
        )
        shell.close()
        full.close()
        sandbox.close()
    print(line("a  page objects and fixtures, headless shell", seconds["a"]))
    print(line("b  bare script, same clicks, headless shell", seconds["b"]))
    print(line("c  page objects and fixtures, full Chromium", seconds["c"]))
    medians = {name: median(rounds) for name, rounds in seconds.items()}
    print(verdict("a / b", medians["a"] / medians["b"], 1.10))
    print(verdict("a / c", medians["a"] / medians["c"], 0.65))


def _start_and_stop() -> None:
    with run_sandbox(SandboxSettings()):
        pass


def _through_page_objects(browser: Browser, target: Target, teacher: Teacher, sandbox: SandboxClient) -> None:
    evidence = Evidence(screenshots=False)
    context = browser.new_context(locale="ru-RU", timezone_id="Europe/Moscow")
    with observe(evidence):
        link_with_profile(context.new_page(), target, teacher, lambda phone: sandbox.read_codes(phone)[-1].code)
    context.close()


def _bare(browser: Browser, target: Target, teacher: Teacher, sandbox: SandboxClient) -> None:
    context = browser.new_context(locale="ru-RU", timezone_id="Europe/Moscow")
    page = context.new_page()
    page.goto(target.journal)
    page.get_by_label("Логин").fill(teacher.login)
    page.get_by_label("Пароль").fill(teacher.password)
    page.get_by_role("button", name="Войти").click()
    page.get_by_role("navigation").get_by_role("link", name="Кабинет учителя").click()
    page.get_by_role("link", name="Мессенджер").click()
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Перейти к подключению").click()
    window: Page = popup.value
    window.get_by_label("Телефон или почта").fill(teacher.phone)
    window.get_by_role("button", name="Продолжить").click()
    expect(window.get_by_role("heading", name="Подтвердите вход")).to_be_visible()
    window.get_by_role("textbox").fill(sandbox.read_codes(teacher.phone)[-1].code)
    window.get_by_role("button", name="Продолжить").click()
    expect(window.get_by_role("heading", name="Проверьте учётные данные")).to_be_visible()
    window.get_by_role("button", name="Продолжить").click()
    window.get_by_role("button", name="Привязать").click()
    expect(page.get_by_role("region", name="Мессенджер подключен")).to_be_visible()
    context.close()
