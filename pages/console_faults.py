"""The sandbox's console: the form that orders a fault, and what is ordered."""

from playwright.sync_api import Page

from pages.steps import step


class FaultsPage:
    """«Сбои»: what is ordered and how often it has applied."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Сбои", level=1)
        self.rows = page.get_by_role("list", name="Заказанные сбои").get_by_role("listitem")
        form = page.get_by_role("form", name="Заказать сбой")
        self.whom = form.get_by_label("Кому: телефон или ID организации")
        self.operation = form.get_by_label("Где")
        self.kind = form.get_by_label("Что случится")
        self.status = form.get_by_label("Код ответа")
        self.delay = form.get_by_label("Задержка, с")
        self.times = form.get_by_label("Сколько раз")
        self.order_button = form.get_by_role("button", name="Заказать")
        self.mistakes = form.get_by_role("alert")

    @step("Открыть сбои в пульте песочницы")
    def open(self, address: str, whom: str = "") -> None:
        """Opens the faults of one person or organization, or all, at the address of the control API."""
        self.page.goto(f"{address}/console/faults?whom={whom.replace('+', '%2B')}")

    @step("Заказать сбой")
    def order(self, operation: str, kind: str, *, status: str = "", delay: str = "", times: str = "1") -> None:
        """Orders a fault for whom the form names already."""
        self.operation.select_option(label=operation)
        self.kind.select_option(label=kind)
        self.status.fill(status)
        self.delay.fill(delay)
        self.times.fill(times)
        self.order_button.click()

    @step("Удалить сбой")
    def remove(self, text: str) -> None:
        self.rows.filter(has_text=text).get_by_role("button", name="Удалить").click()
