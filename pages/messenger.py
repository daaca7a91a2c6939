"""VK Messenger: the list of chats (C-2) and one chat."""

from playwright.sync_api import Locator, Page, expect

from pages.steps import step


class ChatList:
    """«Чаты N», the first page of the messenger."""

    REQUIREMENTS = ("C-2",)

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Чаты", level=1)
        self.list = page.get_by_role("list", name="Список чатов")
        self.rows = self.list.get_by_role("listitem")
        self.show_all_link = page.get_by_role("link", name="Показать все")
        self.new_title = page.get_by_label("Название чата")
        self.create_button = page.get_by_role("button", name="Создать чат")
        self.partner_id = page.get_by_label("ID собеседника")
        self.dialog_button = page.get_by_role("button", name="Написать")
        self.error = page.get_by_role("alert")
        self.sign_out_button = page.get_by_role("button", name="Выйти")

    @step("Нажать «Показать все»")
    def show_all(self) -> None:
        self.show_all_link.click()

    @step("Создать групповой чат вручную")
    def create(self, title: str) -> None:
        self.new_title.fill(title)
        self.create_button.click()

    @step("Начать личный диалог")
    def start_dialog(self, user_id: int) -> None:
        self.partner_id.fill(str(user_id))
        self.dialog_button.click()

    @step("Открыть чат")
    def open(self, title: str) -> None:
        self.row(title).first.get_by_role("link").click()

    @step("Выйти из мессенджера")
    def sign_out(self) -> None:
        self.sign_out_button.click()

    def row(self, title: str) -> Locator:
        """Returns the rows with this full title: the list itself cuts long titles."""
        return self.rows.filter(has=self.page.get_by_title(title, exact=True))

    def expect_count(self, count: int) -> None:
        """Checks the number of chats in the heading."""
        expect(self.heading).to_have_text(f"Чаты {count}")


class ChatPage:
    """One chat with its messages."""

    REQUIREMENTS = ("C-3", "C-4")

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", level=1)
        self.messages = page.get_by_role("list", name="Сообщения").get_by_role("listitem")
        self.text = page.get_by_label("Сообщение")
        self.send_button = page.get_by_role("button", name="Отправить")
        self.call_button = page.get_by_role("button", name="Позвонить")
        self.calls = page.get_by_test_id("call")  # a call looks like a message that says «Звонок»
        self.invited_id = page.get_by_label("ID участника")
        self.invite_button = page.get_by_role("button", name="Пригласить")
        self.error = page.get_by_role("alert")
        self.back_link = page.get_by_role("link", name="Чаты", exact=True)

    @step("Написать сообщение")
    def write(self, text: str) -> None:
        self.text.fill(text)
        self.send_button.click()

    @step("Вернуться к списку чатов")
    def go_back(self) -> None:
        self.back_link.click()

    @step("Позвонить")
    def call(self) -> None:
        self.call_button.click()

    @step("Пригласить участника в свой чат")
    def invite(self, user_id: int) -> None:
        self.invited_id.fill(str(user_id))
        self.invite_button.click()

    def expect_open(self, title: str) -> None:
        """Checks that the chat with this title is shown."""
        expect(self.heading).to_have_text(title)
