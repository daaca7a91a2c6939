"""Finds values that are secret by the name they go under: `password: x`, `"code": "1234"`, `access_token%3Dabc`.

In every spelling only the value is replaced, so that JSON, a form or an address stays valid.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from mock_server.recording.secret_names import is_secret

HIDDEN = "****"

_KINDS = {
    "header": r"(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*(?:key|token|secret|auth)",
    "password": (
        r"[\w-]*(?:passw(?:or)?ds?|passphrase|secret)|(?:[\w-]*[_-])?pwd|парол[ьяи]|секрет"
        r"|(?:[\w-]*[_-])?(?:api|secret|private|access|journal|stand|service)[_-]?key"
    ),
    "token": (
        r"[\w-]*token|(?:[\w-]*[_-])?(?:session(?:[_-]?id)?|sid|nonce|csrf|xsrf)|phpsessid|jsessionid|токен"
        r"|code_verifier|code_challenge|device_id|payload"
    ),
    "state": r"(?:redirect_)?state",
}
_NAMES = "|".join(f"(?P<{kind}>{names})" for kind, names in _KINDS.items())
_OTHER = r"(?P<other>(?<![\\%])(?<!%25)(?<!%2525)[\w-]++)"
"""Any other name: `is_secret` decides."""
_INDEX = r"(?:\[[\w-]*\]|%(?:25)*5B[\w-]*%(?:25)*5D|%(?:25)*5D)*"
"""Of a form's field: `user[password]`, `password[]`, `user%5Bpassword%5D`."""
_QUOTE = r"""\\*["']"""
_ENCODED_QUOTE, _ENCODED_SIGN = r"%(?:25)*2[27]", r"%(?:25)*3[DA]"
_PAIR = re.compile(
    rf"""(?:(?<![\w-])|(?<=%[0-9A-F]{{2}})|(?<=%25[0-9A-F]{{2}})|(?<=\\[nrt]))(?:(?:{_NAMES})(?![\w-])|{_OTHER}){_INDEX}(?:
        (?P<named>{_QUOTE})\s*(?:=>?|:|(?P<comma>,)(?:\s*{_QUOTE}value{_QUOTE}\s*(?P<har>:))?)\s*
      | (?P<encoded>(?:{_ENCODED_QUOTE})?{_ENCODED_SIGN}(?:%(?:25)*20|\+)*(?P<encoded_quote>{_ENCODED_QUOTE})?)
      | (?P<bare>\s*(?:={{1,3}}>?|!=|:=?)[^\S\n]*)
      | (?P<dash>[^\S\n]+[—–-][^\S\n]+(?=[!-~]+(?:\s|$)))
      | (?P<option>[^\S\n]+(?![-<\[(]|(?-i:[A-Z_]+\b)))
    )(?P<listed>\[\s*(?(named)|(?={_QUOTE}))|\{{\s*{_QUOTE}[\w-]+{_QUOTE}\s*:\s*(?={_QUOTE}))?
    (?:b(?=["']))?(?P<opened>{_QUOTE})?""",
    re.IGNORECASE | re.VERBOSE,
)
_NEXT = re.compile(rf"\s*,\s*(?P<opened>{_QUOTE})?")
_NEXT_MEMBER = re.compile(rf"\s*,\s*{_QUOTE}[\w-]+{_QUOTE}\s*:\s*(?P<opened>{_QUOTE})")
_DIGEST = re.compile(r"(?:(?:Bearer|Basic) )?sha256:[0-9a-f]{12}")
"""What the sandbox's records have instead of a secret: it can be compared, and not read."""
_CLASS_CODE = re.compile(r"\d{1,2}[ -]?[А-ЯЁ]", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d[\d.]*(?:e[+-]?\d+)?", re.IGNORECASE)
_WORD = re.compile(r"""[^\s&"'#,;)<>\\|\]}]+""")
_LINE = re.compile(r"""(?:[^\r\n\\]|\\(?![rn]))+""")
_IN_QUOTES = re.compile(r"""(?:[^\r\n\\"']|\\(?![rn"']))+""")
_ENCODED = re.compile(r"""(?:(?!%(?:25)*(?:2[2637C]|3B|0A))[^\s&"'#<>\\])+""", re.IGNORECASE)
_SIGNS = ("named", "encoded", "bare", "dash", "option")
_NAME_IN_PROSE = re.compile("passwords?|парол[ьи]", re.IGNORECASE)
"""The names that a dash may follow in prose; after the name of a test a dash says how the test went."""
_PASSWORD_WORD = re.compile(r"pass|pwd|парол|secret|секрет", re.IGNORECASE)
_CODE_WORD = re.compile(r"code|код|pin|otp", re.IGNORECASE)
_MIN_NUMBER_CHARS = 3
_MIN_STATE_CHARS = 10
_MIN_RANDOM_CHARS = 20
_MIN_MIXED_CHARS = 8
"""Of a random value that has a digit in it."""
_PLACEHOLDERS = frozenset(["none", "null", "true", "false", "undefined", "str", "int", "bytes", "bool"])


@dataclass(frozen=True)
class NamedSecret:
    """A secret value: its place in the text, and what replaces it."""

    start: int
    end: int
    masked: str = HIDDEN


def find_named_secrets(text: str) -> Iterator[NamedSecret]:
    """Yields the secret values of the text in their order."""
    position = 0
    while pair := _PAIR.search(text, position):
        if not _names_secret(pair):
            position = pair.start() + len(_written_name(pair))
            continue
        position = pair.end()
        for value in _values(text, pair):
            if _is_secret(pair, text[value.start : value.end]):
                yield value
                position = value.end


@lru_cache(4096)
def is_secret_member(name: str, value: str, *, quoted: bool) -> bool:
    """Returns whether the member of a JSON object that goes under `name` is a secret; quoted, if it is a string."""
    pair = _PAIR.match(f'{json.dumps(name, ensure_ascii=False)[1:-1]}": {chr(34) if quoted else ""}')
    return pair is not None and _names_secret(pair) and _is_secret(pair, value)


def is_password(name: str) -> bool:
    """Returns whether a password goes under this name, or another secret that people choose."""
    return bool(_PASSWORD_WORD.search(name)) and is_secret(name)


def _names_secret(pair: re.Match[str]) -> bool:
    """Returns whether the name is one of a secret, and the signs between it and the value fit."""
    if pair["option"] and not pair[0].startswith("--"):
        return False
    if pair["dash"] and not _NAME_IN_PROSE.fullmatch(_written_name(pair)):
        return False
    return not pair["other"] or is_secret(unquote(unquote(_written_name(pair))))


def _written_name(pair: re.Match[str]) -> str:
    """Returns the name with the brackets after it, without the signs between it and the value."""
    signs = (pair.start(sign) for sign in _SIGNS if pair[sign] is not None)
    return pair[0][: next(signs) - pair.start()]


def _values(text: str, pair: re.Match[str]) -> Iterator[NamedSecret]:
    """Yields what goes under the name: one value, or those of a list."""
    value, quote = _value(text, pair.end(), pair, pair["opened"]), pair["opened"]
    while value:
        yield value
        pattern = _NEXT_MEMBER if (pair["listed"] or "").startswith("{") else _NEXT
        separator = pair["listed"] and pattern.match(text, value.end + len(quote or ""))
        if not separator:
            return
        quote = separator["opened"]
        value = _value(text, separator.end(), pair, quote)


def _end_of_quoted(text: str, start: int, quote: str) -> int | None:
    r"""Returns the end of the value that `quote` opens; None where it is cut off.

    `quote` includes the backslashes before it: in JSON inside a string of JSON it is `\"`.
    """
    depth, sign = len(quote), quote[-1]  # at each level of nesting a backslash takes twice as many
    for closing in re.finditer(rf"(\\*){sign}", text[start:]):
        backslashes = len(closing[1])
        if backslashes % depth == depth - 1 and backslashes // depth % 2 == 0:
            return start + closing.end() - depth
        if backslashes < depth - 1:  # the text around it ends
            return start + closing.start()
    return None


def _value(text: str, start: int, pair: re.Match[str], quote: str | None) -> NamedSecret | None:
    if pair["comma"] and not pair["har"] and not re.search(r"""[\[(]\s*\\*["']#?$""", text[: pair.start()]):
        return None
    if pair["encoded"]:
        return _matched(_ENCODED, text, start)
    if quote:
        end = _end_of_quoted(text, start, quote)
        return NamedSecret(start, end) if end is not None else _matched(_LINE, text, start)
    if pair["named"]:
        number = _NUMBER.match(text, start)
        # JSON has no asterisks without quotes.
        quote = f'{pair["named"][:-1]}"'
        return NamedSecret(start, number.end(), f"{quote}{HIDDEN}{quote}") if number else None
    if pair["header"] and ":" in pair["bare"]:
        alone = not text[text.rfind("\n", 0, pair.start()) + 1 : pair.start()].strip(" \t<>*-")
        return _matched(_LINE if alone else _IN_QUOTES, text, start)
    return _matched(_WORD, text, start)


def _matched(pattern: re.Pattern[str], text: str, start: int) -> NamedSecret | None:
    match = pattern.match(text, start)
    return NamedSecret(start, match.end()) if match else None


def _is_secret(pair: re.Match[str], value: str) -> bool:
    if not value or _DIGEST.fullmatch(value) or value.lower() in _PLACEHOLDERS:
        return False
    is_spaced = bool(pair["bare"] and not pair["opened"] and pair["bare"] != "=")  # `name: value`, as prose has it too
    may_be_number = (pair["named"] or (is_spaced and pair["other"])) and not pair["opened"]
    if may_be_number and len(value) < _MIN_NUMBER_CHARS:
        return False
    if pair["header"] or pair["password"] or (pair["other"] and _PASSWORD_WORD.search(_written_name(pair))):
        return not (is_spaced and not pair["header"] and value[0] in "<([{")
    if pair["token"]:
        return not is_spaced or _looks_random(value)
    if pair["other"] and _CODE_WORD.search(_written_name(pair)):
        return not is_spaced and not _CLASS_CODE.fullmatch(value)
    min_chars = _MIN_RANDOM_CHARS if pair["other"] else _MIN_STATE_CHARS
    return not is_spaced and (len(value) >= min_chars or _has_digit(value))


def _looks_random(value: str) -> bool:
    return len(value) >= _MIN_RANDOM_CHARS or (len(value) >= _MIN_MIXED_CHARS and _has_digit(value))


def _has_digit(value: str) -> bool:
    return any(map(str.isdigit, value))
