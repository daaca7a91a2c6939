"""Hashes of what anybody can count up or find out (P-2)."""

import base64
import hashlib

import pytest

from tests.unit.validation.test_exposure import TEACHER
from validation.guessable import is_challenge_of_something_known, is_hash_of_something_known

NOW = 1_800_000_000.0
RECORDS = [{"at": NOW - 30, "operation": "authorize"}, {"at": NOW, "operation": "token"}]
SECOND = str(int(NOW) - 10)


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
        hashlib.md5(SECOND.encode()).hexdigest(),
        hashlib.md5(f"{int(NOW) - 31}123".encode()).hexdigest(),  # milliseconds
        hashlib.sha512(b"belova").hexdigest(),
        hashlib.sha512(b"17").hexdigest()[:32],
        encode(hashlib.sha256(b"17").digest())[:22],
        *(hashlib.md5(f"belova{sign}{SECOND}".encode()).hexdigest() for sign in ("", ":", "-", "_")),
        hashlib.md5(f"{SECOND}belova".encode()).hexdigest(),
    ],
)
def test_hash_of_something_known_is_found(state: str) -> None:
    assert is_hash_of_something_known(state, TEACHER, RECORDS)
    assert is_challenge_of_something_known(state, TEACHER, RECORDS)


RANDOM = [
    "JbzX0mEoQ1n5uS6rVw-Kk2Yq9hT3pLf_dA7cGx8iUeM",
    "8f14c3a95b0e7d264a1c",
    "",
    "17",
    "е" * 43,
    "eyJhb.eyJzdW.Qx9w_~",
]


@pytest.mark.parametrize(
    "state",
    [*RANDOM, hashlib.md5(b"17").hexdigest()[:15], hashlib.md5(f"{int(NOW) - 31}123".encode()).hexdigest()[::-1]],
)
def test_random_value_is_none(state: str) -> None:
    assert not is_hash_of_something_known(state, TEACHER, RECORDS)
    assert not is_challenge_of_something_known(state, TEACHER, RECORDS)


@pytest.mark.parametrize(
    "verifier",
    [
        hashlib.sha256(b"17").hexdigest(),
        hashlib.sha512(SECOND.encode()).hexdigest(),
        encode(hashlib.sha256(b"the state").digest()),
    ],
)
def test_challenge_of_a_hash_of_something_known_is_found(verifier: str) -> None:
    challenge = encode(hashlib.sha256(verifier.encode()).digest())
    assert is_challenge_of_something_known(challenge, TEACHER, RECORDS, "the state")
    assert is_challenge_of_something_known(f"{challenge}=", TEACHER, RECORDS, "the state")
