"""What may be kept of a request: every secret as a short hash, whatever form it takes, and no text of any length.

A secret is known by its name, in a field, an address, a cookie, in JSON or in JSON inside a text, or by its looks.
Two equal secrets have equal hashes, so that they can be compared; none can be read.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import unquote

from mock_server.recording.secret_names import is_secret
from mock_server.recording.secret_patterns import (
    ATTRIBUTE,
    BY_LOOKS,
    BY_NAME,
    BY_PLACE,
    ENTITY,
    IDENTIFIER,
    NAMING,
    TAG,
    UNICODE,
    VALUE,
)

MAX_TEXT_CHARACTERS = 16_384
"""Characters of one value that are kept; of a longer one, its length and its hash."""
MAX_FIELDS = 200
MAX_REQUEST_CHARACTERS = 65_536
"""Fields of one query, body or answer that are kept, and their characters together."""
_MAX_LAYERS = 4  # of JSON, percent signs and base64 inside one another
_MAX_DEPTH = 20  # of lists and objects inside one another
_MAX_NAME_CHARACTERS = 200
_TOO_DEEP = "cut: nested too deep"
_SCHEMES = ("Basic", "Bearer", "Digest", "Dpop", "Negotiate", "Oauth", "Token")

_HASH = re.compile(r"sha256:[0-9a-f]{12}")
_BASE64 = re.compile(r"[\w+/-]{16,}={0,2}", re.ASCII)


def hashed(value: str) -> str:
    """`sha256:` and the first 12 digits: enough to compare by."""
    return f"sha256:{hashlib.sha256(value.encode(errors='surrogatepass')).hexdigest()[:12]}" if value else ""


def redact_fields(fields: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """The fields of a query, a form or a JSON object as they may be kept; different values of one name side by side.

    What is no text becomes JSON. What is too long, or more than a request may have, is told by length and number.
    """
    rest = iter(fields)
    first = list(islice(rest, MAX_FIELDS))
    named = _names_secret(first)
    kept: dict[str, list[str]] = {}
    characters = 0
    for field, value in first:
        name = redact_text(field) if len(field) <= _MAX_NAME_CHARACTERS else _within(_MAX_NAME_CHARACTERS, field)
        secret = is_secret(field) or (named and re.fullmatch(VALUE, field, re.IGNORECASE) is not None)
        text, read = _redact_field(
            value, MAX_TEXT_CHARACTERS if characters < MAX_REQUEST_CHARACTERS else 0, secret=secret
        )
        characters += len(name) + max(len(text), read)
        if text not in kept.setdefault(name, []):
            kept[name].append(text)
    told = {name: ", ".join(texts) for name, texts in kept.items()}
    more = sum(1 for _ in rest)
    return {**told, "…": f"cut: {more} more fields"} if more else told


def redact_text(text: str, layers: int = _MAX_LAYERS) -> str:
    """The text with the secrets in it hashed: in addresses, cookies, JSON, and behind percent signs and base64."""
    if len(text) > MAX_TEXT_CHARACTERS:
        return _within(MAX_TEXT_CHARACTERS, text)
    if layers:
        if text.lstrip()[:1] in ("{", "[", '"') and (redacted := _redact_json_text(text, layers - 1)) is not None:
            return redacted
        decoded = _unescaped(text)
        if decoded != text and (redacted := _redact_decoded(decoded, layers - 1)) is not None:
            return redacted
        text = _BASE64.sub(lambda found: _redact_base64(found[0], layers - 1), text)
    elif _unescaped(text) != text:
        return hashed(text)  # nobody looks further into it
    return _redact_named(BY_LOOKS.sub(lambda found: hashed(found[0]), text))


def _redact_named(text: str) -> str:
    """The text with what is a secret by its name or place hashed, as it stands there."""
    text = BY_PLACE.sub(_hash_last_group, text)
    for head, value in BY_NAME:
        text = "".join(_hash_values(text, head, value))
    return TAG.sub(_hash_tag, text)


def redact_path(path: str, arguments: dict[str, Any] | None) -> str:
    """The path of a request; `arguments` are those of the route that matched it, None where none did."""
    if arguments is None:
        return _within(MAX_TEXT_CHARACTERS, redact_text(path))
    for name, value in arguments.items():
        # Of a journal's person ID, looks say nothing: the verdict compares it.
        if is_secret(name):
            path = path.replace(f"/{value}", f"/{hashed(str(value))}")
        elif isinstance(value, str) and name != "person_id":
            path = path.replace(f"/{value}", f"/{redact_text(value)}")
    return _within(MAX_TEXT_CHARACTERS, _redact_named(path))


def redact_authorization(header: str) -> str:
    """The scheme with the hash of what follows it; `Basic` with the ID of the client, where it is one."""
    scheme, _, credentials = header.strip().partition(" ")
    scheme, credentials = scheme.capitalize(), credentials.strip()
    if scheme not in _SCHEMES or not credentials:
        return hashed(header.strip())
    if scheme == "Basic":
        try:
            client_id, _, secret = base64.b64decode(credentials).decode().partition(":")
        except (binascii.Error, ValueError):
            client_id = secret = ""
        if secret and re.fullmatch(r"[0-9]{1,15}", client_id):
            return f"Basic {client_id}"
    return f"{scheme} {hashed(credentials)}"


def _redact_field(value: Any, limit: int, *, secret: bool) -> tuple[str, int]:
    """The value as it may be kept, and how many characters were looked into for that: `limit` at most."""
    if isinstance(value, str):
        if secret:
            return hashed(value), 0
        return (redact_text(value), len(value)) if len(value) <= limit else (_within(limit, value), 0)
    try:
        text = json.dumps(value, ensure_ascii=False)
        if len(text) > limit:
            return _within(limit, text), 0
        redacted = _redact_json(value, _MAX_LAYERS, secret=secret)
    except RecursionError:
        return _TOO_DEEP, 0
    return redacted if isinstance(redacted, str) else json.dumps(redacted, ensure_ascii=False), len(text)


def _names_secret(fields: Iterable[tuple[str, Any]]) -> bool:
    """Whether one of the fields tells the name of a secret, which is under another then."""
    return any(name.lower() in NAMING and _is_secret_name(value) for name, value in fields)


def _is_secret_name(value: Any) -> bool:
    return isinstance(value, str) and IDENTIFIER.fullmatch(value) is not None and is_secret(value)


def _within(limit: int, text: str) -> str:
    return text if len(text) <= limit else f"cut: {len(text)} characters, {hashed(text)}"


def _redact_json_text(text: str, layers: int) -> str | None:
    """The JSON text redacted; None where it cannot be parsed, or only with a loss."""
    try:
        value = json.loads(text, object_pairs_hook=_object)
        redacted = _redact_json(value, layers)
    except (ValueError, RecursionError):
        return None
    return text if redacted == value else json.dumps(redacted, ensure_ascii=False)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name is there twice, and one value would be lost")
    return dict(pairs)


def _redact_json(value: Any, layers: int, *, secret: bool = False, depth: int = _MAX_DEPTH) -> Any:
    if depth == 0:
        return _TOO_DEEP
    if isinstance(value, dict):
        named = _names_secret(value.items())
        hidden = {name for name in value if secret or is_secret(name) or (named and name.lower() not in NAMING)}
        return {
            redact_text(name, layers): _redact_json(each, layers, secret=name in hidden, depth=depth - 1)
            for name, each in value.items()
        }
    if isinstance(value, list):
        first = next((index for index, each in enumerate(value) if _is_secret_name(each)), len(value))
        return [
            _redact_json(each, layers, secret=secret or index > first, depth=depth - 1)
            for index, each in enumerate(value)
        ]
    if isinstance(value, str):
        return _hash_once(value) if secret else redact_text(value, layers)
    return hashed(json.dumps(value)) if secret and value is not None and not isinstance(value, bool) else value


def _unescaped(text: str) -> str:
    """The text without one layer of escapes: an address's, HTML's and JSON's."""
    text = ENTITY.sub(lambda found: unescape(found[0]), unquote(text))
    return UNICODE.sub(lambda found: chr(int(found["u"] or found["x"], 16)), text)


def _redact_decoded(text: str, layers: int) -> str | None:
    redacted = redact_text(text, layers)
    return None if redacted == text else redacted


def _redact_base64(piece: str, layers: int) -> str:
    """The piece, or what it stands for where that has secrets in it."""
    try:
        letters = piece.rstrip("=").replace("+", "-").replace("/", "_")
        raw = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        return _redact_decoded(raw.decode(), layers) or piece
    except (binascii.Error, ValueError):
        return piece


def _hash_last_group(found: re.Match[str]) -> str:
    place, value = (group for group in found.groups() if group is not None)
    return place + _hash_once(value)


def _hash_values(text: str, head: re.Pattern[str], value: re.Pattern[str]) -> Iterator[str]:
    """The text in pieces, with every value hashed that stands after the name of a secret."""
    end = 0
    for named in head.finditer(text):
        found = value.match(text, named.end()) if named.start() >= end and is_secret(unquote(named["name"])) else None
        if found:
            yield text[end : found.start("value")]
            yield _hash_once(found["value"])
            end = found.end()
    yield text[end:]


def _hash_tag(found: re.Match[str]) -> str:
    """The tag and the text after it, with the values hashed where an attribute tells the name of a secret."""
    if not _names_secret((each["name"], each["value"]) for each in ATTRIBUTE.finditer(found["attributes"])):
        return found[0]

    def hash_value(each: re.Match[str]) -> str:
        return each[0] if each["name"].lower() in NAMING else each["head"] + _hash_once(each["value"])

    tag = ATTRIBUTE.sub(hash_value, found["tag"]) + found["opened"]
    return tag + (_hash_once(found["text"]) if found["text"] else "")


def _hash_once(value: str) -> str:
    return value if _HASH.fullmatch(value) else hashed(value)
