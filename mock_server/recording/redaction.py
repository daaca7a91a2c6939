"""What the record keeps of a request: a short hash of every secret, in any form, and no text over a limit.

A secret is known by its name (in a field, an address, a cookie, in JSON or in JSON inside a text) or by its looks.
Equal secrets have equal hashes, so that they can be compared; none can be read.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
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
    WORD,
)

MAX_TEXT_CHARS = 16_384
"""Characters of one value that the record keeps; of a longer one it keeps the length and the hash."""
MAX_FIELDS = 200
MAX_REQUEST_CHARS = 65_536
"""Fields of one query, body or answer that the record keeps, and their characters together."""
_MAX_LAYERS = 4  # of JSON, percent signs and base64 inside one another
_MAX_DEPTH = 20  # of lists and objects inside one another
_MAX_NAME_CHARS = 200
_TOO_DEEP = "cut: nested too deep"
_SCHEMES = ("Basic", "Bearer", "Digest", "Dpop", "Negotiate", "Oauth", "Token")

_PLAIN_NAME = re.compile(r"[a-z]{1,12}(?:_[a-z]{1,12}){0,4}")
_PLAIN_NAMES = 500
_HASH = re.compile(r"sha256:[0-9a-f]{12}")
_MIN_BASE64_CHARS = 16
_BASE64 = re.compile(rf"[\w+/-]{{{_MIN_BASE64_CHARS},}}={{0,2}}", re.ASCII)


def hash_secret(value: str) -> str:
    """Returns `sha256:` and the first 12 digits of the hash: enough to compare secrets."""
    return f"sha256:{hashlib.sha256(value.encode(errors='surrogatepass')).hexdigest()[:12]}" if value else ""


def redact_fields(fields: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Returns the fields of a query, a form or a JSON object redacted, with different values of one name in a row.

    What is not text becomes JSON. Of what is over the limits it keeps the length and the number.
    """
    rest = iter(fields)
    first = list(islice(rest, MAX_FIELDS))
    names_secret = _names_secret(first)
    texts_of: dict[str, list[str]] = {}
    characters = 0
    for field, value in first:
        is_long = len(field) > _MAX_NAME_CHARS
        name, secret = (_within(_MAX_NAME_CHARS, field), is_secret(field)) if is_long else _classify_name(field)
        secret = secret or (names_secret and re.fullmatch(VALUE, field, re.IGNORECASE) is not None)
        text, length = _redact_field(value, MAX_TEXT_CHARS if characters < MAX_REQUEST_CHARS else 0, secret=secret)
        characters += len(name) + max(len(text), length)
        if text not in texts_of.setdefault(name, []):
            texts_of[name].append(text)
    redacted = {name: ", ".join(texts) for name, texts in texts_of.items()}
    more = sum(1 for _ in rest)
    return {**redacted, "…": f"cut: {more} more fields"} if more else redacted


def _classify_name(name: str, layers: int = _MAX_LAYERS) -> tuple[str, bool]:
    """Returns the name of a field redacted, and whether it is that of a secret."""
    return (_classify_plain_name if _PLAIN_NAME.fullmatch(name) else _classify_any_name)(name, layers)


def _classify_any_name(name: str, layers: int) -> tuple[str, bool]:
    return redact_text(name, layers), is_secret(name)


# Of the names that every client sends, and that the record keeps as they are: nothing else may outlive its request.
_classify_plain_name = lru_cache(_PLAIN_NAMES)(_classify_any_name)


def redact_text(text: str, layers: int = _MAX_LAYERS) -> str:
    """Returns the text with its secrets hashed: in addresses, cookies, JSON, and behind percent signs and base64."""
    if len(text) > MAX_TEXT_CHARS:
        return _within(MAX_TEXT_CHARS, text)
    if layers:
        if text.lstrip()[:1] in ("{", "[", '"') and (redacted := _redact_json_text(text, layers - 1)) is not None:
            return redacted
        decoded = _unescape(text)
        if decoded != text and (redacted := _redact_decoded(decoded, layers - 1)) is not None:
            return redacted
        if len(text) >= _MIN_BASE64_CHARS:
            text = _BASE64.sub(lambda match: _redact_base64(match[0], layers - 1), text)
    elif _unescape(text) != text:
        return hash_secret(text)  # too many layers to look into
    return _redact_named(BY_LOOKS.sub(lambda match: hash_secret(match[0]), text))


def _redact_named(text: str) -> str:
    """Returns the text, as it is, with what is a secret by its name or place hashed."""
    if WORD.fullmatch(text):
        return text
    text = BY_PLACE.sub(_hash_last_group, text)
    for needed, head, value in BY_NAME:
        if any(character in text for character in needed):
            text = "".join(_hash_values(text, head, value))
    return TAG.sub(_hash_tag, text) if "<" in text else text


def redact_path(path: str, arguments: dict[str, Any] | None) -> str:
    """Returns a request's path redacted; `arguments` are those of the route that matched it, None where none did."""
    if arguments is None:
        return _within(MAX_TEXT_CHARS, redact_text(path))
    for name, value in arguments.items():
        # A journal's person ID may look like a secret and is none: the verdict compares it.
        if is_secret(name):
            path = path.replace(f"/{value}", f"/{hash_secret(str(value))}")
        elif isinstance(value, str) and name != "person_id":
            path = path.replace(f"/{value}", f"/{redact_text(value)}")
    return _within(MAX_TEXT_CHARS, _redact_named(path))


def redact_authorization(header: str) -> str:
    """Returns the scheme with the hash of what follows it; `Basic` with the client's ID, where it holds one."""
    scheme, _, credentials = header.strip().partition(" ")
    scheme, credentials = scheme.capitalize(), credentials.strip()
    if scheme not in _SCHEMES or not credentials:
        return hash_secret(header.strip())
    if scheme == "Basic":
        try:
            client_id, _, secret = base64.b64decode(credentials).decode().partition(":")
        except (binascii.Error, ValueError):
            client_id = secret = ""
        if secret and re.fullmatch(r"[0-9]{1,15}", client_id):
            return f"Basic {client_id}"
    return f"{scheme} {hash_secret(credentials)}"


def _redact_field(value: Any, limit: int, *, secret: bool) -> tuple[str, int]:
    """Returns the value redacted, and how many of its characters were read for that: at most `limit`."""
    if isinstance(value, str):
        if secret:
            return hash_secret(value), 0
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
    """Returns whether one of the fields holds the name of a secret: the secret itself is in another field."""
    return any(name.lower() in NAMING and _is_secret_name(value) for name, value in fields)


def _is_secret_name(value: Any) -> bool:
    return isinstance(value, str) and IDENTIFIER.fullmatch(value) is not None and is_secret(value)


def _within(limit: int, text: str) -> str:
    return text if len(text) <= limit else f"cut: {len(text)} characters, {hash_secret(text)}"


def _redact_json_text(text: str, layers: int) -> str | None:
    """Returns the JSON text redacted; None where it cannot be parsed, or only with a loss."""
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
        names_secret = _names_secret(value.items())
        classified = {name: _classify_name(name, layers) for name in value}
        secrets = {
            name
            for name, (_, is_named) in classified.items()
            if secret or is_named or (names_secret and name.lower() not in NAMING)
        }
        return {
            classified[name][0]: _redact_json(member, layers, secret=name in secrets, depth=depth - 1)
            for name, member in value.items()
        }
    if isinstance(value, list):
        first = next((index for index, item in enumerate(value) if _is_secret_name(item)), len(value))
        return [
            _redact_json(item, layers, secret=secret or index > first, depth=depth - 1)
            for index, item in enumerate(value)
        ]
    if isinstance(value, str):
        return _hash_once(value) if secret else redact_text(value, layers)
    return hash_secret(json.dumps(value)) if secret and value is not None and not isinstance(value, bool) else value


def _unescape(text: str) -> str:
    """Returns the text without one layer of escapes: of addresses, HTML and JSON."""
    if not any(escape in text for escape in "%&\\"):
        return text
    text = ENTITY.sub(lambda match: unescape(match[0]), unquote(text))
    return UNICODE.sub(lambda match: chr(int(match["u"] or match["x"], 16)), text)


def _redact_decoded(text: str, layers: int) -> str | None:
    redacted = redact_text(text, layers)
    return None if redacted == text else redacted


def _redact_base64(piece: str, layers: int) -> str:
    """Returns the piece, or its decoded text, redacted, where that has secrets in it."""
    try:
        letters = piece.rstrip("=").replace("+", "-").replace("/", "_")
        raw = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        return _redact_decoded(raw.decode(), layers) or piece
    except (binascii.Error, ValueError):
        return piece


def _hash_last_group(match: re.Match[str]) -> str:
    place, value = (group for group in match.groups() if group is not None)
    return place + _hash_once(value)


def _hash_values(text: str, head: re.Pattern[str], value: re.Pattern[str]) -> Iterator[str]:
    """Yields the text in pieces, with every value hashed that stands after the name of a secret."""
    end = 0
    for start in head.finditer(text):
        match = value.match(text, start.end()) if start.start() >= end and is_secret(unquote(start["name"])) else None
        if match:
            yield text[end : match.start("value")]
            yield _hash_once(match["value"])
            end = match.end()
    yield text[end:]


def _hash_tag(match: re.Match[str]) -> str:
    """Returns the tag and the text after it, with values hashed where an attribute holds the name of a secret."""
    attributes = ATTRIBUTE.finditer(match["attributes"])
    if not _names_secret((attribute["name"], attribute["value"]) for attribute in attributes):
        return match[0]

    def hash_value(attribute: re.Match[str]) -> str:
        is_name = attribute["name"].lower() in NAMING
        return attribute[0] if is_name else attribute["head"] + _hash_once(attribute["value"])

    tag = ATTRIBUTE.sub(hash_value, match["tag"]) + match["opened"]
    return tag + (_hash_once(match["text"]) if match["text"] else "")


def _hash_once(value: str) -> str:
    return value if _HASH.fullmatch(value) else hash_secret(value)
