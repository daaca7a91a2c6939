"""What people type into «Телефон или почта», understood (A-3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.factories import generate_phone
from mock_server.logins import mask_email, mask_phone, parse_email, parse_phone


@pytest.mark.requirement("A-3", "B-3")
@pytest.mark.parametrize(
    "typed",
    [
        "+79001234567",
        "89001234567",
        "79001234567",
        "9001234567",
        "8 (900) 123-45-67",
        "8(900)1234567",
        "+7 900 123 45 67",
        "+7-900-123-45-67",
        "+7 (900) 123–45–67",
        "  +7 900\u00a0123\u00a045\u00a067  ",
        "8.900.123.45.67",
    ],
    ids="«{}»".format,
)
def test_phone_is_taken_as_people_type_it(typed: str) -> None:
    """Телефон принимается так, как его набирают люди."""
    assert parse_phone(typed) == "+79001234567"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "+7",
        "+7900123456",
        "+790012345678",
        "8495",
        "+74951234567",  # a landline takes no SMS
        "88001234567",
        "+12025550123",
        "+380501234567",
        "112",
        "телефон",
        "+7900123456a",
        "orlova@school.example",
        "\0",
        "9" * 300,
    ],
)
def test_what_is_no_russian_mobile_is_refused(typed: str) -> None:
    assert parse_phone(typed) is None


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("orlova@school.example", "orlova@school.example"),
        ("  Orlova.A+mesh@School.Example ", "orlova.a+mesh@school.example"),
        ("орлова@школа.рф", "орлова@школа.рф"),
    ],
)
def test_address_is_taken_as_people_type_it(typed: str, address: str) -> None:
    assert parse_email(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "orlova",
        "orlova@school",
        "@school.example",
        "orlova@",
        "or lova@school.example",
        "a@b@school.example",
        "<b>@school.example",
        '"x"@school.example',
        "a" * 250 + "@b.ru",
        "+79001234567",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    assert parse_email(typed) is None


@given(st.text(max_size=40))
def test_no_text_is_both(text: str) -> None:
    assert parse_phone(text) is None or parse_email(text) is None


@given(st.builds(generate_phone))
def test_phone_is_understood_however_it_is_written(phone: str) -> None:
    spelt = f"8 ({phone[2:5]}) {phone[5:8]}-{phone[8:10]}-{phone[10:]}"
    assert parse_phone(spelt) == parse_phone(phone) == phone


def test_screens_show_little_of_a_phone_or_an_address() -> None:
    assert mask_phone("+79001234512") == "+7 9** ***-**-12"
    assert mask_email("orlova@school.example") == "o***@school.example"
