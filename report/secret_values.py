"""Finds values that are secret by the name they stand under: `password: x`, `"code": "1234"`, `access_token%3Dabc`.

Whatever the spelling, what is replaced is the value alone, so that JSON, a form or an address stays one.
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
    "code": r"(?:(?:confirmation|verification|sms|call|auth)[_-]?)?code|otp|код",
    "state": r"(?:redirect_)?state",
}
_NAMES = "|".join(f"(?P<{kind}>{names})" for kind, names in _KINDS.items())
_OTHER = r"(?P<other>(?<![\\%])(?<!%25)(?<!%2525)[\w-]++)"
"""Any other name: `is_secret` tells."""
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
_KEPT = re.compile(r"(?:(?:Bearer|Basic) )?sha256:[0-9a-f]{12}")
"""What the sandbox's records have instead of a secret: it can be compared, and no longer read."""
_CLASS = re.compile(r"\d{1,2}[ -]?[А-ЯЁ]", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d[\d.]*(?:e[+-]?\d+)?", re.IGNORECASE)
_WORD = re.compile(r"""[^\s&"'#,;)<>\\|\]}]+""")
_LINE = re.compile(r"""(?:[^\r\n\\]|\\(?![rn]))+""")
_IN_QUOTES = re.compile(r"""(?:[^\r\n\\"']|\\(?![rn"']))+""")
_ENCODED = re.compile(r"""(?:(?!%(?:25)*(?:2[2637C]|3B|0A))[^\s&"'#<>\\])+""", re.IGNORECASE)
_SIGNS = ("named", "encoded", "bare", "dash", "option")
_SPOKEN = re.compile("passwords?|парол[ьи]", re.IGNORECASE)
"""What a dash may follow in prose; after the name of a test it says how the test went."""
_OF_PASSWORD = re.compile(r"pass|pwd|парол|secret|секрет", re.IGNORECASE)
_OF_CODE = re.compile(r"code|код|pin|otp", re.IGNORECASE)
_NO_VALUES = frozenset(["none", "null", "true", "false", "undefined", "str", "int", "bytes", "bool"])


@dataclass(frozen=True)
class Found:
    """Where a secret value stands, and what is to take its place."""

    start: int
    end: int
    shown: str = HIDDEN


def secret_values(text: str) -> Iterator[Found]:
    """Yield the secret values of the text in their order."""
    position = 0
    while pair := _PAIR.search(text, position):
        if not _stands_for(pair):
            position = pair.start() + len(_written_name(pair))
            continue
        position = pair.end()
        for found in _values(text, pair):
            if _is_secret(pair, text[found.start : found.end]):
                yield found
                position = found.end


@lru_cache(4096)
def is_secret_member(name: str, value: str, *, quoted: bool) -> bool:
    """Whether `value` is a secret as the member of a JSON object that goes under `name`; quoted, if it is a string."""
    pair = _PAIR.match(f'{json.dumps(name, ensure_ascii=False)[1:-1]}": {chr(34) if quoted else ""}')
    return pair is not None and _stands_for(pair) and _is_secret(pair, value)


def is_password(name: str) -> bool:
    """Whether a password goes under this name, or another secret that people choose."""
    return bool(_OF_PASSWORD.search(name)) and is_secret(name)


def _stands_for(pair: re.Match[str]) -> bool:
    """Whether the name is one of a secret, and what is between it and the value is what may be."""
    if pair["option"] and not pair[0].startswith("--"):
        return False
    if pair["dash"] and not _SPOKEN.fullmatch(_written_name(pair)):
        return False
    return not pair["other"] or is_secret(unquote(unquote(_written_name(pair))))


def _written_name(pair: re.Match[str]) -> str:
    """The name with the brackets after it, up to what stands between it and the value."""
    signs = (pair.start(sign) for sign in _SIGNS if pair[sign] is not None)
    return pair[0][: next(signs) - pair.start()]


def _values(text: str, pair: re.Match[str]) -> Iterator[Found]:
    """Yield what stands under the name: one value, or those of a list."""
    found, opened = _value(text, pair.end(), pair, pair["opened"]), pair["opened"]
    while found:
        yield found
        pattern = _NEXT_MEMBER if (pair["listed"] or "").startswith("{") else _NEXT
        following = pair["listed"] and pattern.match(text, found.end + len(opened or ""))
        if not following:
            return
        opened = following["opened"]
        found = _value(text, following.end(), pair, opened)


def end_of_quoted(text: str, start: int, opened: str) -> int | None:
    r"""Return where the quoted value ends that `opened` opens; None where it is cut off.

    `opened` is a quote with the backslashes before it: in JSON inside a string of JSON it is `\"`.
    """
    depth, quote = len(opened), opened[-1]  # at each level of nesting a backslash takes twice as many
    for place in re.finditer(rf"(\\*){quote}", text[start:]):
        run = len(place[1])
        if run % depth == depth - 1 and run // depth % 2 == 0:
            return start + place.end() - depth
        if run < depth - 1:  # the text around it ends
            return start + place.start()
    return None


def _value(text: str, start: int, pair: re.Match[str], opened: str | None) -> Found | None:
    if pair["comma"] and not pair["har"] and not re.search(r"""[\[(]\s*\\*["']#?$""", text[: pair.start()]):
        return None
    if pair["encoded"]:
        return _matched(_ENCODED, text, start)
    if opened:
        end = end_of_quoted(text, start, opened)
        return Found(start, end) if end is not None else _matched(_LINE, text, start)
    if pair["named"]:
        number = _NUMBER.match(text, start)
        # JSON has no asterisks without quotes.
        return Found(start, number.end(), f'{pair["named"][:-1]}"{HIDDEN}{pair["named"][:-1]}"') if number else None
    if pair["header"] and ":" in pair["bare"]:
        alone = not text[text.rfind("\n", 0, pair.start()) + 1 : pair.start()].strip(" \t<>*-")
        return _matched(_LINE if alone else _IN_QUOTES, text, start)
    return _matched(_WORD, text, start)


def _matched(pattern: re.Pattern[str], text: str, start: int) -> Found | None:
    found = pattern.match(text, start)
    return Found(start, found.end()) if found else None


def _is_secret(pair: re.Match[str], value: str) -> bool:
    if not value or _KEPT.fullmatch(value) or value.lower() in _NO_VALUES:
        return False
    spaced = bool(pair["bare"] and not pair["opened"] and pair["bare"] != "=")  # `name: value`, as prose has it too
    number = (pair["named"] or (spaced and pair["other"])) and not pair["opened"] and len(value) < 3
    if pair["header"] or pair["password"] or (pair["other"] and _OF_PASSWORD.search(_written_name(pair))):
        return not number and not (spaced and not pair["header"] and value[0] in "<([{")
    if pair["token"]:
        return not number and (not spaced or _looks_random(value))
    if pair["code"] or (pair["other"] and _OF_CODE.search(_written_name(pair))):
        return not spaced and not number and not _CLASS.fullmatch(value)
    return not spaced and not number and (len(value) >= (20 if pair["other"] else 10) or any(map(str.isdigit, value)))


def _looks_random(value: str) -> bool:
    return len(value) >= 20 or (len(value) >= 8 and any(map(str.isdigit, value)))
