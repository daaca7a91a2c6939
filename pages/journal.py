"""The electronic journal: sign-in, the teacher's office, the navigation bar, the messenger card."""

import re

from playwright.sync_api import Page, expect

from pages.steps import step
from pages.windows import open_window


class SignIn:
    """The journal's first page, with login and password."""

    REQUIREMENTS = ("START-1",)

    def __init__(self, page: Page) -> None:
        self.page = page
        self.login = page.get_by_label("Логин")
        self.password = page.get_by_label("Пароль")
        self.submit_button = page.get_by_role("button", name="Войти")
        self.error = page.get_by_role("alert")

    @step("Открыть электронный журнал")
    def open(self, address: str) -> None:
        self.page.goto(address)

    @step("Войти с логином и паролем")
    def sign_in(self, login: str, password: str) -> None:
        self.login.fill(login)
        self.password.fill(password)
        self.submit_button.click()


class NavBar:
    """The navigation bar at the top of every page of the journal."""

    REQUIREMENTS = ("A-1", "B-1", "START-2")

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bar = page.get_by_role("navigation", name="Навигационная панель")
        self.office = self.bar.get_by_role("link", name="Кабинет учителя")
        self.messenger = self.bar.get_by_role("link", name="Мессенджер")
        # The badge is a picture of what the tooltip says in words: hidden from screen readers, so it has no role.
        self.badge = page.get_by_test_id("messenger-badge")
        self.sign_out_button = page.get_by_role("button", name="Выйти")

    @step("Войти в «Кабинет учителя»")
    def go_to_office(self) -> None:
        self.office.click()

    @step("Нажать на значок мессенджера")
    def open_messenger(self) -> None:
        self.messenger.click()

    @step("Выйти из журнала")
    def sign_out(self) -> None:
        self.sign_out_button.click()

    def expect_connected(self) -> None:
        """Checks that the icon says in words and by its badge that the messenger is connected."""
        expect(self.messenger).to_have_attribute("title", "Мессенджер: подключен")
        expect(self.badge).to_contain_class("on")

    def expect_not_connected(self) -> None:
        """Checks that the icon says in words and by its badge that the messenger is not connected."""
        expect(self.messenger).to_have_attribute("title", "Мессенджер: не подключен")
        expect(self.badge).to_contain_class("off")


class TeacherOffice:
    """«Кабинет учителя»."""

    REQUIREMENTS = ("START-2",)

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Кабинет учителя", level=1)

    def expect_open(self) -> None:
        """Checks that the office is shown."""
        expect(self.heading).to_be_visible()


class MessengerCard:
    """The messenger's page in the journal: «Мессенджер не подключен», or the connected state."""

    REQUIREMENTS = ("A-2", "B-2")

    def __init__(self, page: Page) -> None:
        self.page = page
        self.not_connected = page.get_by_role("region", name="Мессенджер не подключен")
        self.connected = page.get_by_role("region", name="Мессенджер подключен")
        self.linking_in_progress = page.get_by_role("region", name="Привязка выполняется")
        self.connect_button = page.get_by_role("button", name="Перейти к подключению")
        self.messenger_link = page.get_by_role("link", name="Перейти в мессенджер")
        self.unlink_button = page.get_by_role("button", name="Отвязать")
        self.error = page.get_by_role("alert")
        self.success = page.get_by_role("status")

    @step("Нажать «Перейти к подключению»")
    def go_to_connection(self) -> Page:
        """Returns the page in which VK ID opens: a new window, or this tab."""
        return open_window(self.page.context, self.connect_button.click)

    @step("Перейти в мессенджер")
    def go_to_messenger(self) -> None:
        self.messenger_link.click()

    @step("Нажать «Отвязать»")
    def unlink(self) -> None:
        self.unlink_button.click()

    def linked_profile_id(self) -> int | None:
        """Returns the ID of the linked profile, or None where the connected state does not show it."""
        match = re.search(r"\bID (\d+)", self.connected.inner_text())
        return int(match[1]) if match else None

    def expect_not_connected(self) -> None:
        """Checks that the card of A-2 is shown."""
        expect(self.not_connected).to_be_visible()

    def expect_connected(self) -> None:
        """Checks that the connected state is shown."""
        expect(self.connected).to_be_visible()

    def expect_error(self, text: str) -> None:
        """Checks that the journal shows this error and still offers to connect."""
        expect(self.error).to_have_text(text)
        expect(self.connect_button).to_be_visible()
