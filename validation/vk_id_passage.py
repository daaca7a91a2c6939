"""A teacher's way through VK ID's screens, on which nothing that goes wrong is the journal's doing."""

from playwright.sync_api import Locator, expect

from automation.vk_id_login import CodeRefusedError, PhoneRefusedError, VkIdLogin
from pages.vk_id import AccountScreen, PhoneScreen
from validation.errors import NotCheckedError


class VkIdPassage(VkIdLogin):
    """As `VkIdLogin`, but raises NotCheckedError where VK ID refuses what was typed."""

    def submit_phone(self) -> None:
        """Types the phone (A-3)."""
        try:
            super().submit_phone()
        except PhoneRefusedError as error:
            raise NotCheckedError(
                f"не проверено: VK ID не принял номер: {error}", f"not checked: VK ID refused the phone: {error}"
            ) from error

    def submit_code(self, next_screen: Locator | None = None) -> None:
        """Types the code (A-4)."""
        try:
            super().submit_code(next_screen)
        except CodeRefusedError as error:
            raise NotCheckedError(
                f"не проверено: VK ID не принял код: {error}", f"not checked: VK ID refused the code: {error}"
            ) from error

    def reach_account(self) -> None:
        """Goes to the screen of the account. A browser that VK ID remembers is there, unless the journal asks anew."""
        phone, account = PhoneScreen(self.window).heading, AccountScreen(self.window).heading
        expect(phone.or_(account)).to_be_visible()
        if phone.is_visible():
            self.submit_phone()
            self.submit_code()
