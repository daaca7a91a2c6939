"""A page object of the school's own, in its own folder `pages`."""

from playwright.sync_api import Page, expect

from pages.messenger import ChatList
from pages.steps import step


class ClassChat:
    """The chat of one class in the messenger."""

    def __init__(self, page: Page, class_title: str) -> None:
        self.page = page
        self.title = f"{class_title} · Общая беседа"

    @step("Открыть чат класса")
    def open(self) -> None:
        """Opens the chat from the list."""
        ChatList(self.page).open(self.title)

    def expect_open(self) -> None:
        """Checks that the chat is shown."""
        expect(self.page.get_by_role("heading", name=self.title)).to_be_visible()
