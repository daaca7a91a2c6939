"""How much of `state` is random, as two attempts show it (P-2)."""

import pytest

from validation.checks.test_authorization import cut_common_ends


@pytest.mark.parametrize(
    ("state", "other", "random"),
    [
        ("diary-attempt-0000000000000000000000001000", "diary-attempt-0000000000000000000000001001", "0"),
        ("diary.kq3Zx0", "diary.Ab91Lw", "kq3Zx0"),
        ("abXXXX", "abYYYY", "abXXXX"),
        ("same", "same", "same"),
        ("", "", ""),
    ],
)
def test_what_two_attempts_share_is_not_random(state: str, other: str, random: str) -> None:
    assert cut_common_ends(state, other) == random
