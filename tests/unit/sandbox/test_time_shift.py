"""How far a person's time has been moved, in words: each number in its form, and nothing of what is none."""

import pytest

from mock_server.console.people import describe_shift

UNITS = {
    1: ("секунду", "секунды", "секунд"),
    60: ("минуту", "минуты", "минут"),
    3600: ("час", "часа", "часов"),
    86_400: ("день", "дня", "дней"),
}
"""The forms after 1, 2 and 5, by the seconds of the unit."""
FORMS = {1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 12: 2, 14: 2, 20: 2, 21: 0, 22: 1}


@pytest.mark.parametrize("number", FORMS)
@pytest.mark.parametrize("seconds", UNITS)
def test_each_number_has_its_form(seconds: int, number: int) -> None:
    assert describe_shift(seconds * number) == f"{number} {UNITS[seconds][FORMS[number]]}"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, ""), (86_400 + 61, "1 день 1 минуту 1 секунду"), (7 * 86_400 + 2 * 3600, "7 дней 2 часа"), (59.6, "1 минуту")],
)
def test_units_stand_from_the_largest_and_none_is_nought(seconds: float, words: str) -> None:
    assert describe_shift(seconds) == words
