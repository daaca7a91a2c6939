"""The table of planted mistakes, and the groups in which they are tried."""

from collections import Counter
from itertools import combinations

from examples.django_journal.mistakes import Mistake
from tests.examples.effects import ALL_CHECKS, EFFECTS, effect, groups, together


def test_every_mistake_is_in_the_table_with_checks_that_there_are() -> None:
    assert set(EFFECTS) == {mistake.option for mistake in Mistake}
    for name, row in EFFECTS.items():
        assert row.tells, f"{name} turns no check red"
        assert row.tells | row.keeps <= ALL_CHECKS, name


def test_every_mistake_is_in_exactly_one_group() -> None:
    assert Counter(name for group in groups() for name in group) == dict.fromkeys(EFFECTS, 1)


def test_no_two_mistakes_of_a_group_touch() -> None:
    for group in groups():
        for one, other in combinations(group, 2):
            assert not EFFECTS[one].tells & EFFECTS[other].tells, (one, other)
            assert not EFFECTS[one].keeps & EFFECTS[other].tells, (one, other)
            assert not EFFECTS[other].keeps & EFFECTS[one].tells, (one, other)


def test_groups_do_not_depend_on_the_order_of_the_table() -> None:
    assert groups(dict(reversed(list(EFFECTS.items())))) == groups()


def test_mistakes_that_touch_are_kept_apart_and_the_rest_come_together() -> None:
    table = {
        "nothing works": effect("P-1", keeps={"P-2", "P-3", "P-4"}),
        "two": effect("P-2"),
        "three": effect("P-3"),
        "also two": effect("P-2", "P-5"),
        "beside it all": effect("P-6"),
    }
    assert groups(table) == [("nothing works", "beside it all"), ("also two", "three"), ("two",)]


def test_a_group_does_what_its_mistakes_do() -> None:
    both = together(["dead-end-failure", "referrer-leak"])
    assert both.tells == {"J-4", "J-5", "P-21"}
    assert both.keeps == {"J-6", "P-18", "P-20"}
