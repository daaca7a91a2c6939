"""Straight to VK ID's first screen, for scenarios that begin there."""

from playwright.sync_api import Page

from automation.people import Teacher
from automation.target import Target
from mock_server.client import SandboxClient


def enter_vk_id(
    page: Page, target: Target, sandbox: SandboxClient, teacher: Teacher, *, remembered: bool = False
) -> None:
    """What «Перейти к подключению» does, with none of the journal's screens; ends on a screen of VK ID.

    In a `remembered` browser that is the account, in any other the phone.
    """
    page.goto(vk_id_address(page, target, sandbox, teacher, remembered=remembered))


def vk_id_address(
    page: Page, target: Target, sandbox: SandboxClient, teacher: Teacher, *, remembered: bool = False
) -> str:
    """The address of that screen, of a login that the page's browser has begun."""
    cookies = [sandbox.journal_session(teacher.login)]
    if remembered:
        cookies.append(sandbox.vk_session(teacher.phone))
    page.context.add_cookies([{"name": each["name"], "value": each["value"], "url": each["url"]} for each in cookies])
    return page.context.request.post(f"{target.journal}/office/messenger/connect").url
