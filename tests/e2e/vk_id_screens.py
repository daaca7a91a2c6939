"""VK ID's screens one by one, for scenarios in which something happens on the way to the link."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from automation.people import Teacher
from automation.vk_id_login import VkIdLogin
from pages.consent import ConsentDialog
from pages.vk_id import AccountScreen, CodeScreen, PhoneScreen

WITH_PROFILE = ("phone", "code", "account", "consent")
WITHOUT_PROFILE = ("phone", "code", "profile", "consent")
"""The screens that a teacher with an educational profile, or one without, leaves by sending something to VK ID."""


@dataclass(frozen=True)
class OpenScreen:
    """A screen that is shown; `leave` does what leads to the next one, and waits for nothing."""

    name: str
    leave: Callable[[], None]


def open_screens(
    login: VkIdLogin, *, remembered: bool = False, new_profile: Teacher | None = None
) -> Iterator[OpenScreen]:
    """Yields each screen once it is shown, from the phone to the consent; the caller leaves it.

    Parameters are those of `VkIdLogin.reach_consent`.
    """
    if not remembered:
        PhoneScreen(login.window).expect_open()
        yield OpenScreen("phone", lambda: PhoneScreen(login.window).submit(login.phone))
        CodeScreen(login.window).expect_open()
        code = login.code_for(login.phone)  # once, though the screen may be left twice
        yield OpenScreen("code", lambda: CodeScreen(login.window).submit(code))
    AccountScreen(login.window).expect_open()
    if new_profile is None:
        yield OpenScreen("account", AccountScreen(login.window).submit)
    else:
        login.open_new_profile()
        yield OpenScreen("profile", lambda: login.fill_in_new_profile(new_profile))
    consent = ConsentDialog(login.window)
    consent.expect_open()
    yield OpenScreen("consent", consent.link)
