"""Masks a JSON document string by string, so that it stays valid, with its formatting, whatever is in its strings."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from report.masking.named_secrets import HIDDEN, is_password, is_secret_member

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}\[\],:]')
_HIDDEN_TEXT = json.dumps(HIDDEN)


@dataclass
class _Level:
    """An object or an array that is open."""

    opening: str
    name: str
    """The name it goes under, or that of the member being read."""
    is_secret: bool
    """Whether it is in an object that stands under the name of a password: then every text in it is a password."""
    texts: list[tuple[str, int, str]] = field(default_factory=list)
    """Of each text in it: the name, the index of the piece, the text."""


def is_document(text: str) -> bool:
    """Returns whether the text is an object, an array or a string of JSON."""
    if text.lstrip()[:1] not in ("{", "[", '"') or text.rstrip()[-1:] not in ("}", "]", '"'):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def mask_document(text: str, mask: Callable[[str, str, bool], str]) -> str:
    """Returns the document with its names, texts and numbers masked by `mask(text, name, quoted)`."""
    pieces: list[str] = []
    levels = [_Level("", "", is_secret=False)]
    end = 0
    for token in _TOKEN.finditer(text):
        pieces.append(text[end : token.start()])
        end = token.end()
        sign, level = token[0], levels[-1]
        if sign in ("{", "["):
            levels.append(_Level(sign, level.name, level.is_secret or (sign == "{" and is_password(level.name))))
        elif sign in ("}", "]"):
            _mask_pair(levels.pop(), pieces)
        elif sign not in (",", ":"):
            pieces.append(_mask_value(text, token, level, len(pieces), mask))
            continue
        pieces.append(sign)
    return "".join([*pieces, text[end:]])


def _mask_value(
    text: str, token: re.Match[str], level: _Level, index: int, mask: Callable[[str, str, bool], str]
) -> str:
    quoted = token[0].startswith('"')
    value: str = json.loads(token[0]) if quoted else token[0]
    if level.opening == "{" and re.compile(r"\s*:").match(text, token.end()):
        level.name = value
        masked = mask(value, "", True)
    else:
        level.texts.append((level.name, index, value))
        in_secret = level.is_secret and value and quoted
        is_secret = in_secret or is_secret_member(level.name, value, quoted=quoted)
        masked = HIDDEN if is_secret else mask(value, level.name, quoted)
    return token[0] if masked == value else json.dumps(masked, ensure_ascii=token[0].isascii())


def _mask_pair(level: _Level, pieces: list[str]) -> None:
    """Masks the value of `{"name": "Cookie", "value": "a=1"}`, and of `["Cookie", "a=1"]`."""
    if level.opening == "{":
        members = {name.lower(): (index, text) for name, index, text in level.texts}
        pair = [members[name] for name in ("name", "value") if name in members]
    else:
        pair = [(index, text) for _, index, text in level.texts]
    if len(pair) != 2:
        return
    (_, name), (index, value) = pair
    if is_secret_member(name, value, quoted=pieces[index].startswith('"')):
        pieces[index] = _HIDDEN_TEXT
