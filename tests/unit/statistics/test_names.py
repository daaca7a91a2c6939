"""When two names are one person's."""

from itertools import permutations
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.statistics.names import person_key

PARTS = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя-", min_size=1, max_size=12).map(lambda part: f"а{part}я".title())
NAMES = st.lists(PARTS, min_size=1, max_size=4)


@given(NAMES, st.randoms(use_true_random=False))
def test_order_of_parts_does_not_matter(parts, random):
    swapped = random.sample(parts, len(parts))
    assert person_key(" ".join(parts)) == person_key(" ".join(swapped))


@given(NAMES, st.sampled_from([str.upper, str.lower, str.swapcase]))
def test_case_does_not_matter(parts, change):
    assert person_key(" ".join(parts)) == person_key(change(" ".join(parts)))


@given(NAMES)
def test_yo_and_ye_are_one_letter(parts):
    name = " ".join(parts)
    assert person_key(name) == person_key(name.replace("ё", "е").replace("Ё", "Е"))


@given(NAMES, st.lists(st.sampled_from([" ", "  ", "\u00a0", "\t"]), min_size=5, max_size=5))
def test_spaces_do_not_matter(parts, spaces):
    spaced = spaces[-1] + "".join(part + space for part, space in zip(parts, spaces, strict=False))
    assert person_key(" ".join(parts)) == person_key(spaced)


@given(NAMES)
def test_letters_made_of_two_signs_do_not_matter(parts):
    name = " ".join(parts)
    assert person_key(name) == person_key(normalize("NFD", name))


@given(NAMES, NAMES)
def test_other_names_are_other_people(one, other):
    def letters(parts):
        return sorted(part.lower().replace("ё", "е") for part in parts)

    assert (person_key(" ".join(one)) == person_key(" ".join(other))) == (letters(one) == letters(other))


def test_guide_name_in_every_order():
    assert len({person_key(" ".join(order)) for order in permutations(["Хазеев", "Рустем", "Ильдарович"])}) == 1


@pytest.mark.parametrize("typed", ["Римский - Корсаков Пётр", "Римский–Корсаков Петр", "петр римский‑корсаков"])
def test_dash_of_a_double_surname_is_typed_in_many_ways(typed):
    assert person_key(typed) == person_key("Римский-Корсаков Пётр")


def test_double_surname_is_no_two_names():
    assert person_key("Римский-Корсаков") != person_key("Корсаков-Римский")
