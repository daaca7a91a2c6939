"""Hashes of what anybody can count up or find out (P-2)."""

import base64
import hashlib
import secrets
import time

import pytest

from tests.unit.validation.test_exposure import TEACHER
from validation.guessable import is_hash_of_something_known

NOW = time.time()
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


@pytest.mark.parametrize("state", [secrets.token_urlsafe(32), secrets.token_hex(16), "", "17"])
def test_random_value_is_none(state: str) -> None:
    assert not is_hash_of_something_known(state, TEACHER, RECORDS)
