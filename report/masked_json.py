"""Masks a JSON document string by string, so that it stays one, with its formatting, whatever its strings hold."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from report.secret_values import HIDDEN, is_password, is_secret_member

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}\[\],:]')
_HIDDEN = json.dumps(HIDDEN)


@dataclass
class _Level:
    """An object or an array that is open."""

    opening: str
    name: str
    """The name it goes under, or that of the member being read."""
    secret: bool
    """Whether it is in an object that stands under the name of a password: all in it is one."""
    texts: list[tuple[str, int, str]] = field(default_factory=list)
    """Of each text in it: the name, the place in what is written, the text."""


def is_document(text: str) -> bool:
    """Whether the text is an object, an array or a string of JSON."""
    if text.lstrip()[:1] not in ("{", "[", '"') or text.rstrip()[-1:] not in ("}", "]", '"'):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def mask_document(text: str, mask: Callable[[str, str, bool], str]) -> str:
    """The document with its names, texts and numbers masked by `mask(text, name, quoted)`."""
    written: list[str] = []
    levels = [_Level("", "", secret=False)]
    end = 0
    for token in _TOKEN.finditer(text):
        written.append(text[end : token.start()])
        end = token.end()
        sign, level = token[0], levels[-1]
        if sign in ("{", "["):
            levels.append(_Level(sign, level.name, level.secret or (sign == "{" and is_password(level.name))))
        elif sign in ("}", "]"):
            _hide_pair(levels.pop(), written)
        elif sign not in (",", ":"):
            written.append(_masked(text, token, level, len(written), mask))
            continue
        written.append(sign)
    return "".join([*written, text[end:]])


def _masked(text: str, token: re.Match[str], level: _Level, place: int, mask: Callable[[str, str, bool], str]) -> str:
    quoted = token[0].startswith('"')
    value: str = json.loads(token[0]) if quoted else token[0]
    if level.opening == "{" and re.compile(r"\s*:").match(text, token.end()):
        level.name = value
        shown = mask(value, "", True)
    else:
        level.texts.append((level.name, place, value))
        secret = level.secret and value and quoted
        shown = (
            HIDDEN if secret or is_secret_member(level.name, value, quoted=quoted) else mask(value, level.name, quoted)
        )
    return token[0] if shown == value else json.dumps(shown, ensure_ascii=token[0].isascii())


def _hide_pair(level: _Level, written: list[str]) -> None:
    """Hide the value of `{"name": "Cookie", "value": "a=1"}`, and of `["Cookie", "a=1"]`."""
    if level.opening == "{":
        members = {name.lower(): (place, text) for name, place, text in level.texts}
        pair = [members[name] for name in ("name", "value") if name in members]
    else:
        pair = [(place, text) for _, place, text in level.texts]
    if len(pair) == 2 and is_secret_member(pair[0][1], pair[1][1], quoted=written[pair[1][0]].startswith('"')):
        written[pair[1][0]] = _HIDDEN
