"""What clients learn about a person: each value that a profile may have, in the form of VK ID."""

from datetime import date

import pytest

from mock_server.model.sferum import Profile
from mock_server.model.vk_id import Account
from mock_server.rules import person_data

ACCOUNT = Account(phone="+79001234512", email="orlova@mail.ru")


def make_profile(**values: object) -> Profile:
    return Profile(id=100200300, last_name="Орлова", first_name="Анна", **values)


@pytest.mark.parametrize(("sex", "number"), [("female", 1), ("male", 2), (None, 0)])
def test_sex_is_a_number(sex: str | None, number: int) -> None:
    assert person_data.full(make_profile(sex=sex), None, "")["sex"] == number


@pytest.mark.parametrize(
    ("born", "text"),
    [(date(1985, 4, 2), "02.04.1985"), (date(2000, 12, 31), "31.12.2000"), (None, "")],
)
def test_birthday_has_two_digits_for_day_and_month(born: date | None, text: str) -> None:
    assert person_data.full(make_profile(birth_date=born), None, "")["birthday"] == text


CONTACTS = {
    "vkid.personal_info": set(),
    "vkid.personal_info phone": {"phone"},
    "vkid.personal_info email": {"email"},
    "vkid.personal_info phone email": {"phone", "email"},
}


@pytest.mark.parametrize("scope", CONTACTS)
def test_contacts_come_with_their_rights_and_from_an_account_only(scope: str) -> None:
    for build, whole in (
        (person_data.full, {"phone": "79001234512", "email": "orlova@mail.ru"}),
        (person_data.build_masked_data, {"phone": "+7 9** ***-**-12", "email": "o***@mail.ru"}),
    ):
        for account, names in ((ACCOUNT, CONTACTS[scope]), (None, set())):
            data = build(make_profile(), account, scope)
            assert {name: data[name] for name in whole if name in data} == {name: whole[name] for name in names}
