"""The form of a new educational profile (B-5): which data make a profile, and which do not."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta, timezone

import pytest
from playwright.sync_api import Dialog, Page, expect

from automation.target import Target
from fixtures.people import People
from fixtures.sandbox import SandboxClient
from pages.consent import Consent
from pages.vk_id import ProfileScreen
from tests.e2e.vk_id_door import enter_vk_id

MOSCOW = timezone(timedelta(hours=3))
NO_SUCH_DATE = "Такой даты нет. Введите дату как ДД.ММ.ГГГГ"
LETTERS_ONLY = "Только буквы, пробел и дефис"


@dataclass(frozen=True)
class Typed:
    """What a person types into the form."""

    last_name: str = "Петрова"
    first_name: str = "Мария"
    patronymic: str = "Ильинична"
    birth_date: str = "12.04.1985"
    sex: str = "female"


@dataclass(frozen=True)
class Form:
    """The form on the screen, and what comes of it."""

    screen: ProfileScreen
    sandbox: SandboxClient
    phone: str

    def fill(self, typed: Typed) -> None:
        """Type everything."""
        self.screen.fill(**asdict(typed))

    def submit(self, typed: Typed) -> None:
        """Type everything and press «Продолжить»."""
        self.fill(typed)
        self.screen.submit()

    def expect_refused(self, typed: Typed, *mistakes: str) -> None:
        """The form says what is wrong and keeps what was typed; no profile is made."""
        self.screen.expect_mistakes(*mistakes)
        expect(self.screen.last_name).to_have_value(typed.last_name)
        expect(self.screen.first_name).to_have_value(typed.first_name)
        expect(self.screen.patronymic).to_have_value(typed.patronymic)
        expect(self.screen.birth_date).to_have_value(typed.birth_date)
        expect(self.screen.female).to_be_checked(checked=typed.sex == "female")
        expect(self.screen.male).to_be_checked(checked=typed.sex == "male")
        assert self.sandbox.person(self.phone).profiles == ()

    def expect_made(self, typed: Typed) -> None:
        """The consent names the new profile; there is one, and it has exactly these data."""
        consent = Consent(self.screen.page)
        consent.expect_open()
        full_name = " ".join(part for part in (typed.last_name, typed.first_name, typed.patronymic) if part)
        expect(consent.profile).to_have_text(full_name)
        (made,) = self.sandbox.person(self.phone).profiles
        born = datetime.strptime(typed.birth_date, "%d.%m.%Y").astimezone(MOSCOW).date()
        assert Typed(made.last_name, made.first_name, made.patronymic, made.birth_date or "", made.sex or "") == (
            replace(typed, birth_date=born.isoformat())
        )
        assert (made.link, made.organizations) == (None, ()), "nothing is linked before «Привязать»"

    def noon(self) -> date:
        """Move the person's clock to the next noon in Moscow, far from any midnight; returns the day it is then."""
        now = datetime.now(MOSCOW)
        noon = datetime.combine(now.date() + timedelta(days=1), time(12), MOSCOW)
        self.sandbox.move_time(self.phone, (noon - now).total_seconds())
        return noon.date()


@pytest.fixture
def form(page: Page, target: Target, people: People, sandbox: SandboxClient) -> Form:
    """The empty form, open before a teacher who has no educational profile."""
    teacher = people.teacher(profile=False)
    people.give_profile(teacher, count=0)
    enter_vk_id(page, target, sandbox, teacher, remembered=True)
    page.goto(page.url.replace("/account", "/profile"))
    return Form(ProfileScreen(page), sandbox, teacher.phone)


# --- Data that make no profile -----------------------------------------------------------------------------------


@pytest.mark.requirement("B-5")
def test_each_required_field_must_be_filled(form: Form) -> None:
    """Обязательное поле не заполнено."""
    for typed, mistake in (
        (Typed(last_name=""), "Введите фамилию"),
        (Typed(first_name=""), "Введите имя"),
        (Typed(first_name="   "), "Введите имя"),
        (Typed(birth_date=""), "Введите дату рождения"),
    ):
        form.submit(typed)
        form.expect_refused(typed, mistake)


@pytest.mark.requirement("B-5")
def test_sex_must_be_told(form: Form) -> None:
    """Пол не указан."""
    typed = Typed(sex="")
    form.submit(typed)
    form.expect_refused(typed, "Укажите пол")


@pytest.mark.requirement("B-5")
def test_empty_form_names_every_required_field_at_once(form: Form) -> None:
    """Пустая форма: названы все обязательные поля, отчества среди них нет."""
    nothing = Typed("", "", "", "", "")
    form.submit(nothing)
    form.expect_refused(nothing, "Введите фамилию", "Введите имя", "Введите дату рождения", "Укажите пол")


@pytest.mark.requirement("B-5")
def test_impossible_date_is_refused(form: Form) -> None:
    """Такой даты рождения не бывает."""
    for birth_date in ("31.02.2000", "29.02.2001", "00.01.1990", "1985-04-12", "двенадцатое апреля"):
        typed = Typed(birth_date=birth_date)
        form.submit(typed)
        form.expect_refused(typed, NO_SUCH_DATE)


@pytest.mark.requirement("B-5")
def test_age_at_which_nobody_teaches_is_refused(form: Form) -> None:
    """Дата рождения в будущем, несовершеннолетний, невозможный возраст."""
    today = form.noon()
    for born, mistake in (
        (today + timedelta(days=1), "Дата рождения ещё не наступила"),
        (years_before(today, 18) + timedelta(days=1), "Профиль учителя создаётся с 18 лет"),
        (years_before(today, 121), "Проверьте год рождения"),
        (date(1899, 12, 31), "Проверьте год рождения"),
    ):
        typed = Typed(birth_date=written(born))
        form.submit(typed)
        form.expect_refused(typed, mistake)


@pytest.mark.requirement("B-5")
def test_what_is_no_name_is_refused(form: Form) -> None:
    """Это не имя: цифры, знаки, слишком длинно."""
    for names, mistake in (
        (("Петрова2", "М4рия", "1985"), LETTERS_ONLY),
        (("-", "!", "Ильинична @"), LETTERS_ONLY),
        (("Е" * 65, "Ж" * 65, "Ё" * 65), "Не больше 64 букв"),
    ):
        typed = Typed(*names)
        form.submit(typed)
        form.expect_refused(typed, mistake, mistake, mistake)


@pytest.mark.requirement("B-5")
def test_hostile_text_is_refused_and_shown_as_text(form: Form) -> None:
    """Враждебный текст в поле остаётся текстом."""
    page = form.screen.page
    alerts = []

    def dismiss(alert: Dialog) -> None:
        alerts.append(alert.message)
        alert.dismiss()

    page.on("dialog", dismiss)
    for hostile in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'):
        typed = Typed(hostile, hostile, hostile, hostile)
        form.submit(typed)
        form.expect_refused(typed, LETTERS_ONLY, LETTERS_ONLY, LETTERS_ONLY, NO_SUCH_DATE)
        expect(page.locator("script, img")).to_have_count(0)
    assert alerts == []


# --- Data that make a profile ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(Typed("Петров-Водкин", "Иван-Павел", "Сергеевич", "29.02.1992", "male"), id="hyphens"),
        pytest.param(Typed("О'Коннор", "Д’Анна"), id="apostrophes"),
        pytest.param(Typed("Щёлокова", "Алёна", "Артёмовна"), id="yo"),
        pytest.param(Typed(patronymic=""), id="no-patronymic"),
        pytest.param(Typed("Ю", "О", "Руслан кызы"), id="two-words-and-one-letter"),
        pytest.param(Typed("Е" * 64, "Ж" * 64, "Ё" * 64), id="64-letters"),
    ],
)
@pytest.mark.requirement("B-5")
def test_profile_is_made_with_exactly_the_data_typed(form: Form, typed: Typed) -> None:
    """Учебный профиль создаётся с введёнными данными."""
    form.submit(typed)
    form.expect_made(typed)


@pytest.mark.parametrize("age", [18, 120], ids=["eighteen-today", "oldest"])
@pytest.mark.requirement("B-5")
def test_youngest_and_oldest_teacher(form: Form, age: int) -> None:
    """Ровно 18 лет сегодня; глубокая старость."""
    typed = Typed(birth_date=written(years_before(form.noon(), age)))
    form.submit(typed)
    form.expect_made(typed)


@pytest.mark.requirement("B-5")
def test_spaces_around_are_dropped(form: Form) -> None:
    """Лишние пробелы в данные профиля не попадают."""
    form.submit(Typed(" Петрова  ", "  Мария   Анна", " Ильинична ", " 12.04.1985 "))
    form.expect_made(Typed(first_name="Мария Анна"))


@pytest.mark.requirement("B-5")
def test_only_the_mistake_is_typed_again(form: Form) -> None:
    """После ошибки исправляется одно поле, остальное сохранено."""
    typed = Typed(birth_date="31.04.1985")
    form.submit(typed)
    form.expect_refused(typed, NO_SUCH_DATE)
    form.screen.birth_date.fill("30.04.1985")
    form.screen.submit()
    form.expect_made(Typed(birth_date="30.04.1985"))


@pytest.mark.requirement("B-5")
def test_double_click_makes_one_profile(form: Form) -> None:
    """Двойной щелчок по «Продолжить»: учебный профиль один."""
    # Were the answer there before the second click, there would be nothing to click on.
    form.sandbox.fault("vk_id", "submit_profile", "delay", delay_s=0.3, moment="after", phone=form.phone)
    form.fill(Typed())
    form.screen.submit_button.dblclick(delay=50)
    form.expect_made(Typed())


@pytest.mark.requirement("B-5", "B-8")
def test_form_sent_again_makes_no_second_profile(form: Form) -> None:
    """Назад из согласия и форма ещё раз: учебный профиль один, прежний."""
    form.submit(Typed())
    form.expect_made(Typed())
    form.screen.page.go_back()
    form.submit(Typed(first_name="Дарья"))
    form.expect_made(Typed())


def years_before(day: date, years: int) -> date:
    """The same day that many years ago; for February 29 of a leap year, the day before where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def written(day: date) -> str:
    """As the form wants it: ДД.ММ.ГГГГ."""
    return day.strftime("%d.%m.%Y")
