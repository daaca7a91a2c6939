"""Secrets that must not be seen in a browser, found in a text whatever encodes them there."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from mock_server.recording.redaction import hash_secret

_TOKEN_NAMES = ("access_token", "refresh_token", "id_token")
_TOKEN_LIKE = re.compile(r"[\w.~-]{20,}")
_BASE64_LIKE = re.compile(r"[\w+/-]{24,}={0,2}")


@dataclass(frozen=True)
class Secrets:
    """Secret values that are known, and hashes of those that the sandbox gave out."""

    values: frozenset[str]
    hashes: frozenset[str]

    @classmethod
    def from_requests(cls, records: Iterable[dict[str, Any]], client: Iterable[str]) -> "Secrets":
        """Returns the tokens of these requests, the verifiers of their codes, and the client's own secrets."""
        hashes = set()
        for record in records:
            hashes |= {record["answer"].get(name) for name in _TOKEN_NAMES}
            hashes.add(record["form"].get("code_verifier"))
        return cls(frozenset(client), frozenset(filter(None, hashes)))

    def in_text(self, text: str) -> bool:
        """Returns whether a secret is in the text: as it is, escaped for an address, or in base64."""
        return any(self._in_plain(layer) for layer in _decode_layers(text))

    def _in_plain(self, text: str) -> bool:
        if any(value in text for value in self.values):
            return True
        words = _TOKEN_LIKE.findall(text)
        return any(hash_secret(reading) in self.hashes for word in words for reading in _list_readings(word))


def _list_readings(word: str) -> Iterator[str]:
    """Yields the token's possible forms: it may stand at the end of a sentence, or after a name and a dot."""
    yield word
    yield word.strip(".~-")


def _decode_layers(text: str) -> Iterator[str]:
    yield text
    if "%" in text:
        yield unquote(text)
    for piece in _BASE64_LIKE.findall(text):
        try:
            raw = base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4))
        except (binascii.Error, ValueError):
            continue
        for decode in (bytes, zlib.decompress):
            try:
                yield decode(raw).decode()
            except (zlib.error, UnicodeDecodeError):
                continue
