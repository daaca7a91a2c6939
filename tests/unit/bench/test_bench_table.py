"""The arithmetic of `make bench`: goals, ratios round by round, and the table."""

import pytest

from benchmarks.measure import Goal, Row, compare_rounds, render_table, verdict


@pytest.mark.parametrize(
    ("goal", "value", "words"),
    [
        (Goal(0.45), 0.45, "до 0.45, достигнута"),
        (Goal(0.45), 0.46, "до 0.45, НЕ ДОСТИГНУТА"),
        (Goal(2.2, at_least=True), 2.2, "от 2.2, достигнута"),
        (Goal(2.2, at_least=True), 2.19, "от 2.2, НЕ ДОСТИГНУТА"),
    ],
)
def test_goal_is_met_up_to_its_limit(goal: Goal, value: float, words: str) -> None:
    assert goal.describe(value) == words


def test_verdict_has_the_figure_and_its_goal() -> None:
    shown = " ".join(verdict("память", 301.25, 300, " МБ").split())

    assert shown == "память 301.25 МБ цель: до 300 МБ, НЕ ДОСТИГНУТА"


def test_rounds_are_compared_with_those_of_the_same_moment() -> None:
    slow_machine_in_the_second_round = compare_rounds([1.0, 10.0, 1.2], [2.0, 20.0, 2.0])

    assert slow_machine_in_the_second_round == 0.5


def test_rounds_of_only_one_contender_are_no_comparison() -> None:
    with pytest.raises(ValueError, match="shorter"):
        compare_rounds([1.0, 2.0], [1.0])


def test_table_has_a_column_for_each_figure_and_says_what_is_not_measured() -> None:
    rows = [
        Row("вход", "12.1 мс", "30.2 мс, 0.2", 0.4, Goal(0.45)),
        Row("толпа", "14.0 с", "31.0 с, 0.2", 0.45, Goal(0.39)),
        Row("процессы", not_measured="нет сервера PostgreSQL"),
    ]

    assert render_table(("рядом", "сейчас", "0.2", "отношение", "цель"), rows).splitlines() == [
        "рядом      сейчас           0.2  отношение  цель",
        "вход      12.1 мс  30.2 мс, 0.2       0.40  до 0.45, достигнута",
        "толпа      14.0 с   31.0 с, 0.2       0.45  до 0.39, НЕ ДОСТИГНУТА",
        "процессы                                    не измерено: нет сервера PostgreSQL",
    ]


def test_figure_is_told_also_where_nothing_is_beside_it() -> None:
    assert Row("толпа", "14.0 с", not_measured="нет git").cells() == ("толпа", "14.0 с", "", "", "не измерено: нет git")
