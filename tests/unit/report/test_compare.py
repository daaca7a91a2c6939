"""What a change from one run to the other means."""

from itertools import combinations

import pytest

from report.comparison import Change, Comparison, Ending, compare_endings

FAILURES = ("expected", "warning", "failed")
"""The mildest first."""
KINDS = ("worse", "better", "other", "new", "gone")


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("passed", "failed", "worse"),
        ("passed", "warning", "worse"),
        ("passed", "expected", "worse"),
        ("passed", "skipped", "worse"),
        ("passed", "not-run", "worse"),
        ("passed", "interrupted", "worse"),
        *((mild, grave, "worse") for mild, grave in combinations(FAILURES, 2)),
        ("skipped", "failed", "worse"),
        ("not-run", "warning", "worse"),
        ("failed", "passed", "better"),
        ("skipped", "passed", "better"),
        ("expected", "passed", "better"),
        *((grave, mild, "better") for mild, grave in combinations(FAILURES, 2)),
        ("failed", "skipped", "other"),
        ("expected", "not-run", "other"),
        ("skipped", "not-run", "other"),
    ],
)
def test_what_a_change_means(before: str, after: str, name: str) -> None:
    """Каждая перемена — к худшему, к лучшему или ни то ни другое."""
    changes = compare_endings([Ending("A", "а", before)], [Ending("A", "а", after)])
    assert [kind for kind in KINDS if getattr(changes, kind)] == [name]
    assert changes


def test_new_and_gone_are_said() -> None:
    """Появившееся и исчезнувшее названо; равное — нет."""
    changes = compare_endings(
        [Ending("A", "а", "passed"), Ending("B", "б", "failed")],
        [Ending("A", "а", "passed"), Ending("C", "в", "failed")],
    )
    assert [(change.id, change.after) for change in changes.new] == [("C", "failed")]
    assert [(change.id, change.before) for change in changes.gone] == [("B", "failed")]
    assert not Comparison()
    assert not compare_endings([], [])


@pytest.mark.parametrize("status", ["passed", "failed", "skipped"])
def test_equal_endings_are_no_change(status: str) -> None:
    """Что кончилось так же, как прежде, не перемена."""
    assert not compare_endings([Ending("A", "а", status)], [Ending("A", "а", status)])


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_change_is_one(name: str) -> None:
    """Перемена любого рода — перемена."""
    assert Comparison(**{name: [Change("A", "а", "passed", "failed")]})
