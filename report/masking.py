"""Hides personal data and secrets in text that outlives a test: phones, e-mails, codes, tokens, passwords.

JSON stays JSON, also inside a string of JSON, and what is masked already stays as it is.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.parse import quote, quote_plus

from report.masked_json import is_document, mask_document
from report.secret_markup import secret_spans
from report.secret_values import HIDDEN, secret_values

_ESCAPE = r"%(?:25)*(?:C2%(?:25)*A0|E2%(?:25)*80%(?:25)*[89A][0-9A-F]|2[089DEF])|\\+u[0-9A-F]{4}|&nbsp;"
_INVISIBLE = r"\u00ad\u200b-\u200d\u2060\ufeff"
_GAP_SIGN = rf"[\s()./+_{_INVISIBLE}‐-―−-]|{_ESCAPE}"
_GAP = rf"(?:{_GAP_SIGN}){{0,8}}"
"""Between the digits of a phone, as typed and as carried in an address or in JSON."""
_STARTS = r"(?:(?<![\w*])|(?<=%[0-9A-F]{2})|(?<=\\[nrt])|(?<=\\u[0-9A-F]{4}))(?<!\d[.-])"
"""Where a number may begin: what an escape ends with is no letter of a word."""
_ENDS = r"(?![0-9A-Za-z_]|\.\d)"
_TAG = r"</?[A-Za-z]\w{0,9}>"
_GAP_OR_TAG = rf"(?:{_GAP_SIGN}|{_TAG}){{0,8}}"
_FIELD = (
    r"""(?:phone|mobile|tel|login|телефон|номер|логин)\w*(?:\\*["'])?(?:\s*[:=]\s*(?:\\*["'])?|%(?:25)*3D)"""
    r"|(?:phone|mobile|tel|тел(?:ефон)?)\b\.?\s+"
)
_PHONES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:[+＋]|%(?:25)*2B|(?<!\\)\\++u002b){_GAP}[7７](?:{_GAP_OR_TAG}\d){{10}}(?!\d)",
        rf"{_STARTS}00{_GAP}7{_GAP}[3489](?:{_GAP}\d){{9}}{_ENDS}",
        rf"{_STARTS}[78７８](?:{_GAP}\d){{10}}{_ENDS}",
        rf"(?<=[^\W\d_]{{3}})[78]9\d{{9}}{_ENDS}",
        rf"\(9\d\d\){_GAP}\d\d\d{_GAP}\d\d{_GAP}\d\d{_ENDS}",
        # ten digits alone may count anything: not those that are a whole text
        r"(?:(?m:^)[^\S\n]*|(?<=[\"']))9\d{9}(?=\\*[\"']|[^\S\n]*(?m:$))",
        rf"(?P<field>(?:\b|_|(?<=[a-z])(?=(?-i:[A-Z])))(?:{_FIELD})){_GAP}9(?:{_GAP}\d){{9}}{_ENDS}",
    )
]
_ID = re.compile(
    r"""(?:(?<![^\W_])(?i:u?id)|(?<=[a-z])I[dD])s?(?:\\*["'])?(?:\s*[:=]\s*|%(?:25)*3D)(?:\[[\d\s,"'\\]*|\\*["'])?$"""
)
"""What is numbered so is no phone, though it has as many digits."""
_PHONE_NAME = re.compile(r"phone|mobile|tel|login|телефон|номер|логин", re.IGNORECASE)
_SHOWN_AS = {
    r"(://)[^\s/@\"'<>?#\\]+(?:@[^\s/@\"'<>?#\\]+)*(?=@[\w\[])": rf"\1{HIDDEN}",  # http://user:password@host
    r"\b(Bearer|Basic) (?=\S*(?:\d|=|[.~+/_-]\w|(?-i:[a-z][A-Z])))[\w.~+/=-]{8,}": rf"\1 {HIDDEN}",
    # a token by its looks: a JWT, or JSON in base64 otherwise; VK's own
    r"\b(?-i:eyJ)[\w-]{5,}(?:\.[\w-]*)*|\bvk[12]\.a\.[\w-]+": HIDDEN,
    # a code that is spoken of, and one that Playwright's log says was typed
    r"\b((?:код|code)\w*(?:\s(?:подтверждения|входа))?[\s:=—–№#«(-]{1,3}(?:\\*[\"'])?)\d{4,9}\b": rf"\1{HIDDEN}",
    r"\b(код для \+7 \d\*\* \*\*\*-\*\*-\d\d: )\d{3,9}\b": rf"\1{HIDDEN}",
    r"""\b((?:fill|type|press_sequentially)\((\\*["']))\d{4,9}(?=\2)""": rf"\1{HIDDEN}",
    r"(?:(?<![\w.+\\-])|(?<=%[0-9A-F]{2})|(?<=\\[nrt])|(?<=\\u[0-9A-F]{4}))([\w+-])[\w.+-]*"
    r"(@|%(?:25)*40|\\+u0040)((?:[\w-]+\.)+(?:[^\W\d_]{2,}|xn--[\w-]+))": r"\1***\2\3",
}
_RULES = [(re.compile(pattern, re.IGNORECASE), shown) for pattern, shown in _SHOWN_AS.items()]


def mask(text: str, hidden: Iterable[str] = ()) -> str:
    """`text` with a phone as `+7 9** ***-**-12`, an e-mail as `i***@mail.ru`, a code or a token as `****`.

    `hidden` are values known to be secret: each is masked wherever it stands as a word of its own, also as an address
    or JSON carries it.
    """
    spellings = sorted({spelling for value in hidden for spelling in _spellings(value)}, key=len, reverse=True)
    words = [re.compile(rf"(?<!\w)(?<!\d\.){re.escape(spelling)}(?!\w|\.\d)") for spelling in spellings]
    if is_document(text):
        return _mask_document(text, words)
    return "".join(_mask_document(part, words) if whole else _mask_text(part, words) for whole, part in _parts(text))


def _parts(text: str) -> list[tuple[bool, str]]:
    """The lines that are documents of JSON, and what is between them."""
    parts: list[tuple[bool, str]] = []
    for line in text.splitlines(keepends=True):
        whole = line[:1] in ("{", "[") and is_document(line)
        if parts and not whole and not parts[-1][0]:
            parts[-1] = (False, parts[-1][1] + line)
        else:
            parts.append((whole, line))
    return parts


def _mask_document(text: str, words: list[re.Pattern[str]]) -> str:
    @cache
    def masked(value: str, name: str, quoted: bool) -> str:
        if is_document(value):
            return _mask_document(value, words)
        around = "phone=" if _PHONE_NAME.search(name) else "id=" if _ID.search(f"{name}=") else "" if quoted else "n="
        return _mask_text(around + value, words).removeprefix(around)

    return mask_document(text, masked)


def _mask_text(text: str, words: list[re.Pattern[str]]) -> str:
    for word in words:
        text = word.sub(lambda found: _in_its_place(found, HIDDEN), text)
    text = _mask_named(text)
    for pattern in _PHONES:
        text = pattern.sub(_masked_phone, text)
    for pattern, shown in _RULES:
        text = pattern.sub(shown, text)
    return text


def mask_all(part: Any, mask: Callable[[str], str]) -> Any:
    """`part` with every text in it masked; pytest's picture of a failure is objects, lists and texts."""
    if isinstance(part, str):
        return mask(part)
    if isinstance(part, list | tuple):
        return type(part)(mask_all(each, mask) for each in part)
    for name, value in getattr(part, "__dict__", {}).items():
        setattr(part, name, mask_all(value, mask))
    return part


def _spellings(value: str) -> set[str]:
    return {value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]}


def _mask_named(text: str) -> str:
    for start, end in sorted(secret_spans(text), reverse=True):
        text = f"{text[:start]}{HIDDEN}{text[end:]}"
    pieces, end = [], 0
    for found in secret_values(text):
        pieces += [text[end : found.start], found.shown]
        end = found.end
    return "".join([*pieces, text[end:]])


def _masked_phone(found: re.Match[str]) -> str:
    field = found.groupdict().get("field") or ""
    spelled = re.sub(_TAG, "", re.sub(f"[{_INVISIBLE}]", "", found[0][len(field) :]))
    groups = re.findall(r"\d+", unicodedata.normalize("NFKC", re.sub(_ESCAPE, " ", spelled, flags=re.IGNORECASE)))
    digits = "".join(groups)
    if len(digits) == 11 and not found[0].startswith(("+", "＋", "%", "\\")) and not _is_spelled_phone(groups):
        return found[0]
    if (
        len(groups) == 1
        and found[0].isdigit()
        and _ID.search(found.string[max(0, found.start() - 200) : found.start()])
    ):
        return found[0]
    first, last = digits[-10], digits[-2:]
    shown = _in_its_place(found, f"+7 {first}** ***-**-{last}", found.start() + len(field))
    return field + shown + "".join(re.findall(_TAG, found[0]))


def _is_spelled_phone(groups: list[str]) -> bool:
    """8 900 …, 8900 123…, and no date and time with an 8 before them: a code of three digits, then no single ones."""
    start = groups[0] if len(groups[0]) > 1 else groups[0] + groups[1]
    return start[1] in "3489" and len(start) >= 4 and all(len(each) > 1 for each in groups[1:])


def _in_its_place(found: re.Match[str], shown: str, start: int | None = None) -> str:
    """A number of JSON becomes a text of JSON: `"phone": 79001234567`, `[79001234567]`."""
    before, after = found.string[: found.start() if start is None else start], found.string[found.end() :]
    if not re.match(r"\s*(?:[,}\]]|$)", after):
        return shown
    quote = _quote_of_value(before)
    return f"{quote}{shown}{quote}"


def _quote_of_value(before: str) -> str:
    """The quote that a text takes where JSON has a value after `before`, escaped as deep as it stands; else nothing."""
    if named := re.search(r"""(\\*)["']\s*:\s*$""", before):
        return f'{named[1]}"'
    if not before.rstrip().endswith(("[", ",")):
        return ""
    inner = 0  # out of the list, and of those around it
    for place in re.finditer(r"[\[\]]", before[::-1]):
        inner += 1 if place[0] == "]" else -1
        if inner < 0:
            inner = 0
            outside = before[: len(before) - place.end()]
            if around := re.search(r"""(\\*)["']\s*(:?)\s*$""", outside):
                return f'{around[1] if around[2] else around[1] * 2 + chr(92)}"'
            if not outside.strip():
                return '"'
    return ""
