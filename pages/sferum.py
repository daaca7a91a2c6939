"""Sferum for administrators: sign-in (D-1), the statistics (D-2), members, invitations (F-1), applications (F-3)."""

from playwright.sync_api import Download, Locator, Page, expect

from pages.ids import match_id
from pages.steps import step


class Home:
    """Sferum's first page."""

    REQUIREMENTS = ("D-1",)

    def __init__(self, page: Page) -> None:
        self.page = page
        self.administrators = page.get_by_role("link", name="Вход для администраторов")

    @step("Открыть сайт Сферума")
    def open(self, address: str) -> None:
        self.page.goto(address)

    @step("Нажать «Вход для администраторов»")
    def enter_as_administrator(self) -> None:
        self.administrators.click()


class Organizations:
    """«Выберите организацию», for an administrator of several organizations."""

    REQUIREMENTS = ("D-1",)

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Выберите организацию")
        self.links = page.get_by_role("list", name="Организации").get_by_role("link")

    @step("Выбрать организацию")
    def choose(self, organization_id: int) -> None:
        self.links.filter(has_text=match_id(organization_id)).click()


class AdminConsole:
    """The organization's console, at its first section, «Статистика»."""

    REQUIREMENTS = ("D-1", "D-2")

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sections = page.get_by_role("navigation", name="Кабинет организации")
        self.heading = page.get_by_role("heading", name="Статистика", level=1)
        self.bounds = page.get_by_text("Сообщения и звонки за 7 дней")
        self.layouts = page.get_by_role("group", name="Вид отчёта")
        self.download_button = page.get_by_role("button", name="Скачать статистику")
        self.refusal = page.get_by_role("heading", name="Нет доступа администратора")

    @step("Перейти в раздел кабинета")
    def go_to(self, section: str) -> None:
        """Opens a section: «Статистика», «Участники», «Приглашения» or «Заявки»."""
        self.sections.get_by_role("link", name=section).click()

    @step("Выбрать отчёт без идентификаторов")
    def choose_without_ids(self) -> None:
        self.layouts.get_by_role("radio", name="Без идентификаторов").check()

    @step("Нажать «Скачать статистику»")
    def download_statistics(self) -> Download:
        """Returns the file that the browser downloads."""
        with self.page.expect_download() as downloading:
            self.download_button.click()
        return downloading.value

    def expect_open(self) -> None:
        """Checks that the console is shown."""
        expect(self.heading).to_be_visible()

    def expect_refused(self) -> None:
        """Checks that Sferum refuses a phone that is not an administrator's."""
        expect(self.refusal).to_be_visible()


class Members:
    """«Участники»."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Участники")
        self.rows = page.get_by_role("table").get_by_role("row")

    def row(self, profile_id: int) -> Locator:
        """Returns the row of the member with this ID."""
        return self.rows.filter(has=self.page.get_by_role("cell", name=str(profile_id), exact=True))


class Invitations:
    """«Приглашения»: a new one, and those sent."""

    REQUIREMENTS = ("F-1",)

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Новое приглашение")
        self.phone = page.get_by_label("Номер телефона")
        self.single_use = page.get_by_label("Одноразовое")
        self.create_button = page.get_by_role("button", name="Создать приглашение")
        self.error = page.get_by_role("alert")
        self.sent = page.get_by_role("list", name="Отправленные приглашения").get_by_role("listitem")

    @step("Создать приглашение")
    def create(self, *classes: str, phone: str = "", single_use: bool = False) -> None:
        """Creates an invitation; `classes` are titles of groups or classes."""
        for title in classes:
            self.page.get_by_label(title, exact=True).check()
        self.phone.fill(phone)
        self.single_use.set_checked(single_use)
        self.create_button.click()

    @step("Отозвать последнее приглашение")
    def withdraw_last(self) -> None:
        self.sent.first.get_by_role("button", name="Отозвать").click()

    def last_link(self) -> str:
        """Returns the address of the newest invitation."""
        return self.sent.first.get_by_role("link").inner_text()


class Applications:
    """«Заявки»."""

    REQUIREMENTS = ("F-3",)

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Заявки")
        self.rows = page.get_by_role("list", name="Заявки").get_by_role("listitem")
        self.error = page.get_by_role("alert")

    @step("Подтвердить заявку")
    def confirm(self, profile_id: int) -> None:
        self.row(profile_id).get_by_role("button", name="Подтвердить").click()

    @step("Отклонить заявку")
    def reject(self, profile_id: int, reason: str) -> None:
        self.row(profile_id).get_by_label("Причина отказа").fill(reason)
        self.row(profile_id).get_by_role("button", name="Отклонить").click()

    def row(self, profile_id: int) -> Locator:
        """Returns the application of the profile with this ID."""
        return self.rows.filter(has_text=match_id(profile_id))
