"""The sandbox's console: the applications that VK ID lets sign people in."""

from playwright.sync_api import Page

from pages.steps import step


class ApplicationsPage:
    """«Приложения»: a list, and the form that registers one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Приложения", level=1)
        self.done = page.get_by_role("status").filter(has_text="удалено")
        self.rows = page.get_by_role("list", name="Приложения").get_by_role("listitem")
        form = page.get_by_role("form", name="Новое приложение")
        self.name = form.get_by_label("Название")
        self.redirect_uris = form.get_by_label("Адреса возврата")
        self.confidential = form.get_by_role("radio", name="С секретом")
        self.register_button = form.get_by_role("button", name="Зарегистрировать")
        self.mistakes = form.get_by_role("alert")

    @step("Открыть приложения в пульте песочницы")
    def open(self, address: str) -> None:
        """Opens the page at the address of the control API."""
        self.page.goto(f"{address}/console/applications")

    @step("Зарегистрировать приложение")
    def register(self, name: str, *redirect_uris: str) -> None:
        """Registers a confidential application."""
        self.name.fill(name)
        self.redirect_uris.fill("\n".join(redirect_uris))
        self.confidential.check()
        self.register_button.click()


class ApplicationPage:
    """One application: its keys, its addresses, and what strict mode refuses."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", level=1)
        self.show_secret = page.get_by_text("Показать защищённый ключ")
        self.secret = page.get_by_role("button", name="Скопировать: защищённый ключ")
        self.addresses = page.get_by_role("region", name="Адреса возврата").get_by_role("listitem")
        self.departures = page.get_by_role("region", name="Что отклонил бы строгий режим")
        self.remove_link = page.get_by_role("link", name="Удалить приложение")
        self.remove_button = page.get_by_role("button", name="Удалить")
        self.mistake = page.get_by_role("alert")

    @step("Открыть приложение в пульте песочницы")
    def open(self, address: str, client_id: str) -> None:
        self.page.goto(f"{address}/console/applications/{client_id}")

    @step("Удалить приложение")
    def remove(self) -> None:
        self.remove_link.click()
        self.remove_button.click()
