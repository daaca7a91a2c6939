"""«Добавление профиля Сферум»: the consent to link (A-7, B-8)."""

from playwright.sync_api import expect

from pages.steps import step
from pages.windows import Window, get_page


class ConsentDialog:
    """The dialog with «Привязать» and «Отказаться»."""

    REQUIREMENTS = ("A-7", "B-8")

    def __init__(self, window: Window) -> None:
        self.page = get_page(window)
        self.dialog = window.get_by_role("dialog", name="Добавление профиля Сферум")
        self.profile = self.dialog.get_by_role("definition")
        self.link_button = self.dialog.get_by_role("button", name="Привязать")
        self.refuse_button = self.dialog.get_by_role("button", name="Отказаться")

    @step("Нажать «Привязать»")
    def link(self) -> None:
        self.link_button.click()

    @step("Отказаться от привязки")
    def refuse(self) -> None:
        self.refuse_button.click()

    def expect_open(self) -> None:
        """Checks that the dialog is shown."""
        expect(self.dialog).to_be_visible()
