"""The VK ID window: phone (A-3), confirmation (A-4), account (A-5, B-4), new educational profile (B-5)."""

import re

from playwright.sync_api import expect

from pages.ids import match_id
from pages.steps import step
from pages.windows import Window, get_page


class LeftColumn:
    """The left column, which is the same on every screen."""

    def __init__(self, window: Window) -> None:
        self.column = window.get_by_role("complementary", name="О сервисе")


class PhoneScreen:
    """«Вход в VK ID»."""

    REQUIREMENTS = ("A-3", "B-3")

    def __init__(self, window: Window) -> None:
        self.page = get_page(window)
        self.heading = window.get_by_role("heading", name="Вход в VK ID")
        self.login = window.get_by_label("Телефон или почта")
        self.submit_button = window.get_by_role("button", name="Продолжить")
        self.error = window.get_by_role("alert")
        self.more_link = self.error.get_by_role("link", name="Подробнее...")

    @step("Ввести мобильный номер телефона и нажать «Продолжить»")
    def submit(self, login: str) -> None:
        self.login.fill(login)
        self.submit_button.click()

    @step("Нажать «Подробнее...»")
    def read_more(self) -> None:
        self.more_link.click()

    def expect_open(self) -> None:
        """Checks that the screen of A-3 is shown."""
        expect(self.heading).to_be_visible()


class IdentityDataHelp:
    """The page that «Подробнее...» leads to (A-3E)."""

    REQUIREMENTS = ("A-3E",)

    def __init__(self, window: Window) -> None:
        self.page = get_page(window)
        self.heading = window.get_by_role("heading", name="Невозможно получить идентификационные данные")
        self.try_again_link = window.get_by_role("link", name="Повторить вход")

    @step("Повторить вход")
    def try_again(self) -> None:
        self.try_again_link.click()

    def expect_open(self) -> None:
        """Checks that the explanation is shown."""
        expect(self.heading).to_be_visible()


class CodeScreen:
    """«Подтвердите вход»."""

    REQUIREMENTS = ("A-4",)

    def __init__(self, window: Window) -> None:
        self.page = get_page(window)
        self.heading = window.get_by_role("heading", name="Подтвердите вход")
        self.explanation = window.get_by_role("main").get_by_role("paragraph").first
        # By its name: the field of the phone screen before it is a text box too. The number of digits is a setting.
        self.code = window.get_by_role("textbox", name=re.compile(r"^Введите \d+ цифр"))
        self.submit_button = window.get_by_role("button", name="Продолжить")
        self.countdown = window.get_by_text("поступит в течение")
        self.call_again_button = window.get_by_role("button", name="Позвонить ещё раз")
        self.sms_button = window.get_by_role("button", name="Получить код по SMS")
        self.write_again_button = window.get_by_role("button", name="Отправить письмо ещё раз")
        self.change_phone_link = window.get_by_role("link", name="Изменить номер или почту")
        self.error = window.get_by_role("alert")

    @step("Ввести код и нажать «Продолжить»")
    def submit(self, code: str) -> None:
        self.code.fill(code)
        self.submit_button.click()

    @step("Попросить позвонить ещё раз")
    def call_again(self) -> None:
        self.call_again_button.click()

    @step("Попросить код по SMS")
    def ask_for_sms(self) -> None:
        self.sms_button.click()

    @step("Попросить ещё одно письмо")
    def write_again(self) -> None:
        self.write_again_button.click()

    @step("Изменить номер или почту")
    def change_phone(self) -> None:
        self.change_phone_link.click()

    def seconds_left(self) -> int:
        """Waits until the countdown runs and returns what it shows, in seconds."""
        self.expect_counting()
        minutes, seconds = self.countdown.inner_text()[-5:].split(":")
        return int(minutes) * 60 + int(seconds)

    def expect_open(self) -> None:
        """Checks that the screen of A-4 is shown."""
        expect(self.heading).to_be_visible()

    def expect_counting(self) -> None:
        """Checks that the countdown runs: it follows the browser's clock, once the page's script has started."""
        expect(self.countdown).to_be_visible()
        self.page.wait_for_load_state()

    def expect_error(self, text: str) -> None:
        """Checks what the screen says about the code."""
        expect(self.error).to_have_text(text)


class AccountScreen:
    """«Проверьте учётные данные», with «Продолжить» (A-5) or «Создать учебный профиль» (B-4)."""

    REQUIREMENTS = ("A-5", "B-4")

    def __init__(self, window: Window) -> None:
        self.page = get_page(window)
        self.heading = window.get_by_role("heading", name="Проверьте учётные данные")
        self.profiles = window.get_by_role("group", name="Учебный профиль")
        self.submit_button = window.get_by_role("button", name="Продолжить")
        self.create_button = window.get_by_role("button", name="Создать учебный профиль")

    @step("Проверить учётные данные и нажать «Продолжить»")
    def submit(self) -> None:
        self.submit_button.click()

    @step("Выбрать учебный профиль")
    def choose(self, profile_id: int) -> None:
        self.profiles.get_by_role("radio", name=match_id(profile_id)).check()

    @step("Проверить учётные данные и нажать «Создать учебный профиль»")
    def create_profile(self) -> None:
        self.create_button.click()

    def expect_open(self) -> None:
        """Checks that the account is shown, with an educational profile or without one."""
        expect(self.heading).to_be_visible()


class ProfileScreen:
    """The form of a new educational profile (B-5)."""

    REQUIREMENTS = ("B-5",)

    def __init__(self, window: Window) -> None:
        self.page = get_page(window)
        self.heading = window.get_by_role("heading", name="Новый учебный профиль")
        self.last_name = window.get_by_label("Фамилия")
        self.first_name = window.get_by_label("Имя", exact=True)
        self.patronymic = window.get_by_label("Отчество")
        self.birth_date = window.get_by_label("Дата рождения")
        self.female = window.get_by_label("Женский")
        self.male = window.get_by_label("Мужской")
        self.submit_button = window.get_by_role("button", name="Продолжить")
        self.errors = window.get_by_role("alert")

    @step("Ввести ФИО, дату рождения, пол")
    def fill(self, last_name: str, first_name: str, patronymic: str, birth_date: str, sex: str) -> None:
        """Fills in the form; `birth_date` is ДД.ММ.ГГГГ; `sex` is `female`, `male`, or empty to choose none."""
        self.last_name.fill(last_name)
        self.first_name.fill(first_name)
        self.patronymic.fill(patronymic)
        self.birth_date.fill(birth_date)
        if sex:
            {"female": self.female, "male": self.male}[sex].check()

    @step("Нажать «Продолжить»")
    def submit(self) -> None:
        self.submit_button.click()

    def expect_open(self) -> None:
        """Checks that the form of B-5 is shown."""
        expect(self.heading).to_be_visible()

    def expect_errors(self, *texts: str) -> None:
        """Checks the errors of the form, one per field, in the order of the fields."""
        expect(self.errors).to_have_text(list(texts))
