"""How long a sign-in waits for its turn."""

import pytest

from validation.sign_in import find_wait_s, read_retry_after


@pytest.mark.parametrize(
    ("earlier", "wait_s"),
    [([], 0), ([100.0], 0), ([100.0, 110.0], 40.0), ([10.0, 110.0], 0), ([30.0, 90.0, 110.0], 30.0)],
)
def test_sign_ins_of_a_minute_are_counted(earlier: list[float], wait_s: float) -> None:
    assert find_wait_s(earlier, 120.0, 2) == wait_s


@pytest.mark.parametrize(("header", "wait_s"), [("7", 7.0), ("100000", 120.0), ("", 20.0), ("Wed, 21 Oct", 20.0)])
def test_journal_says_how_long_to_wait(header: str, wait_s: float) -> None:
    assert read_retry_after(header) == wait_s
