"""The way through VK ID's screens in a browser: one for journeys, jobs, checks and tests."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from automation.errors import AutomationError
from automation.people import Teacher
from pages.consent import ConsentDialog
from pages.vk_id import AccountScreen, CodeScreen, PhoneScreen, ProfileScreen
from pages.windows import Window

CodeSource = Callable[[str], str]
"""Returns the confirmation code that was sent to a phone (E.164)."""


class VkIdLoginError(AutomationError):
    """VK ID did not go on to the next screen; the message is what the screen says, in Russian."""


class PhoneRefusedError(VkIdLoginError):
    """VK ID refused the phone (A-3E among others)."""


class CodeRefusedError(VkIdLoginError):
    """VK ID refused the confirmation code."""


@dataclass(frozen=True)
class VkIdLogin:
    """One person in a window of VK ID. A `submit_*` method leaves a screen and waits for the screen that follows."""

    window: Window
    phone: str
    code_for: CodeSource

    def submit_phone(self) -> None:
        """Types the phone (A-3). Raises PhoneRefusedError."""
        phone, code = PhoneScreen(self.window), CodeScreen(self.window)
        phone.submit(self.phone)
        expect(code.heading.or_(phone.error)).to_be_visible()
        if phone.error.is_visible():
            raise PhoneRefusedError(_one_line(phone.error))

    def submit_code(self, next_screen: Locator | None = None) -> None:
        """Types the code that was sent (A-4) and waits for `next_screen`: the account, if None.

        Raises CodeRefusedError.
        """
        code = CodeScreen(self.window)
        following = next_screen or AccountScreen(self.window).heading
        code.submit(self.code_for(self.phone))
        expect(following.or_(code.error).first).to_be_visible()
        if code.heading.is_visible() and code.error.is_visible():
            raise CodeRefusedError(_one_line(code.error))

    def submit_account(self, profile_id: int | None = None) -> ConsentDialog:
        """Goes on with an educational profile (A-5): the first one, if `profile_id` is None."""
        account = AccountScreen(self.window)
        if profile_id is not None:
            account.choose(profile_id)
        account.submit()
        return self._consent()

    def open_new_profile(self) -> None:
        """Asks for a new educational profile (B-4)."""
        AccountScreen(self.window).create_profile()
        ProfileScreen(self.window).expect_open()

    def fill_in_new_profile(self, teacher: Teacher) -> None:
        """Sends the form of a new educational profile (B-5), and waits for nothing."""
        form = ProfileScreen(self.window)
        birth_date = teacher.birth_date.strftime("%d.%m.%Y")
        form.fill(teacher.last_name, teacher.first_name, teacher.patronymic, birth_date, teacher.sex)
        form.submit()

    def submit_new_profile(self, teacher: Teacher) -> ConsentDialog:
        """Creates an educational profile (B-5)."""
        self.fill_in_new_profile(teacher)
        return self._consent()

    def reach_consent(
        self, *, remembered: bool = False, profile_id: int | None = None, new_profile: Teacher | None = None
    ) -> ConsentDialog:
        """Goes from the first screen to the consent; a browser that VK ID remembers begins at the account.

        `new_profile` is whose educational profile is created on the way (branch B). Raises VkIdLoginError.
        """
        if not remembered:
            self.submit_phone()
            self.submit_code()
        if new_profile is None:
            return self.submit_account(profile_id)
        self.open_new_profile()
        return self.submit_new_profile(new_profile)

    def _consent(self) -> ConsentDialog:
        consent = ConsentDialog(self.window)
        consent.expect_open()
        return consent


def _one_line(message: Locator) -> str:
    return " ".join(message.inner_text().split())
