"""Values that look random and are not: hashes of what anybody can count up or find out."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from automation.people import Teacher

_ALGORITHMS = ("md5", "sha1", "sha256")
_MAX_NUMBER = 20_000
_MARGIN_S = 60
"""The last attempt of a walkthrough is not in its records."""


def is_hash_of_something_known(value: str, teacher: Teacher, records: Iterable[dict[str, Any]], *others: str) -> bool:
    """Returns whether the value is a hash of a number, a second of the walkthrough, the teacher's data, or of these."""
    hashed = value.replace("-", "").rstrip("=")
    seeds = chain(map(str, range(_MAX_NUMBER)), _list_seconds(records), _list_names(teacher), others)
    return any(hashed in (digest.hex(), digest.hex().upper(), _encode(digest)) for digest in _hash(seeds))


def _hash(seeds: Iterable[str]) -> Iterator[bytes]:
    for seed in seeds:
        for algorithm in _ALGORITHMS:
            yield hashlib.new(algorithm, seed.encode(), usedforsecurity=False).digest()


def _encode(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().replace("-", "").rstrip("=")


def _list_seconds(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    moments = [float(record["at"]) for record in records]
    if moments:
        yield from map(str, range(int(min(moments)) - _MARGIN_S, int(max(moments)) + _MARGIN_S))


def _list_names(teacher: Teacher) -> Iterator[str]:
    for name in (teacher.login, teacher.person_id or "", teacher.phone, teacher.full_name):
        yield from (name, name.lstrip("+"), name.lower())
