"""The factories: people who could exist, each of whom is new."""

from dataclasses import replace
from datetime import UTC, date, datetime

import phonenumbers
import pytest
from faker import Faker
from faker.providers.person.ru_RU import Provider

from automation.factories import People, generate_phone
from automation.people import Teacher
from mock_server.logins import parse_phone
from mock_server.rules.profiles import NewProfile, find_mistakes

MANY = 300
WOMEN = set(Provider.first_names_female)


@pytest.fixture(scope="module")
def people() -> People:
    """Returns a factory that puts nobody into a sandbox."""
    return People(None, Faker("ru_RU"))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def crowd(people: People) -> list[Teacher]:
    return [people.build_teacher(1) for _ in range(MANY)]


def test_phones_are_mobile_and_new() -> None:
    phones = {generate_phone() for _ in range(3000)}
    assert len(phones) == 3000
    for phone in phones:
        number = phonenumbers.parse(phone)
        assert phonenumbers.is_valid_number_for_region(number, "RU"), phone
        assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE, phone
        assert parse_phone(phone) == phone


def test_logins_and_passwords_are_new(crowd: list[Teacher]) -> None:
    assert len({teacher.login for teacher in crowd}) == len({teacher.password for teacher in crowd}) == MANY


def test_women_and_men_are_both_there(crowd: list[Teacher]) -> None:
    assert {teacher.sex for teacher in crowd} == {"female", "male"}


def test_names_agree_with_the_sex(crowd: list[Teacher]) -> None:
    for teacher in crowd:
        assert teacher.patronymic.endswith("на") is (teacher.sex == "female"), teacher.full_name
        assert teacher.last_name.endswith("а") is (teacher.sex == "female"), teacher.full_name
        assert (teacher.first_name in WOMEN) is (teacher.sex == "female"), teacher.full_name


def test_full_name_is_in_the_order_of_documents(crowd: list[Teacher]) -> None:
    first = crowd[0]
    assert first.full_name == f"{first.last_name} {first.first_name} {first.patronymic}"
    assert replace(first, patronymic="").full_name == f"{first.last_name} {first.first_name}"


def test_form_of_a_new_profile_takes_them_all(crowd: list[Teacher]) -> None:
    today = datetime.now(UTC).date()
    for teacher in crowd:
        born = teacher.birth_date.strftime("%d.%m.%Y")
        form = NewProfile(teacher.last_name, teacher.first_name, teacher.patronymic, born, teacher.sex)
        assert find_mistakes(form, today, minimum_age=18) == {}, teacher


def test_what_matters_to_the_test_is_taken_as_it_is(people: People) -> None:
    born = date(1984, 10, 16)
    teacher = people.build_teacher(7, sex="male", last_name="О'Нил", patronymic="", birth_date=born, classes=())
    assert (teacher.last_name, teacher.patronymic) == ("О'Нил", "")
    assert (teacher.birth_date, teacher.classes, teacher.organization_id) == (born, (), 7)


def test_unknown_field_is_a_mistake_of_the_test(people: People) -> None:
    with pytest.raises(TypeError, match="surname"):
        people.build_teacher(1, surname="Орлова")
