"""The form of a new educational profile (B-5): what is a mistake, and what is made of what was typed."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.model.sferum import Profile
from mock_server.rules import profiles
from mock_server.rules.profiles import NewProfile, compute_moscow_date, find_mistakes, parse_date
from mock_server.store import Store
from tests.db_factories import add_account, add_login

TODAY = date(2026, 11, 23)
NO_SUCH_DAY = "Такой даты нет. Введите дату как ДД.ММ.ГГГГ"
NAMES = ("last_name", "first_name", "patronymic")
ONLY_LETTERS = "Только буквы, пробел и дефис"


def form(**typed: str) -> NewProfile:
    """A form without mistakes, but for what is typed here."""
    good = {
        "last_name": "Орлова",
        "first_name": "Анна",
        "patronymic": "Ильинична",
        "birth_date": "16.10.1984",
        "sex": "female",
    }
    return NewProfile(**{**good, **typed})


def mistake(**typed: str) -> dict[str, str]:
    return find_mistakes(form(**typed), TODAY, minimum_age=18)


def test_good_form_has_no_mistakes() -> None:
    assert mistake() == {}


@pytest.mark.requirement("B-5")
def test_every_field_but_the_patronymic_is_demanded() -> None:
    """Обязательно каждое поле, кроме отчества."""
    assert mistake(last_name="", first_name=" ", patronymic="", birth_date="", sex="") == {
        "last_name": "Введите фамилию",
        "first_name": "Введите имя",
        "birth_date": "Введите дату рождения",
        "sex": "Укажите пол",
    }


@pytest.mark.parametrize(
    "name",
    [
        "Ли",
        "Я",
        "Ёлкина",
        "Римский-Корсаков",
        "Салтыков - Щедрин",
        "Оглы Гусейн",
        "О'Нил",
        "О’Нил",
        "Мария  Тереза",
        "Åsa",
        "Müller",
        "Дж.",
        "Ж" * 64,
    ],
)
def test_names_that_people_bear_are_taken(name: str) -> None:
    assert mistake(**dict.fromkeys(NAMES, name)) == {}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("-", ONLY_LETTERS),
        ("Орлова-", ONLY_LETTERS),
        ("-Орлова", ONLY_LETTERS),
        ("Орлова1", ONLY_LETTERS),
        ("Ор_лова", ONLY_LETTERS),
        ("<b>Орлова</b>", ONLY_LETTERS),
        ("Орлова\0", ONLY_LETTERS),
        ("Ор\u200bлова", ONLY_LETTERS),
        ("🙂", ONLY_LETTERS),
        ("Ж" * 65, "Не больше 64 букв"),
        ("Ж" * 10_000, "Не больше 64 букв"),
    ],
)
def test_what_is_no_name_is_refused(name: str, message: str) -> None:
    for field in NAMES:
        assert mistake(**{field: name}) == {field: message}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("23.11.2008", None),  # eighteen today
        ("24.11.2008", "Профиль учителя создаётся с 18 лет"),
        ("23.11.2026", "Профиль учителя создаётся с 18 лет"),
        ("24.11.2026", "Дата рождения ещё не наступила"),
        ("23.11.1906", None),  # a hundred and twenty today
        ("24.11.1905", None),
        ("23.11.1905", "Проверьте год рождения"),
        ("01.01.0001", "Проверьте год рождения"),
        ("29.02.2000", None),
        ("29.02.1900", NO_SUCH_DAY),
        ("29.02.2001", NO_SUCH_DAY),
        ("31.04.1984", NO_SUCH_DAY),
        ("00.10.1984", NO_SUCH_DAY),
        ("16.13.1984", NO_SUCH_DAY),
        ("16.10.0000", NO_SUCH_DAY),
        ("16.10.84", NO_SUCH_DAY),
        ("1984-10-16", NO_SUCH_DAY),
        ("16/10/1984", NO_SUCH_DAY),
        ("вчера", NO_SUCH_DAY),
        ("16.10.19844", NO_SUCH_DAY),
        (" 6.1.1984 ", None),
    ],
)
def test_date_of_birth(typed: str, message: str | None) -> None:
    assert mistake(birth_date=typed) == ({"birth_date": message} if message else {})


@pytest.mark.parametrize("sex", ["male", "female"])
def test_sex_is_one_of_two(sex: str) -> None:
    assert mistake(sex=sex) == {}


@pytest.mark.parametrize("sex", ["", "MALE", "other", "женский"])
def test_other_sex_is_refused(sex: str) -> None:
    assert mistake(sex=sex) == {"sex": "Укажите пол"}


@given(st.dates(min_value=date(1, 1, 1)))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    assert parse_date(f"{day.day:02}.{day.month:02}.{day.year:04}") == day


@given(st.text(max_size=12))
def test_no_text_breaks_the_form(text: str) -> None:
    messages = find_mistakes(NewProfile(text, text, text, text, text), TODAY, 18)
    assert all(messages.values())


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 22, 20, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 21, 0, 0, tzinfo=UTC), date(2026, 11, 23)),
    ],
)
def test_day_begins_in_moscow(moment: datetime, day: date) -> None:
    assert compute_moscow_date(moment.timestamp()) == day


@pytest.mark.requirement("B-5")
def test_profile_is_made_with_exactly_the_data_typed(store: Store) -> None:
    """Профиль создан ровно с теми данными, что ввели."""
    typed = form(last_name=" Римская-Корсакова ", first_name="Анна  Мария", patronymic="")
    with store.write() as session:
        account = add_account(session)
        login = add_login(session, phone=account.phone)
        profile = profiles.create_profile(session, login, account, typed, 1_800_000_000.0)
    with store.read() as session:
        row = session.get_one(Profile, profile.id)
        assert (row.last_name, row.first_name, row.patronymic) == ("Римская-Корсакова", "Анна Мария", "")
        assert (row.birth_date, row.sex) == (date(1984, 10, 16), "female")
        assert row.account
        assert row.account.phone == account.phone


def test_ids_have_nine_digits_and_differ(store: Store) -> None:
    with store.read() as session:
        ids = {profiles.generate_id(session) for _ in range(200)}
    assert len(ids) == 200
    assert all(100_000_000 <= number <= 999_999_999 for number in ids)
