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
from typing import Any
from urllib.parse import unquote

from mock_server.secret_names import is_secret

TEXT_LIMIT = 16_384
"""Characters of one value that are kept; of a longer one, its length and its hash."""
FIELDS_LIMIT = 200
REQUEST_LIMIT = 65_536
"""Fields of one query, body or answer that are kept, and their characters together."""
_LAYERS = 4  # of JSON, percent signs and base64 inside one another
_DEPTH = 20  # of lists and objects inside one another
_NAME_LIMIT = 200
_TOO_DEEP = "cut: nested too deep"
_SCHEMES = ("Basic", "Bearer", "Digest", "Dpop", "Negotiate", "Oauth", "Token")

_HASH = re.compile(r"sha256:[0-9a-f]{12}")
_BASE64 = re.compile(r"[\w+/-]{16,}={0,2}", re.ASCII)
_BY_LOOKS = re.compile(
    r"\beyJ[\w-]+(?:\.[\w-]*){1,4}"  # a JWT
    r"|\bvk[12]\.a\.[\w-]+"  # VK's own
    # what nobody types: 20 characters of all three kinds, or 32 hexadecimal ones
    r"|(?<![\w~+.-])(?=[\w~+.-]*\d)(?=[\w~+.-]*[a-z])(?=[\w~+.-]*[A-Z])[\w~+.-]{20,}=*(?![\w~+.-])"
    r"|(?<![\w~+.-])[0-9a-fA-F]{32,}(?![\w~+.-])",
    re.ASCII,
)
_BY_PLACE = re.compile(
    r"(?P<head>\b(?:bearer|basic)\s+)(?P<value>[\w.~+/=-]{8,})"
    r"|(?P<path>/(?:invitation|invite)s?/)(?P<token>[^/?#&\s\"'<>]+)"
    r"|(?P<slashes>://)(?P<user>[^/@\s\"'<>]+)(?=@)",
    re.IGNORECASE,
)
_NAME = r"(?<![\w.\[\]%-])(?P<name>[\w.\[\]%-]{1,200}+)"
_QUOTED_NAME = r"""(?<!\\)(?P<quote>\\*["'])(?P<name>[\w.\[\] %-]{1,200}+)(?P=quote)[\s+]*+:[\s+]*+"""
_QUOTED = r"""(?P<mark>\\*["'])(?P<value>(?:(?!(?P=mark))(?:\\.|.))+)"""
_BY_NAME = [
    (re.compile(head), re.compile(value, re.DOTALL))
    for head, value in (
        # JSON that cannot be parsed as a whole, a printed dict, a program
        (_QUOTED_NAME, _QUOTED),
        (_QUOTED_NAME, r"(?P<value>\[[^\]]+|\{[^}]+|[^\s,;&}\]\[{\"'<>\\]+)"),
        (rf"{_NAME}\s*+[=:]\s*+", _QUOTED),
        # an address or a form, then cookies, then text
        (r"(?:^|(?<=[?&#]))(?P<name>[\w.\[\]%-]{1,200}+)=", r"(?P<value>(?:[^\s&#\"'<>;]|;(?!\s|\Z))+)"),
        (rf"{_NAME}[ \t]*+=[ \t]*+", r"(?P<value>[^\s&\"'#,;()<>]+)"),
        (rf"{_NAME}:[ \t]*+", r"(?P<value>[^\s,;&}\"'<>]+)(?=\s*(?:\Z|[\r\n,;}]))"),
        # XML
        (r"<(?:[\w-]{1,40}:)?(?P<name>[\w.-]{1,200}+)(?:\s[^<>]*)?>", r"(?P<value>[^<>]+)"),
    )
]


def hashed(value: str) -> str:
    """`sha256:` and the first 12 digits: enough to compare by."""
    return f"sha256:{hashlib.sha256(value.encode(errors='surrogatepass')).hexdigest()[:12]}" if value else ""


def redact_fields(fields: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """The fields of a query, a form or a JSON object as they may be kept; different values of one name side by side.

    What is no text becomes JSON. What is too long, or more than a request may have, is told by length and number.
    """
    kept: dict[str, list[str]] = {}
    count = characters = 0
    for count, (field, value) in enumerate(fields, 1):
        if count > FIELDS_LIMIT:
            continue
        name = _within(_NAME_LIMIT, redact_text(field))
        text = _redact_field(field, value, TEXT_LIMIT if characters < REQUEST_LIMIT else 0)
        characters += len(name) + len(text)
        if text not in kept.setdefault(name, []):
            kept[name].append(text)
    told = {name: ", ".join(texts) for name, texts in kept.items()}
    return told if count <= FIELDS_LIMIT else {**told, "…": f"cut: {count - FIELDS_LIMIT} more fields"}


def redact_text(text: str, layers: int = _LAYERS) -> str:
    """The text with the secrets in it hashed: in addresses, cookies, JSON, and behind percent signs and base64."""
    if len(text) > TEXT_LIMIT:
        return _within(TEXT_LIMIT, text)
    if layers:
        if text.lstrip()[:1] in ("{", "[", '"') and (redacted := _redact_json_text(text, layers - 1)) is not None:
            return redacted
        if "%" in text and (redacted := _redact_decoded(unquote(text), layers - 1)) is not None:
            return redacted
        text = _BASE64.sub(lambda found: _redact_base64(found[0], layers - 1), text)
    elif unquote(text) != text:
        return hashed(text)  # nobody looks further into it
    text = _BY_LOOKS.sub(lambda found: hashed(found[0]), text)
    text = _BY_PLACE.sub(_hash_last_group, text)
    for head, value in _BY_NAME:
        text = "".join(_hash_values(text, head, value))
    return text


def redact_path(path: str, arguments: dict[str, Any] | None) -> str:
    """The path of a request; `arguments` are those of the route that matched it, None where none did."""
    if arguments is None:
        return _within(TEXT_LIMIT, redact_text(path))
    for name, value in arguments.items():
        if is_secret(name):
            path = path.replace(f"/{value}", f"/{hashed(str(value))}")
    # Of a journal's person ID, looks say nothing: the verdict compares it.
    return _within(TEXT_LIMIT, path)


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


def _redact_field(name: str, value: Any, limit: int) -> str:
    if isinstance(value, str):
        if is_secret(name):
            return hashed(value)
        return redact_text(value) if len(value) <= limit else _within(limit, value)
    try:
        text = json.dumps(value, ensure_ascii=False)
        if len(text) > limit:
            return _within(limit, text)
        redacted = _redact_json(value, _LAYERS, secret=is_secret(name))
    except RecursionError:
        return _TOO_DEEP
    return redacted if isinstance(redacted, str) else json.dumps(redacted, ensure_ascii=False)


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


def _redact_json(value: Any, layers: int, *, secret: bool = False, depth: int = _DEPTH) -> Any:
    if depth == 0:
        return _TOO_DEEP
    if isinstance(value, dict):
        # VK tells parameters as {"key": …, "value": …}, its web SDK as {"name": …, "value": …}.
        named = secret or is_secret(str(value.get("name", value.get("key", ""))))
        return {
            redact_text(name, layers): _redact_json(
                each, layers, secret=secret or is_secret(name) or (named and name == "value"), depth=depth - 1
            )
            for name, each in value.items()
        }
    if isinstance(value, list):
        pair = len(value) == 2 and isinstance(value[0], str) and is_secret(value[0])
        return [
            _redact_json(each, layers, secret=secret or (pair and index == 1), depth=depth - 1)
            for index, each in enumerate(value)
        ]
    if isinstance(value, str):
        return _hash_once(value) if secret else redact_text(value, layers)
    return hashed(json.dumps(value)) if secret and value is not None and not isinstance(value, bool) else value


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


def _hash_once(value: str) -> str:
    return value if _HASH.fullmatch(value) else hashed(value)
