"""A journal that we have never seen, found by its own words for the guide's things."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from pages.labels import JournalLabels, find_action, find_field, find_text
from pages.steps import step
from pages.windows import Window, follow_to_window, get_page, open_address


class VendorJournal:
    """What the guide needs of a journal: the sign-in form, the office, the messenger's icon and card."""

    def __init__(self, page: Page, labels: JournalLabels) -> None:
        self.page = page
        self.login = find_field(page, labels.login)
        self.password = find_field(page, labels.password)
        self.sign_in_button = find_action(page, labels.sign_in)
        self.sign_out_button = find_action(page, labels.sign_out)
        self.office = find_action(page, labels.office).first
        self.messenger = find_action(page, labels.messenger).first
        self.not_connected = find_text(page, labels.not_connected)
        self.connect_button = find_action(page, labels.connect)
        self.connected = find_text(page, labels.connected)
        self.messenger_link = find_action(page, labels.open_messenger).first
        self.unlink_button = find_action(page, labels.unlink)
        self.error = find_text(page, labels.error)

    @step("Войти с логином и паролем")
    def sign_in(self, address: str, login: str, password: str) -> None:
        """Signs in; `address` is that of the page with the form."""
        open_address(self.page, address)
        self.login.fill(login)
        self.password.fill(password)
        self.sign_in_button.click()

    @step("Выйти из журнала")
    def sign_out(self) -> None:
        self.sign_out_button.click()

    @step("Войти в «Кабинет учителя»")
    def go_to_office(self) -> None:
        self.office.click()

    @step("Нажать на значок мессенджера")
    def open_messenger(self) -> None:
        self.messenger.click()

    @step("Нажать «Перейти к подключению»")
    def go_to_connection(self, is_vk_id: Callable[[str], bool], *, twice: bool = False) -> Window:
        """Returns what VK ID opened in: a window of its own, this same tab, or a frame of the page."""
        click = self.connect_button.dblclick if twice else self.connect_button.click
        return follow_to_window(self.page.context, click, is_vk_id)

    @step("Перейти в мессенджер")
    def go_to_messenger(self, is_journal: Callable[[str], bool]) -> Page:
        """Returns the page the messenger opens in; the journal's own page may go on by itself meanwhile."""
        click = self.messenger_link.click
        return get_page(follow_to_window(self.page.context, click, lambda url: not is_journal(url)))

    @step("Нажать «Отвязать»")
    def unlink(self) -> None:
        """Presses «Отвязать», and confirms it where the journal asks."""
        self.page.once("dialog", lambda dialog: dialog.accept())
        self.unlink_button.click()

    def expect_not_connected(self) -> None:
        """Checks that the card of A-2 is on the screen."""
        expect(self.not_connected).to_be_visible()

    def expect_connected(self) -> None:
        """Checks that the journal says that the messenger is connected."""
        expect(self.connected).to_be_visible()
