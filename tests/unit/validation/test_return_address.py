"""What is changed in the address by which VK ID sends the browser back."""

import pytest

from validation.return_address import change_params, near_miss

RETURN = "https://journal.example/return?code=vk2.a&state=s%201"


@pytest.mark.parametrize(
    ("changes", "url"),
    [
        ({"state": "other"}, "https://journal.example/return?code=vk2.a&state=other"),
        ({"state": None}, "https://journal.example/return?code=vk2.a"),
        ({}, "https://journal.example/return?code=vk2.a&state=s+1"),
    ],
)
def test_only_the_named_parameters_change(changes: dict[str, str | None], url: str) -> None:
    assert change_params(RETURN, **changes) == url


@pytest.mark.parametrize(
    ("value", "other"),
    [
        ("123454", "123565"),
        ("7", "8"),
        ("0f9A-zZ_", "0f9A-gG_"),
        ("98765432-5fff-4aaa-bbbb-abcdefabcdef", "98765432-5fff-4aaa-cccc-bcdefabcdefa"),
    ],
)
def test_near_miss_is_never_the_value_itself(value: str, other: str) -> None:
    assert near_miss(value) == other
