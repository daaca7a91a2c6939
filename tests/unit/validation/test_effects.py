"""The table of mistakes and their effects, and the groups in which they are tried."""

from collections import Counter
from itertools import combinations

from tests.examples.effects import ALL_CHECKS, EFFECTS, combine_effects, effect, group_mistakes
from tests.examples.mistakes import MISTAKES


def test_every_mistake_is_in_the_table_with_checks_that_there_are() -> None:
    assert set(EFFECTS) == set(MISTAKES)
    for name, row in EFFECTS.items():
        assert row.red, f"{name} turns no check red"
        assert row.red | row.blocked <= ALL_CHECKS, name


def test_every_mistake_is_in_exactly_one_group() -> None:
    assert Counter(name for group in group_mistakes() for name in group) == dict.fromkeys(EFFECTS, 1)


def test_no_two_mistakes_of_a_group_conflict() -> None:
    for group in group_mistakes():
        for first, second in combinations(group, 2):
            assert not EFFECTS[first].red & EFFECTS[second].red, (first, second)
            assert not EFFECTS[first].blocked & EFFECTS[second].red, (first, second)
            assert not EFFECTS[second].blocked & EFFECTS[first].red, (first, second)


def test_groups_do_not_depend_on_the_order_of_the_table() -> None:
    assert group_mistakes(dict(reversed(list(EFFECTS.items())))) == group_mistakes()


def test_mistakes_that_conflict_are_kept_apart_and_the_rest_share_groups() -> None:
    table = {
        "nothing works": effect("P-1", blocked={"P-2", "P-3", "P-4"}),
        "two": effect("P-2"),
        "three": effect("P-3"),
        "also two": effect("P-2", "P-5"),
        "beside it all": effect("P-6"),
    }
    assert group_mistakes(table) == [("nothing works", "beside it all"), ("also two", "three"), ("two",)]


def test_group_has_the_effects_of_its_mistakes() -> None:
    effects = combine_effects(["dead-end-failure", "referrer-leak"])
    assert effects.red == {"J-4", "J-5", "J-14", "J-15", "J-16", "J-18", "P-21"}
    assert effects.blocked == {"J-6", "P-18", "P-20", "P-46", "P-47", "P-48"}
