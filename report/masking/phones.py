"""Masks Russian phone numbers in every spelling, and no other numbers of as many digits."""

import re
import unicodedata

from report.masking.json_fragments import quote_number

_ESCAPE = r"%(?:25)*(?:C2%(?:25)*A0|E2%(?:25)*80%(?:25)*[89A][0-9A-F]|2[089DEF])|\\+u[0-9A-F]{4}|&nbsp;"
_INVISIBLE = r"\u00ad\u200b-\u200d\u2060\ufeff"
_GAP_SIGN = rf"[\s()./+_{_INVISIBLE}‐-―−-]|{_ESCAPE}"
_GAP = rf"(?:{_GAP_SIGN}){{0,8}}"
"""Between the digits of a phone, as typed and as carried in an address or in JSON."""
_START = r"(?:(?<![\w*])|(?<=%[0-9A-F]{2})|(?<=\\[nrt])|(?<=\\u[0-9A-F]{4}))(?<!\d[.-])"
"""Where a number may begin: the end of an escape is no letter of a word."""
_END = r"(?![0-9A-Za-z_]|\.\d)"
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
        rf"{_START}00{_GAP}7{_GAP}[3489](?:{_GAP}\d){{9}}{_END}",
        rf"{_START}[78７８](?:{_GAP}\d){{10}}{_END}",
        rf"(?<=[^\W\d_]{{3}})[78]9\d{{9}}{_END}",
        rf"\(9\d\d\){_GAP}\d\d\d{_GAP}\d\d{_GAP}\d\d{_END}",
        # ten digits alone may count anything: not those that are a whole text
        r"(?:(?m:^)[^\S\n]*|(?<=[\"']))9\d{9}(?=\\*[\"']|[^\S\n]*(?m:$))",
        rf"(?P<field>(?:\b|_|(?<=[a-z])(?=(?-i:[A-Z])))(?:{_FIELD})){_GAP}9(?:{_GAP}\d){{9}}{_END}",
    )
]
_ID_BEFORE = re.compile(
    r"""(?:(?<![^\W_])(?i:u?id)|(?<=[a-z])I[dD])s?(?:\\*["'])?(?:\s*[:=]\s*|%(?:25)*3D)(?:\[[\d\s,"'\\]*|\\*["'])?$"""
)
"""The name of an ID, which is no phone, though it has as many digits."""
_PHONE_NAME = re.compile(r"phone|mobile|tel|login|телефон|номер|логин", re.IGNORECASE)
_MAX_NAME_CHARS = 200


def mask_phones(text: str) -> str:
    """Returns the text with each phone as `+7 9** ***-**-12`."""
    for pattern in _PHONES:
        text = pattern.sub(_mask_phone, text)
    return text


def is_phone_name(name: str) -> bool:
    """Returns whether a phone goes under this name."""
    return bool(_PHONE_NAME.search(name))


def is_id_name(name: str) -> bool:
    """Returns whether an ID goes under this name."""
    return bool(_ID_BEFORE.search(f"{name}="))


def _mask_phone(match: re.Match[str]) -> str:
    field = match.groupdict().get("field") or ""
    spelled = re.sub(_TAG, "", re.sub(f"[{_INVISIBLE}]", "", match[0][len(field) :]))
    groups = re.findall(r"\d+", unicodedata.normalize("NFKC", re.sub(_ESCAPE, " ", spelled, flags=re.IGNORECASE)))
    digits = "".join(groups)
    if len(digits) == 11 and not match[0].startswith(("+", "＋", "%", "\\")) and not _is_spelled_phone(groups):
        return match[0]
    before = match.string[max(0, match.start() - _MAX_NAME_CHARS) : match.start()]
    if match[0].isdigit() and _ID_BEFORE.search(before):
        return match[0]
    first, last = digits[-10], digits[-2:]
    masked = quote_number(match, f"+7 {first}** ***-**-{last}", match.start() + len(field))
    return field + masked + "".join(re.findall(_TAG, match[0]))


def _is_spelled_phone(groups: list[str]) -> bool:
    """Returns whether it is 8 900 …, 8900 123…, and no date and time with an 8 before them.

    A phone has a code of three digits, and no digit stands alone after it.
    """
    start = groups[0] if len(groups[0]) > 1 else groups[0] + groups[1]
    return start[1] in "3489" and len(start) >= 4 and all(len(group) > 1 for group in groups[1:])
