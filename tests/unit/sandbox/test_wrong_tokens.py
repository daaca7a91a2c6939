"""How many wrong control tokens the console takes, and of whom."""

import pytest

from mock_server.console import sign_in


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The moment it is, in seconds."""
    moment = [1000.0]
    monkeypatch.setattr("mock_server.console.sign_in.time.monotonic", lambda: moment[0])
    return moment


def enter_too_many(tokens: sign_in.WrongTokens, address: str) -> None:
    for _ in range(sign_in.MAX_WRONG_TOKENS):
        assert not tokens.are_too_many(address)
        tokens.add(address)


@pytest.mark.usefixtures("clock")
def test_each_address_is_counted_by_itself() -> None:
    tokens = sign_in.WrongTokens()
    enter_too_many(tokens, "192.0.2.1")
    assert tokens.are_too_many("192.0.2.1")
    assert not tokens.are_too_many("192.0.2.2")


def test_a_minute_after_the_first_another_is_taken(clock: list[float]) -> None:
    tokens = sign_in.WrongTokens()
    enter_too_many(tokens, "192.0.2.1")
    clock[0] += 59.9
    assert tokens.are_too_many("192.0.2.1")
    clock[0] += 0.1
    assert not tokens.are_too_many("192.0.2.1")


def test_the_oldest_of_the_last_ten_says_when_another_is_taken(clock: list[float]) -> None:
    tokens = sign_in.WrongTokens()
    for _ in range(sign_in.MAX_WRONG_TOKENS):  # at 1000, 1006, … 1054
        tokens.add("192.0.2.1")
        clock[0] += 6
    assert clock[0] == 1060
    assert not tokens.are_too_many("192.0.2.1"), "the first was a minute ago"
    tokens.add("192.0.2.1")  # now the oldest that counts is that of 1006
    clock[0] += 5.9
    assert tokens.are_too_many("192.0.2.1")
    clock[0] += 0.1
    assert not tokens.are_too_many("192.0.2.1")


@pytest.mark.usefixtures("clock")
def test_only_the_last_addresses_are_remembered() -> None:
    tokens = sign_in.WrongTokens()
    for address in ("192.0.2.1", "192.0.2.2"):
        enter_too_many(tokens, address)
    tokens.add("192.0.2.1")
    for number in range(sign_in.MAX_ADDRESSES - 1):
        tokens.add(f"198.51.100.{number}")
    assert tokens.are_too_many("192.0.2.1")
    assert not tokens.are_too_many("192.0.2.2")
