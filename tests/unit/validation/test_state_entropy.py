"""How much of `state` is random, as two attempts show it (P-2)."""

from types import SimpleNamespace
from typing import Any

import pytest

from validation.checks.test_authorization import cut_common_ends, find_later_state
from validation.errors import LinkFailedError


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


def sessions_refused_after(*states: str) -> Any:
    """Returns sessions whose browser asks VK ID with these states, and is refused."""

    def connect() -> None:
        raise LinkFailedError("VK ID не принял запрос журнала", "VK ID did not accept the request")

    attempts = [SimpleNamespace(state=state) for state in states]
    session = SimpleNamespace(connect=connect, traffic=SimpleNamespace(authorizations=attempts))
    return SimpleNamespace(open=lambda: session)


def refuse_later_attempt() -> None:
    raise LinkFailedError("привязать не удалось", "nobody could be linked")


def test_request_that_vk_id_refused_has_a_state_too() -> None:
    vendor: Any = SimpleNamespace(sandbox=object())
    walkthrough: Any = SimpleNamespace(require_later_attempt=refuse_later_attempt)
    assert find_later_state(vendor, walkthrough, sessions_refused_after("1", "2")) == "2"
    with pytest.raises(LinkFailedError, match="не принял"):
        find_later_state(vendor, walkthrough, sessions_refused_after())
