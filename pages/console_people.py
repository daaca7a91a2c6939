"""The sandbox's console: people, one person with what can be done for them, and organizations."""

from playwright.sync_api import Locator, Page, expect

from pages.steps import step


class PeoplePage:
    """«Люди»: who there is, and the form that makes a teacher."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Люди", level=1)
        self.search = page.get_by_role("searchbox", name="Кого найти")
        self.find_button = page.get_by_role("button", name="Найти")
        self.rows = page.get_by_role("list", name="Люди").get_by_role("listitem")
        self.done = page.get_by_role("status").filter(has_text="забыл")
        form = page.get_by_role("form", name="Новый учитель")
        self.new_to_vk_id = form.get_by_role("radio", name="Нет, телефон для VK ID новый")
        self.existing_organization = form.get_by_role("radio", name="Организация, которая уже есть")
        self.organization_id = form.get_by_label("ID организации")
        self.names = form.get_by_text("Имя: если не назвать")
        self.last_name = form.get_by_label("Фамилия")
        self.make_button = form.get_by_role("button", name="Создать учителя")
        self.mistake = form.get_by_role("alert")

    @step("Открыть людей в пульте песочницы")
    def open(self, address: str) -> None:
        """Opens the page at the address of the control API."""
        self.page.goto(f"{address}/console/people")

    @step("Найти человека")
    def find(self, text: str) -> None:
        """Searches by a phone, a name or a login."""
        self.search.fill(text)
        self.find_button.click()

    @step("Открыть человека")
    def open_person(self, name: str) -> None:
        self.rows.get_by_role("link", name=name).click()

    @step("Создать учителя")
    def make_teacher(self, *, profile: bool, organization: str = "", last_name: str = "") -> None:
        """Makes a teacher of an organization by its ID, or else of a new school №51."""
        if not profile:
            self.new_to_vk_id.check()
        if organization:
            self.existing_organization.check()
            self.organization_id.fill(organization)
        if last_name:
            self.names.click()
            self.last_name.fill(last_name)
        self.make_button.click()


class PersonPage:
    """One person: sign-in to the journal, profiles, chats, time."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", level=1)
        self.done = page.locator(".notice.success")  # a status among others
        self.login = page.get_by_role("button", name="Скопировать: логин")
        self.password = page.get_by_role("button", name="Скопировать: пароль")
        self.phone = page.get_by_role("button", name="Скопировать: телефон")
        self.copied = page.get_by_text("Скопировано")
        self.profiles = page.get_by_role("region", name="Учебный профиль")
        self.time = page.get_by_role("region", name="Время этого человека")
        self.unlink_button = page.get_by_role("button", name="Отвязать")
        self.forget_link = page.get_by_role("link", name="Забыть в VK ID")
        self.forget_button = page.get_by_role("button", name="Забыть")

    @step("Открыть человека в пульте песочницы")
    def open(self, address: str, phone: str) -> None:
        self.page.goto(f"{address}/console/people/{phone}")

    @step("Передвинуть время человека")
    def move_time(self, title: str) -> None:
        """Presses «+1 минута», «+10 минут» or «+7 дней»."""
        self.time.get_by_role("button", name=title).click()

    @step("Нажать «Отвязать»")
    def unlink(self) -> None:
        self.unlink_button.click()

    @step("Забыть человека в VK ID")
    def forget(self) -> None:
        self.forget_link.click()
        self.forget_button.click()

    def expect_linked(self) -> None:
        """Checks that a profile of the person is linked, once it is."""
        expect(self._find_state("Привязан")).to_be_visible()

    def expect_not_linked(self) -> None:
        """Checks that a profile of the person is not linked."""
        expect(self._find_state("Не привязан")).to_be_visible()

    def _find_state(self, text: str) -> Locator:
        return self.profiles.get_by_text(text, exact=True)


class OrganizationPage:
    """One organization: its numbers, members and chats."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", level=1)
        self.members = page.get_by_role("region", name="Участники").get_by_role("listitem")
        self.chats = page.get_by_role("region", name="Чаты").get_by_role("listitem")
        self.all_members = page.get_by_role("link", name="Все:")

    @step("Открыть организацию в пульте песочницы")
    def open(self, address: str, organization_id: int) -> None:
        self.page.goto(f"{address}/console/organizations/{organization_id}")
