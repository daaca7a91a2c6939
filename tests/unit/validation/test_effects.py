"""The table of mistakes and their effects, and the groups in which they are tried."""

from collections import Counter
from itertools import combinations

import pytest

from tests.examples import silent_token
from tests.examples.effects import ALL_CHECKS, EFFECTS, EFFECTS_IN_SINGLE_PAGE, effect
from tests.examples.mistake_groups import combine_effects, group_mistakes
from tests.examples.mistakes import MISTAKES
from tests.examples.silent_token_effects import EFFECTS_OF_SILENT_TOKEN
from tests.examples.styles import IMPOSSIBLE, NOT_APPLICABLE, SILENT_TOKEN, STYLES, effects_in

WITHOUT_A_MISTAKE = {"P-12", "P-32"}
"""SuperAppKit neither exchanges tokens nor asks for rights."""


def test_every_mistake_is_in_the_table() -> None:
    assert set(EFFECTS) == set(MISTAKES)
    assert set(EFFECTS_OF_SILENT_TOKEN) == set(silent_token.MISTAKES)


@pytest.mark.parametrize("style", STYLES)
def test_every_mistake_turns_checks_red_that_there_are(style: str) -> None:
    for name, row in effects_in(style).items():
        assert row.red, f"{name} turns no check red"
        assert row.red | row.blocked <= ALL_CHECKS, name


def test_mistake_that_a_style_cannot_have_is_known_and_can_be_made_in_another() -> None:
    assert all(set(names) <= set(EFFECTS) for names in IMPOSSIBLE.values())
    assert not set.intersection(*(set(names) for names in IMPOSSIBLE.values()))
    assert set(EFFECTS_IN_SINGLE_PAGE) <= set(EFFECTS)


def test_each_check_of_the_protocol_has_a_mistake_with_a_silent_token() -> None:
    protocol = {check for check in ALL_CHECKS if check.startswith("P-")} - NOT_APPLICABLE[SILENT_TOKEN]
    red = set().union(*(row.red for row in effects_in(SILENT_TOKEN).values()))
    assert protocol - red == WITHOUT_A_MISTAKE


@pytest.mark.parametrize("style", STYLES)
def test_every_mistake_is_in_exactly_one_group(style: str) -> None:
    groups = group_mistakes(effects_in(style))
    assert Counter(name for group in groups for name in group) == dict.fromkeys(effects_in(style), 1)


@pytest.mark.parametrize("style", STYLES)
def test_no_two_mistakes_of_a_group_conflict(style: str) -> None:
    effects = effects_in(style)
    for group in group_mistakes(effects):
        for first, second in combinations(group, 2):
            assert not effects[first].red & effects[second].red, (first, second)
            assert not effects[first].blocked & effects[second].red, (first, second)
            assert not effects[second].blocked & effects[first].red, (first, second)


def test_groups_do_not_depend_on_the_order_of_the_table() -> None:
    assert group_mistakes(dict(reversed(list(EFFECTS.items())))) == group_mistakes(EFFECTS)


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
    effects = combine_effects(["dead-end-failure", "referrer-leak"], EFFECTS)
    assert effects.red == {"J-4", "J-5", "J-14", "J-15", "J-16", "J-18", "P-21", "P-48"}
    assert effects.blocked == {"J-6", "P-18", "P-20", "P-46", "P-47", "P-48"}
