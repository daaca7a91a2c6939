"""Sferum for every user: their educational profile, an invitation (F-1), an application (F-2)."""

from playwright.sync_api import Page, expect

from pages.steps import step


class ProfilePage:
    """«Мой учебный профиль»."""

    REQUIREMENTS = ("F-2",)

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Мой учебный профиль")
        self.organizations = page.get_by_role("list", name="Организации").get_by_role("listitem")
        self.invitations = page.get_by_role("list", name="Вас приглашают").get_by_role("listitem")
        self.applications = page.get_by_role("list", name="Мои заявки").get_by_role("listitem")
        self.organization_id = page.get_by_label("ID организации")
        self.find_button = page.get_by_role("button", name="Найти")
        self.error = page.get_by_role("alert")

    @step("Найти организацию по ID")
    def find(self, organization_id: int) -> None:
        self.organization_id.fill(str(organization_id))
        self.find_button.click()

    @step("Посмотреть приглашение")
    def open_invitation(self) -> None:
        self.invitations.get_by_role("link", name="Посмотреть").click()

    def expect_open(self) -> None:
        """Checks that the page is shown."""
        expect(self.heading).to_be_visible()


class ApplicationPage:
    """«Заявка на прикрепление»."""

    REQUIREMENTS = ("F-2",)

    def __init__(self, page: Page) -> None:
        self.page = page
        self.submit_button = page.get_by_role("button", name="Подать заявку")
        self.error = page.get_by_role("alert")

    @step("Подать заявку")
    def submit(self, *classes: str) -> None:
        """Sends the application; `classes` are titles of groups or classes."""
        for title in classes:
            self.page.get_by_label(title, exact=True).check()
        self.submit_button.click()


class InvitationPage:
    """«Приглашение в организацию»."""

    REQUIREMENTS = ("F-1",)

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Приглашение в организацию")
        self.sign_in_link = page.get_by_role("link", name="Войти через VK ID")
        self.accept_button = page.get_by_role("button", name="Принять приглашение")
        self.refusal = page.get_by_role("alert")

    @step("Открыть приглашение")
    def open(self, link: str) -> None:
        self.page.goto(link)

    @step("Войти через VK ID")
    def sign_in(self) -> None:
        self.sign_in_link.click()

    @step("Принять приглашение")
    def accept(self) -> None:
        self.accept_button.click()

    def expect_refused(self, text: str) -> None:
        """Checks that the page says why the invitation cannot be accepted, and offers no way to accept it."""
        expect(self.refusal).to_have_text(text)
        expect(self.accept_button).to_have_count(0)
        expect(self.sign_in_link).to_have_count(0)
