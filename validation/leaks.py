"""Secrets that must not be seen in a browser, found in a text whatever encodes them there."""

import base64
import binascii
import codecs
import html
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from mock_server.recording.redaction import hash_secret

_TOKEN_NAMES = ("access_token", "refresh_token", "id_token")
_TOKEN_LIKE = re.compile(r"[\w.~-]{20,}")
_BASE64_LIKE = re.compile(r"[\w+/-]{24,}={0,2}")
_HEX_LIKE = re.compile(r"(?:[0-9a-fA-F]{2}){16,}")
_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\/")
_MAX_DEPTH = 3
"""A code in a code in a code: a token in JSON, in base64, in an address."""


@dataclass(frozen=True)
class Secrets:
    """Secret values that are known, and hashes of those that the sandbox gave out, with the name of each."""

    values: Mapping[str, str]
    hashes: Mapping[str, str]

    @classmethod
    def from_requests(
        cls, records: Iterable[dict[str, Any]], client: Mapping[str, str], *, verifiers: bool = True
    ) -> "Secrets":
        """Returns the tokens of these requests, the verifiers of their codes, and the client's own secrets by name."""
        hashes: dict[str, str] = {}
        for record in records:
            given = {name: record["answer"].get(name) for name in _TOKEN_NAMES}
            if verifiers:
                given["code_verifier"] = record["form"].get("code_verifier")
            hashes |= {value: name for name, value in given.items() if value}
        return cls({value: name for name, value in client.items()}, hashes)

    def find_in(self, text: str) -> str | None:
        """Returns the name of a secret that is in the text: as it is, escaped in whatever way, in base64 or in hex."""
        return next(filter(None, map(self._find_in_plain, decode_layers(text))), None)

    def _find_in_plain(self, text: str) -> str | None:
        known = next((name for value, name in self.values.items() if value in text), None)
        readings = (reading for word in _TOKEN_LIKE.findall(text) for reading in _list_readings(word))
        return known or next(filter(None, (self.hashes.get(hash_secret(reading)) for reading in readings)), None)


def _list_readings(word: str) -> Iterator[str]:
    """Yields the token's possible forms: it may stand at the end of a sentence, or after a name and a dot."""
    yield word
    yield word.strip(".~-")


def decode_layers(text: str, depth: int = 0) -> Iterator[str]:
    """Yields the text, and what is encoded in it: escaped, in base64 or in hex."""
    yield text
    if depth == _MAX_DEPTH:
        return
    for decoded in (*_unescape(text), *_decode_pieces(text)):
        yield from decode_layers(decoded, depth + 1)


def _unescape(text: str) -> Iterator[str]:
    """Yields the text without the escapes of addresses, of HTML, of scripts and JSON, where it has any."""
    plain = [unquote(text)] if "%" in text else []
    plain += [html.unescape(text)] if "&" in text else []
    plain += [_ESCAPE.sub(_read_escape, text)] if "\\" in text else []
    yield from (other for other in plain if other != text)


def _read_escape(escape: re.Match[str]) -> str:
    return "/" if escape[0] == "\\/" else codecs.decode(escape[0], "unicode_escape")


def _decode_pieces(text: str) -> Iterator[str]:
    """Yields what is in base64 or in hex in the text, and is a text itself; compressed, too."""
    pieces = [_decode_base64(piece) for piece in _BASE64_LIKE.findall(text)]
    pieces += [bytes.fromhex(piece) for piece in _HEX_LIKE.findall(text)]
    for raw in filter(None, pieces):
        for decode in (bytes, zlib.decompress):
            try:
                yield decode(raw).decode()
            except (zlib.error, UnicodeDecodeError):
                continue


def _decode_base64(piece: str) -> bytes:
    """Returns what the piece encodes; nothing where it is no base64."""
    try:
        return base64.urlsafe_b64decode(piece.replace("+", "-").replace("/", "_") + "=" * (-len(piece) % 4))
    except (binascii.Error, ValueError):
        return b""
