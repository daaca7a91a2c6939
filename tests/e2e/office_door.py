"""Into Sferum and the messenger with no screens of VK ID: the browser is remembered there."""

from playwright.sync_api import Page

from automation.target import Target
from mock_server.client import SandboxClient
from pages.sferum import AdminConsole
from pages.sferum_profile import ApplicationPage, ProfilePage


def remember(page: Page, sandbox: SandboxClient, phone: str) -> None:
    """VK ID remembers this browser: it asks the phone's owner for neither phone nor code."""
    cookie = sandbox.vk_session(phone)
    page.context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": cookie["url"]}])


def open_office(page: Page, target: Target, sandbox: SandboxClient, phone: str, organization_id: int) -> AdminConsole:
    """The office of an organization, for its administrator."""
    remember(page, sandbox, phone)
    page.goto(f"{target.sferum}/organizations/{organization_id}")
    return AdminConsole(page)


def open_profile(page: Page, target: Target, sandbox: SandboxClient, phone: str) -> ProfilePage:
    """«Мой учебный профиль» of the person with this phone."""
    remember(page, sandbox, phone)
    page.goto(f"{target.sferum}/profile")
    return ProfilePage(page)


def apply(
    page: Page, target: Target, sandbox: SandboxClient, phone: str, organization_id: int, *classes: str
) -> ProfilePage:
    """An application to an organization, for the classes or groups of these titles; returns the applicant's page."""
    profile = open_profile(page, target, sandbox, phone)
    profile.find(organization_id)
    ApplicationPage(page).submit(*classes)
    profile.expect_open()
    return profile
