"""The sandbox's console: requests as they come, one of them opened, and one login from its client to Sferum."""

from playwright.sync_api import Locator, Page, expect

from pages.steps import step


class RequestsPage:
    """«Запросы»: what comes to the four sites, the newest first."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Запросы", level=1)
        self.rows = page.get_by_role("list", name="Запросы, последний сверху").get_by_role("listitem")
        self.pause = page.get_by_role("button", name="Пауза")
        self.pause_state = page.locator("#pause-state")  # a status among others, empty at first
        filters = page.get_by_role("form", name="Отбор запросов")
        self.phone = filters.get_by_label("Человек (телефон)")
        self.organization = filters.get_by_label("Организация (номер)")
        self.site = filters.get_by_label("Сайт")
        self.status = filters.get_by_label("Код ответа")
        self.mistakes = filters.get_by_role("alert")
        self.show_button = filters.get_by_role("button", name="Показать")
        self.earlier = page.get_by_role("link", name="Более ранние запросы")

    @step("Открыть запросы в пульте песочницы")
    def open(self, address: str) -> None:
        """Opens the page at the address of the control API."""
        self.page.goto(f"{address}/console/requests")

    @step("Отобрать запросы")
    def filter(self, *, phone: str = "", organization: str = "", site: str = "Все", status: str = "") -> None:
        """Fills in the whole form and sends it; `site` as the form names it."""
        self.phone.fill(phone)
        self.organization.fill(organization)
        self.site.select_option(label=site)
        self.status.fill(status)
        self.show_button.click()

    @step("Нажать «Пауза»")
    def toggle_pause(self) -> None:
        self.pause.click()

    @step("Открыть запрос")
    def open_request(self, text: str) -> None:
        """Opens the newest request whose method and path are these."""
        self.find_row(text).first.get_by_role("link", name=text, exact=True).click()

    @step("Открыть весь вход")
    def open_login(self, text: str) -> None:
        """Opens the login that the newest request with this method and path belongs to."""
        self.find_row(text).first.get_by_role("link", name="весь вход").click()

    def find_row(self, text: str) -> Locator:
        """Returns the rows of the requests with this method and path."""
        return self.rows.filter(has=self.page.get_by_role("link", name=text, exact=True))

    def expect_request(self, text: str) -> None:
        """Checks that a request with this method and path is shown, once it has come."""
        expect(self.find_row(text).first).to_be_visible()


class RequestPage:
    """One request, opened."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", level=1)
        self.about = page.get_by_role("region", name="Запрос №")
        self.marks = page.get_by_role("region", name="Что особенного")
        self.query = page.get_by_role("region", name="Параметры адреса")
        self.form = page.get_by_role("region", name="Форма или JSON")
        self.answer = page.get_by_role("region", name="Поля ответа")
        self.login = self.about.get_by_role("link", name="Весь вход по порядку")


class LoginPage:
    """One login: the drawing, and its requests in order."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Один вход по порядку", level=1)
        self.drawing = page.get_by_role("img", name="Схема входа")
        self.calls = page.get_by_role("list", name="Запросы входа по порядку").get_by_role("listitem")
