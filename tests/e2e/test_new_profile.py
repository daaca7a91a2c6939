"""The form of a new educational profile (B-5): which data make a profile, and which do not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from playwright.sync_api import Dialog, Page, expect

from automation.factories import People
from automation.target import Target
from mock_server.client import SandboxClient
from pages.vk_id import ProfileScreen
from tests.cases import case
from tests.e2e.profile_form import Form, Typed
from tests.e2e.shortcuts import vk_id_address

NO_SUCH_DATE = "Такой даты нет. Введите дату как ДД.ММ.ГГГГ"
LETTERS_ONLY = "Только буквы, пробел и дефис"


@pytest.fixture
def form_of(page: Page, target: Target, people: People, sandbox: SandboxClient) -> Callable[[], Form]:
    """Opens the empty form in the test's page, each time for another teacher without an educational profile."""

    def open_form() -> Form:
        teacher = people.create_teacher(profile=False)
        people.give_profile(teacher, count=0)
        page.context.clear_cookies()
        account = vk_id_address(page, target, sandbox, teacher, remembered=True)
        page.goto(account.replace("/account", "/profile"))
        return Form(ProfileScreen(page), sandbox, teacher.phone)

    return open_form


@pytest.fixture
def form(form_of: Callable[[], Form]) -> Form:
    """The empty form, open for a teacher without an educational profile."""
    return form_of()


@pytest.mark.requirement("B-5")
def test_wrong_data_create_no_profile_and_only_the_wrong_field_is_typed_again(form: Form) -> None:
    """Не заполнено, не имя, не дата, не тот возраст: ошибка названа, введённое цело; исправляется одно поле."""
    today = form.move_to_noon()
    names, long = (LETTERS_ONLY,) * 3, ("Не больше 64 букв",) * 3
    for typed, errors in (
        # The patronymic is not required. A radio button stays chosen, so the cases without a sex come first.
        (Typed("", "", "", "", ""), ("Введите фамилию", "Введите имя", "Введите дату рождения", "Укажите пол")),
        (Typed(sex=""), ("Укажите пол",)),
        (Typed(last_name=""), ("Введите фамилию",)),
        (Typed(first_name=""), ("Введите имя",)),
        (Typed(first_name="   "), ("Введите имя",)),
        (Typed(birth_date=""), ("Введите дату рождения",)),
        (Typed("Петрова2", "М4рия", "1985"), names),
        (Typed("-", "!", "Ильинична @"), names),
        (Typed("Е" * 65, "Ж" * 65, "Ё" * 65), long),
        (Typed(birth_date=as_typed(today + timedelta(days=1))), ("Дата рождения ещё не наступила",)),
        (
            Typed(birth_date=as_typed(years_before(today, 18) + timedelta(days=1))),
            ("Профиль учителя создаётся с 18 лет",),
        ),
        (Typed(birth_date=as_typed(years_before(today, 121))), ("Проверьте год рождения",)),
        (Typed(birth_date="31.12.1899"), ("Проверьте год рождения",)),
        (Typed(birth_date="29.02.2001"), (NO_SUCH_DATE,)),
        (Typed(birth_date="00.01.1990"), (NO_SUCH_DATE,)),
        (Typed(birth_date="1985-04-12"), (NO_SUCH_DATE,)),
        (Typed(birth_date="двенадцатое апреля"), (NO_SUCH_DATE,)),
        (Typed(birth_date="31.02.2000"), (NO_SUCH_DATE,)),
        (Typed(birth_date="31.04.1985"), (NO_SUCH_DATE,)),
    ):
        with case(typed):
            form.expect_refused(typed, *errors)
    form.screen.birth_date.fill("30.04.1985")
    form.screen.submit()
    form.expect_created(Typed(birth_date="30.04.1985"))


@pytest.mark.requirement("B-5")
def test_hostile_text_is_refused_and_shown_as_text(form: Form) -> None:
    """Враждебный текст в поле остаётся текстом."""
    page = form.screen.page
    messages = []

    def note_and_dismiss(dialog: Dialog) -> None:
        messages.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note_and_dismiss)
    for hostile in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'):
        form.expect_refused(
            Typed(hostile, hostile, hostile, hostile), LETTERS_ONLY, LETTERS_ONLY, LETTERS_ONLY, NO_SUCH_DATE
        )
        expect(page.locator("script, img")).to_have_count(0)
    assert messages == []


@pytest.mark.requirement("B-5")
def test_profile_is_created_with_exactly_the_data_typed(form_of: Callable[[], Form]) -> None:
    """Учебный профиль создаётся с введёнными данными, без лишних пробелов; ровно 18 лет сегодня, глубокая старость."""
    for name, typed, age in (
        ("hyphens", Typed("Петров-Водкин", "Иван-Павел", "Сергеевич", "29.02.1992", "male"), None),
        ("apostrophes, eighteen today", Typed("О'Коннор", "Д’Анна"), 18),
        ("yo, oldest", Typed("Щёлокова", "Алёна", "Артёмовна"), 120),
        ("no patronymic", Typed(patronymic=""), None),
        ("two words and one letter", Typed("Ю", "О", "Руслан кызы"), None),
        ("64 letters", Typed("Е" * 64, "Ж" * 64, "Ё" * 64), None),
    ):
        with case(name):
            form = form_of()
            data = replace(typed, birth_date=as_typed(years_before(form.move_to_noon(), age))) if age else typed
            form.submit(data)
            form.expect_created(data)
    with case("spaces around"):
        form = form_of()
        form.submit(Typed(" Петрова  ", "  Мария   Анна", " Ильинична ", " 12.04.1985 "))
        form.expect_created(Typed(first_name="Мария Анна"))


@pytest.mark.requirement("B-5", "B-8")
def test_form_sent_twice_creates_one_profile(form: Form) -> None:
    """Двойной щелчок по «Продолжить», потом назад из согласия и форма ещё раз: учебный профиль один, прежний."""
    # If the answer came before the second click, there would be nothing left to click on.
    form.sandbox.create_fault("vk_id", "submit_profile", "delay", delay_s=0.3, moment="after", phone=form.phone)
    form.fill(Typed())
    form.screen.submit_button.dblclick(delay=50)
    form.expect_created(Typed())
    form.screen.page.go_back()
    form.submit(Typed(first_name="Дарья"))
    form.expect_created(Typed())


def years_before(day: date, years: int) -> date:
    """Returns the same day that many years ago; for February 29, the 28th where the year has no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def as_typed(day: date) -> str:
    """Returns the day as ДД.ММ.ГГГГ."""
    return day.strftime("%d.%m.%Y")
