"""Shortcuts: straight to the page where a scenario begins, with no sign-in screens before it."""

from collections.abc import Callable, Mapping

from playwright.sync_api import BrowserContext, Page

from automation.people import Teacher
from automation.target import Target
from mock_server.client import SandboxClient
from pages.sferum import AdminConsole
from pages.sferum_profile import ApplicationPage, ProfilePage

NewPage = Callable[[], Page]
"""The fixture `new_page`."""


def add_cookie(context: BrowserContext, cookie: Mapping[str, str]) -> None:
    """Gives the browser a session that the sandbox has opened."""
    context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": cookie["url"]}])


def remember(page: Page, sandbox: SandboxClient, phone: str) -> None:
    """Signs the phone's owner in to VK ID, which then asks this browser for neither phone nor code."""
    add_cookie(page.context, sandbox.create_vk_session(phone))


def open_vk_id(
    page: Page, target: Target, sandbox: SandboxClient, teacher: Teacher, *, remembered: bool = False
) -> None:
    """Does what «Перейти к подключению» does, in the same tab.

    Ends at VK ID's first screen: at the phone, or at the account in a `remembered` browser.
    """
    page.goto(vk_id_address(page, target, sandbox, teacher, remembered=remembered))


def vk_id_address(
    page: Page, target: Target, sandbox: SandboxClient, teacher: Teacher, *, remembered: bool = False
) -> str:
    """Returns the address of VK ID's first screen, of a login that the page's browser has begun."""
    add_cookie(page.context, sandbox.create_journal_session(teacher.login))
    if remembered:
        remember(page, sandbox, teacher.phone)
    return page.context.request.post(f"{target.journal}/office/messenger/connect").url


def open_admin_console(
    page: Page, target: Target, sandbox: SandboxClient, phone: str, organization_id: int
) -> AdminConsole:
    """Opens an organization's console for its administrator."""
    remember(page, sandbox, phone)
    page.goto(f"{target.sferum}/organizations/{organization_id}")
    return AdminConsole(page)


def open_profile(page: Page, target: Target, sandbox: SandboxClient, phone: str) -> ProfilePage:
    """Opens «Мой учебный профиль» for the phone's owner."""
    remember(page, sandbox, phone)
    page.goto(f"{target.sferum}/profile")
    return ProfilePage(page)


def apply_for_membership(
    page: Page, target: Target, sandbox: SandboxClient, phone: str, organization_id: int, *classes: str
) -> ProfilePage:
    """Applies to an organization, for the classes or groups of these titles; returns the applicant's page."""
    profile = open_profile(page, target, sandbox, phone)
    profile.find(organization_id)
    ApplicationPage(page).submit(*classes)
    profile.expect_open()
    return profile
