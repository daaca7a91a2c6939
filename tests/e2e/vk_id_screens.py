"""The way through VK ID's window, screen by screen, for scenarios in which something happens half-way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from automation.people import Teacher
from automation.vk_id_login import CodeSource
from pages.consent import Consent
from pages.vk_id import AccountScreen, CodeScreen, PhoneScreen, ProfileScreen

WITH_PROFILE = ("phone", "code", "account", "consent")
WITHOUT_PROFILE = ("phone", "code", "profile", "consent")
"""The screens that a teacher with an educational profile, or one without, leaves by what is sent to VK ID."""


@dataclass(frozen=True)
class Screen:
    """A screen that is open; `leave` does what leads to the next one."""

    name: str
    leave: Callable[[], None]


def trip(
    window: Page, teacher: Teacher, code_for: CodeSource, *, remembered: bool = False, profile: bool = True
) -> Iterator[Screen]:
    """Each screen of the window once it is open; it is for the caller to leave it.

    `remembered`: VK ID knows the browser; `profile`: the teacher has one, otherwise it is made on the way.
    """
    if not remembered:
        phone = PhoneScreen(window)
        phone.expect_open()
        yield Screen("phone", lambda: phone.submit(teacher.phone))
        code = CodeScreen(window)
        code.expect_open()
        sent = code_for(teacher.phone)
        yield Screen("code", lambda: code.submit(sent))
    account = AccountScreen(window)
    account.expect_open()
    if profile:
        yield Screen("account", account.submit)
    else:
        account.create_profile()
        form = ProfileScreen(window)
        form.expect_open()
        born = teacher.birth_date.strftime("%d.%m.%Y")

        def fill_and_submit() -> None:
            form.fill(teacher.last_name, teacher.first_name, teacher.patronymic, born, teacher.sex)
            form.submit()

        yield Screen("profile", fill_and_submit)
    consent = Consent(window)
    consent.expect_open()
    yield Screen("consent", consent.link)
