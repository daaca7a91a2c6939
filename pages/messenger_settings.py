"""VK Messenger's menu, and its settings, where a person sees their ID (E-2)."""

from playwright.sync_api import Page, expect

from pages.ids import match_id
from pages.steps import step

ACCOUNT_PATH = "/settings/account?back=Lw%3D%3D"
"""The guide's address of the account's settings (E-2)."""


class Menu:
    """The application's menu: «VK Мессенджер», «Правка», «Вид», «Окно»."""

    REQUIREMENTS = ("E-2",)

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bar = page.get_by_role("navigation", name="Меню приложения")
        self.titles = self.bar.locator("summary")  # a summary has no role of its own
        self.settings = self.bar.get_by_role("link", name="Настройки")

    @step("Открыть настройки из меню «VK Мессенджер»")
    def open_settings(self) -> None:
        self.titles.filter(has_text="VK Мессенджер").click()
        self.settings.click()


class SettingsPage:
    """«Настройки»."""

    REQUIREMENTS = ("E-2",)

    def __init__(self, page: Page) -> None:
        self.page = page
        self.account = page.get_by_role("list", name="Разделы").get_by_role("link", name="Аккаунт")

    @step("Открыть раздел «Аккаунт»")
    def open_account(self) -> None:
        self.account.click()


class AccountSettingsPage:
    """«Аккаунт»: the user's ID, and the account's other profiles."""

    REQUIREMENTS = ("E-2",)

    def __init__(self, page: Page) -> None:
        self.page = page
        # A definition has no accessible name, so it cannot be found by its term.
        self.user_id = page.get_by_test_id("user-id")
        self.profiles = page.get_by_role("group", name="Учебный профиль")
        self.switch_button = page.get_by_role("button", name="Сменить профиль")
        self.back_link = page.get_by_role("link", name="Назад")

    @step("Открыть настройки аккаунта")
    def open(self, messenger: str) -> None:
        self.page.goto(messenger + ACCOUNT_PATH)

    @step("Сменить профиль")
    def switch_to(self, profile_id: int) -> None:
        self.profiles.get_by_role("radio", name=match_id(profile_id)).check()
        self.switch_button.click()

    @step("Вернуться из настроек")
    def go_back(self) -> None:
        self.back_link.click()

    def expect_user_id(self, profile_id: int) -> None:
        """Checks the ID that is shown."""
        expect(self.user_id).to_have_text(str(profile_id))
