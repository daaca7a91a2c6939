"""Hashes of what anybody can count up or find out (P-2)."""

import base64
import hashlib

import pytest

from tests.unit.validation.test_exposure import TEACHER
from validation.guessable import is_hash_of_something_known

NOW = 1_800_000_000.0
RECORDS = [{"at": NOW - 30}, {"at": NOW}]


def encode(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@pytest.mark.parametrize(
    "state",
    [
        hashlib.md5(b"17").hexdigest(),
        hashlib.sha256(b"belova").hexdigest().upper(),
        encode(hashlib.sha1(b"19999").digest()),
        encode(hashlib.sha256(b"9").digest()),
        hashlib.sha1(b"79005550101").hexdigest(),
        hashlib.md5(str(int(NOW) - 10).encode()).hexdigest(),
    ],
)
def test_hash_of_something_known_is_found(state: str) -> None:
    assert is_hash_of_something_known(state, TEACHER, RECORDS)


@pytest.mark.parametrize("state", ["JbzX0mEoQ1n5uS6rVw-Kk2Yq9hT3pLf_dA7cGx8iUeM", "8f14c3a95b0e7d264a1c", "", "17"])
def test_random_value_is_none(state: str) -> None:
    assert not is_hash_of_something_known(state, TEACHER, RECORDS)
