"""Every screen of the guide up to the link, word for word."""

import pytest
from playwright.sync_api import Page, expect

from automation.factories import People
from automation.target import Target
from mock_server.client import SandboxClient
from pages.journal import MessengerCard, NavBar, SignIn, TeacherOffice
from pages.vk_id import AccountScreen, CodeScreen, PhoneScreen, ProfileScreen
from tests.e2e.expectations import expect_screen
from tests.e2e.journal_session import OpenJournal
from tests.e2e.shortcuts import open_vk_id

PHONE = """
- main:
  - /children: equal
  - heading "Вход в VK ID" [level=1]
  - text: Телефон или почта
  - textbox "Телефон или почта"
  - button "Продолжить"
"""
CODE_BY_CALL = """
- main:
  - /children: equal
  - heading "Подтвердите вход" [level=1]
  - paragraph: Вам поступит звонок/SMS с уникального номера. Введите последние 4 цифры этого номера
  - text: Введите 4 цифры
  - textbox "Введите 4 цифры"
  - button "Продолжить"
  - paragraph: Звонок поступит в течение 00:56
  - paragraph:
    - link "Изменить номер или почту"
"""
NEW_PROFILE = """
- main:
  - /children: equal
  - heading "Новый учебный профиль" [level=1]
  - paragraph: Введите настоящие ФИО, дату рождения, пол
  - text: Фамилия
  - textbox "Фамилия"
  - text: Имя
  - textbox "Имя"
  - text: Отчество (при наличии)
  - textbox "Отчество (при наличии)"
  - text: Дата рождения
  - textbox "Дата рождения"
  - group "Пол":
    - radio "Женский" [checked=false]
    - radio "Мужской" [checked=false]
  - button "Продолжить"
"""


@pytest.mark.requirement("START-1", "START-2")
def test_sign_in_leads_to_the_teacher_office(page: Page, target: Target, people: People) -> None:
    """Вход в журнал и «Кабинет учителя»."""
    teacher = people.create_teacher(last_name="Смирнова", first_name="Анна", patronymic="Петровна")
    sign_in_page = SignIn(page)
    sign_in_page.open(target.journal)
    expect(page.locator("main")).to_match_aria_snapshot("""
        - main:
          - heading "Вход в электронный журнал" [level=1]
          - textbox "Логин"
          - textbox "Пароль"
          - button "Войти"
        """)
    sign_in_page.sign_in(teacher.login, teacher.password)
    expect(page.get_by_role("banner")).to_contain_text("Смирнова Анна Петровна")
    NavBar(page).go_to_office()
    expect(page.locator("main")).to_match_aria_snapshot("""
        - main:
          - heading "Кабинет учителя" [level=1]
          - heading "Мои классы" [level=2]
          - list:
            - /children: equal
            - listitem:
              - strong: 5А
            - listitem:
              - strong: 10Б
        """)


@pytest.mark.requirement("START-1", "START-2")
def test_teacher_office_needs_a_sign_in(page: Page, target: Target, people: People) -> None:
    """С неверным паролем и без входа «Кабинет учителя» закрыт."""
    teacher = people.create_teacher()
    sign_in_page = SignIn(page)
    page.goto(f"{target.journal}/office")
    expect(sign_in_page.submit_button).to_be_visible()
    sign_in_page.sign_in(teacher.login, teacher.password + "!")
    expect(sign_in_page.error).to_have_text("Неверный логин или пароль")
    page.goto(f"{target.journal}/office")
    expect(sign_in_page.submit_button).to_be_visible()
    expect(TeacherOffice(page).heading).to_be_hidden()


@pytest.mark.requirement("A-1", "B-1")
def test_messenger_icon_is_on_every_page_of_the_journal(
    page: Page, target: Target, people: People, open_journal: OpenJournal
) -> None:
    """Значок мессенджера: имя, подсказка и отметка о состоянии."""
    open_journal(people.create_teacher())
    bar = NavBar(page)
    for path in ("home", "office", "office/messenger"):
        page.goto(f"{target.journal}/{path}")
        expect(bar.bar).to_match_aria_snapshot("""
            - navigation "Навигационная панель":
              - /children: equal
              - link "Кабинет учителя"
              - link "Мессенджер"
            """)
        bar.expect_not_connected()
        expect(bar.badge).to_be_visible()
    page.goto(f"{target.journal}/office")
    bar.open_messenger()
    MessengerCard(page).expect_not_connected()


@pytest.mark.requirement("A-2", "B-2")
def test_card_of_a_messenger_that_is_not_connected(page: Page, people: People, open_journal: OpenJournal) -> None:
    """«Мессенджер не подключен» и кнопка «Перейти к подключению»."""
    open_journal(people.create_teacher())
    expect(page.locator("main")).to_match_aria_snapshot("""
        - main:
          - /children: equal
          - region "Мессенджер не подключен":
            - /children: equal
            - heading "Мессенджер не подключен" [level=1]
            - paragraph: Для работы мессенджера необходимо связать ваш аккаунт МЭШ с аккаунтом Сферум, чтобы общаться в чатах и проводить онлайн-звонки.
            - paragraph: Сферум — это безопасное образовательное пространство, где вы сможете общаться только с участниками своей школы в закрытых чатах.
            - button "Перейти к подключению"
        """)  # noqa: E501  the guide's own words, whole


@pytest.mark.requirement("A-3", "B-3")
def test_phone_screen(page: Page, people: People, open_journal: OpenJournal) -> None:
    """«Вход в VK ID» в открывшемся окне."""
    window = open_journal(people.create_teacher()).card.go_to_connection()
    assert window is not page, "VK ID opens in a window of its own"
    expect_screen(window, PHONE)


@pytest.mark.requirement("A-4")
def test_code_screen_of_a_call(page: Page, target: Target, people: People, sandbox: SandboxClient) -> None:
    """«Подтвердите вход» с обратным отсчётом «Звонок поступит в течение 00:56»."""
    teacher = people.create_teacher()
    page.clock.install(time=0)
    page.clock.pause_at(1)
    open_vk_id(page, target, sandbox, teacher)
    PhoneScreen(page).submit(teacher.phone)
    page.clock.run_for((CodeScreen(page).seconds_left() - 56) * 1000)
    expect_screen(page, CODE_BY_CALL)


@pytest.mark.requirement("A-5")
def test_account_screen_with_an_educational_profile(
    page: Page, target: Target, people: People, sandbox: SandboxClient
) -> None:
    """Учётные данные: учебный профиль и «Продолжить»."""
    teacher = people.create_teacher(profile=False)
    (profile_id,) = people.give_profile(teacher, first_name="Анна", last_name="С.")
    open_vk_id(page, target, sandbox, teacher, remembered=True)
    expect_screen(
        page,
        f"""
        - main:
          - /children: equal
          - heading "Проверьте учётные данные" [level=1]
          - term: Телефон
          - definition: +7 9** ***-**-{teacher.phone[-2:]}
          - term: Аккаунт VK ID
          - definition: Анна С.
          - group "Учебный профиль":
            - radio "{teacher.full_name} ID {profile_id}" [checked]
          - button "Продолжить"
          - paragraph:
            - link "Войти в другой аккаунт"
        """,
    )


@pytest.mark.requirement("B-4")
def test_account_screen_without_an_educational_profile(
    page: Page, target: Target, people: People, sandbox: SandboxClient
) -> None:
    """Учётные данные: учебного профиля нет, есть «Создать учебный профиль»."""
    teacher = people.create_teacher(profile=False)
    people.give_profile(teacher, count=0)
    open_vk_id(page, target, sandbox, teacher, remembered=True)
    expect_screen(
        page,
        f"""
        - main:
          - /children: equal
          - heading "Проверьте учётные данные" [level=1]
          - term: Телефон
          - definition: +7 9** ***-**-{teacher.phone[-2:]}
          - paragraph: Учебного профиля пока нет. Создайте его, чтобы общаться с участниками своей школы.
          - button "Создать учебный профиль"
          - paragraph:
            - link "Войти в другой аккаунт"
        """,
    )


@pytest.mark.requirement("B-5", "B-8")
def test_form_of_a_new_profile_and_the_consent_after_it(
    page: Page, target: Target, people: People, sandbox: SandboxClient
) -> None:
    """Настоящие ФИО, дата рождения, пол; за ними «Добавление профиля Сферум»."""
    teacher = people.create_teacher(profile=False)
    people.give_profile(teacher, count=0)
    open_vk_id(page, target, sandbox, teacher, remembered=True)
    AccountScreen(page).create_profile()
    expect_screen(page, NEW_PROFILE)
    form = ProfileScreen(page)
    form.fill("Петрова", "Мария", "Ильинична", "12.04.1985", "female")
    form.submit()
    expect_screen(page, consent_to("Петрова Мария Ильинична"))


@pytest.mark.requirement("A-1", "A-7")
def test_consent_and_the_connected_messenger(people: People, open_journal: OpenJournal, page: Page) -> None:
    """«Добавление профиля Сферум» с «Привязать» и отказом; после привязки журнал показывает учебный профиль."""
    teacher = people.create_teacher(profile=False, last_name="Смирнова", first_name="Анна", patronymic="Петровна")
    (profile_id,) = people.give_profile(teacher)
    consent = open_journal(teacher, remembered=True).reach_consent()
    expect_screen(consent.page, consent_to("Смирнова Анна Петровна"))
    consent.link()
    expect(page.locator("main")).to_match_aria_snapshot(f"""
        - main:
          - /children: equal
          - status: Учебный профиль привязан.
          - region "Мессенджер подключен":
            - /children: equal
            - heading "Мессенджер подключен" [level=1]
            - paragraph:
              - text: "Аккаунт МЭШ связан с учебным профилем Сферум:"
              - strong: Смирнова Анна
              - text: ", ID {profile_id}."
            - link "Перейти в мессенджер"
            - button "Отвязать"
        """)
    NavBar(page).expect_connected()
    page.reload()
    expect(MessengerCard(page).success, "the message is shown once").to_be_hidden()
    MessengerCard(page).expect_connected()


def consent_to(full_name: str) -> str:
    """Returns A-7, B-8: the consent to link this profile. The second button is ours: the guide shows no refusal."""
    return f"""
        - main:
          - /children: equal
          - dialog "Добавление профиля Сферум":
            - /children: equal
            - heading "Добавление профиля Сферум" [level=1]
            - paragraph: Нажимая «Привязать», вы соглашаетесь на привязку учётной записи в электронном журнале с учебным профилем «Сферум» в VK Мессенджере.
            - term: Учебный профиль
            - definition: {full_name}
            - button "Привязать"
            - button "Отказаться"
        """  # noqa: E501  the guide's own words, whole
