"""Values that look random and are not: hashes of what anybody can count up or find out."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, product
from typing import Any

from automation.people import Teacher

# Where the machine's rules forbid weak hashes, they may still be looked for.
_WEAK = (partial(hashlib.md5, usedforsecurity=False), partial(hashlib.sha1, usedforsecurity=False))
_ALGORITHMS = (*_WEAK, hashlib.sha256, hashlib.sha512)
_VERIFIER_ALGORITHMS = (hashlib.sha256, hashlib.sha512)
"""Whose digest is as long as a `code_verifier` has to be (RFC 7636 §4.1)."""
_MAX_NUMBER = 20_000
_MARGIN_S = 60
"""The last attempt of a walkthrough is not in its records."""
_MS = 1000
_BEGINNINGS = ("authorize", "auth")
_MADE_BEFORE_S = 4
_SEPARATORS = ("", ":", "-", "_")
_LEAST_BYTES = 8
"""Of a digest that was cut: a shorter value is not random enough anyway (P-2)."""


def is_hash_of_something_known(value: str, teacher: Teacher, records: Iterable[dict[str, Any]], *others: str) -> bool:
    """Returns whether the value is a hash, whole or cut, of a number, a moment, the teacher's data, or of these."""
    digests = (make(seed).digest() for seed in _list_seeds(teacher, [*records], others) for make in _ALGORITHMS)
    return _has_beginning(digests, value)


def is_challenge_of_something_known(
    challenge: str, teacher: Teacher, records: Iterable[dict[str, Any]], *others: str
) -> bool:
    """Returns whether the verifier of the challenge (RFC 7636 §4.2) is one of these, or the hash of one."""
    known = [*records]
    digests = (make(seed).digest() for seed in _list_seeds(teacher, known, others) for make in _VERIFIER_ALGORITHMS)
    verifiers = (verifier for digest in digests for verifier in (digest.hex().encode(), _encode(digest)))
    return is_hash_of_something_known(challenge, teacher, known, *others) or _has_beginning(
        (hashlib.sha256(verifier).digest() for verifier in verifiers), challenge
    )


def _has_beginning(digests: Iterable[bytes], value: str) -> bool:
    """Returns whether the value is the beginning of one of the digests, in hex or in base64url."""
    beginnings = tuple(each for each in (_read_hex(value), _read_base64(value)) if len(each) >= _LEAST_BYTES)
    return bool(beginnings) and any(digest.startswith(beginnings) for digest in digests)


def _read_hex(value: str) -> bytes:
    digits = value.replace("-", "")
    try:
        return bytes.fromhex(digits[: len(digits) // 2 * 2])
    except ValueError:
        return b""


def _read_base64(value: str) -> bytes:
    """Returns the whole bytes that the value encodes."""
    characters = value.rstrip("=")
    try:
        whole = base64.urlsafe_b64decode(f"{characters}{'A' * (-len(characters) % 4)}")
    except ValueError:  # binascii.Error is one
        return b""
    return whole[: len(characters) * 3 // 4]


def _encode(digest: bytes) -> bytes:
    return base64.urlsafe_b64encode(digest).rstrip(b"=")


def _list_seeds(teacher: Teacher, records: list[dict[str, Any]], others: Iterable[str]) -> Iterator[bytes]:
    """Yields numbers, moments, the teacher's data, and these with a moment before or behind them."""
    seconds, names = [*_list_seconds(records)], [*_list_names(teacher)]
    pairs = chain(product(names, seconds), product(seconds, names))
    joined = (separator.join(pair) for pair in pairs for separator in _SEPARATORS)
    numbers = map(str, range(_MAX_NUMBER))
    return map(str.encode, chain(numbers, seconds, names, others, joined, _list_milliseconds(records)))


def _list_seconds(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    moments = [float(record["at"]) for record in records]
    if moments:
        yield from map(str, range(int(min(moments)) - _MARGIN_S, int(max(moments)) + _MARGIN_S))


def _list_milliseconds(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yields those before each request to VK ID: the journal has made up its values just then."""
    for record in records:
        if record["operation"] in _BEGINNINGS:
            requested = int(float(record["at"]) * _MS)
            yield from map(str, range(requested - _MADE_BEFORE_S * _MS, requested + _MS))


def _list_names(teacher: Teacher) -> Iterator[str]:
    for name in (teacher.login, teacher.person_id or "", teacher.phone, teacher.full_name):
        yield from {name, name.lstrip("+"), name.lower()}
