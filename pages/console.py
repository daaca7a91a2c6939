"""The sandbox's console: what all its pages have, the sign-in, and the codes of everybody."""

from playwright.sync_api import Locator, Page, expect

from pages.steps import step


class ConsoleFrame:
    """What every page of the console has: its navigation, and how fresh it is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.navigation = page.get_by_role("navigation", name="Страницы пульта")
        self.live_state = page.get_by_text("Обновляется само")
        self.lost_state = page.get_by_text("Нет связи с песочницей")
        self.sign_out_button = page.get_by_role("button", name="Выйти")

    @step("Открыть страницу пульта")
    def open_page(self, name: str) -> None:
        """Goes to a page by its name in the navigation."""
        self.navigation.get_by_role("link", name=name, exact=True).click()


class ConsoleSignIn:
    """«Пульт песочницы»: asks for the control token."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Пульт песочницы", level=1)
        self.token = page.get_by_label("Токен управления")
        self.mistake = page.get_by_role("alert")
        self.submit_button = page.get_by_role("button", name="Войти")

    @step("Войти в пульт песочницы")
    def sign_in(self, token: str) -> None:
        self.token.fill(token)
        self.submit_button.click()


class CodesPage:
    """«Коды подтверждения»: an inbox, the last code first."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Коды подтверждения", level=1)
        self.rows = page.get_by_role("list", name="Коды, последний сверху").get_by_role("listitem")
        self.phone = page.get_by_role("searchbox", name="Телефон")
        self.show_button = page.get_by_role("button", name="Показать")
        self.mistake = page.get_by_role("alert")
        self.copied = page.get_by_role("status").filter(has_text="Скопировано")

    @step("Открыть коды в пульте песочницы")
    def open(self, address: str) -> None:
        """Opens the page at the address of the control API."""
        self.page.goto(f"{address}/console/codes")

    @step("Показать коды одного телефона")
    def filter(self, phone: str) -> None:
        self.phone.fill(phone)
        self.show_button.click()

    @step("Скопировать последний код")
    def copy_code(self, phone: str) -> None:
        """Presses the last code that was sent to the phone."""
        self._find_button(phone).click()

    def read_code(self, phone: str) -> str:
        """Returns the last code that was sent to the phone, as soon as the page shows it."""
        button = self._find_button(phone)
        expect(button).to_be_visible()
        return button.get_attribute("data-copy") or ""

    def find_rows(self, phone: str) -> Locator:
        """Returns the codes that were sent to the phone."""
        return self.rows.filter(has_text=phone)

    def expect_code(self, phone: str, state: str) -> None:
        """Checks that the last code of the phone is in this state, such as «Действует»."""
        expect(self.find_rows(phone).first.get_by_text(state, exact=True)).to_be_visible()

    def _find_button(self, phone: str) -> Locator:
        return self.find_rows(phone).first.get_by_role("button", name="Скопировать код")
