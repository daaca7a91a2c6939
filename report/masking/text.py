"""Masks a text. JSON stays JSON, also inside a string of JSON, and what is masked already stays as it is."""

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.parse import quote, quote_plus

from report.masking.json_documents import is_document, mask_document
from report.masking.json_fragments import quote_number
from report.masking.markup import find_secret_spans
from report.masking.named_secrets import HIDDEN, find_named_secrets
from report.masking.phones import is_id_name, is_phone_name, mask_phones

_CODE_BEFORE = (
    r"(?:(?:код|code)\w*|пин|pin|otp)(?:\s(?:подтверждения|(?:для\s)?входа|из\s(?:SMS|СМС|письма|звонка)|is))?"
)
_CODE_AFTER = r"\s(?:[—–-]\s)?(?:(?:ваш\s|это\s)код\b|код\s(?:подтверждения|для\sвхода)|is\syour\b)"
_REPLACEMENTS = {
    r"(://)[^\s/@\"'<>?#\\]+(?:@[^\s/@\"'<>?#\\]+)*(?=@[\w\[])": rf"\1{HIDDEN}",  # http://user:password@host
    r"\b(Bearer|Basic) (?=\S*(?:\d|=|[.~+/_-]\w|(?-i:[a-z][A-Z])))[\w.~+/=-]{8,}": rf"\1 {HIDDEN}",
    # a token by its looks: a JWT, or JSON in base64 otherwise; VK's own
    r"\b(?-i:eyJ)[\w-]{5,}(?:\.[\w-]*)*|\bvk[12]\.a\.[\w-]+": HIDDEN,
    # a code that is spoken of, a further one after it, one in a field of a snapshot, and one that Playwright's log says
    # was typed
    rf"\b({_CODE_BEFORE}[\s:=—–№#«(-]{{1,3}}(?:\\*[\"'])?)\d{{4,9}}\b": rf"\1{HIDDEN}",
    rf"\b({_CODE_BEFORE}\W{{1,4}}\*{{4}}(?:,\s|\s(?:и|and)\s))\d{{4,9}}\b": rf"\1{HIDDEN}",
    rf"(?<![\w.])\d{{4,9}}(?={_CODE_AFTER})": HIDDEN,
    r"""(Введите \d+ цифр\w*(?:\\*["'])?(?:\s\[\w+\])*:\s(?:\\*["'])?)\d{4,9}\b""": rf"\1{HIDDEN}",
    r"\b(код для \+7 \d\*\* \*\*\*-\*\*-\d\d: )\d{3,9}\b": rf"\1{HIDDEN}",
    r"""\b((?:fill|type|press_sequentially)\((\\*["']))\d{4,9}(?=\2)""": rf"\1{HIDDEN}",
    r"(?:(?<![\w.+\\-])|(?<=\\[nrt])|(?<=\\u[0-9A-F]{4}))([\w+-])[\w.+-]*"
    r"(@|%(?:25)*40|\\+u0040)((?:[\w-]+\.)+(?:[^\W\d_]{2,}|xn--[\w-]+))": r"\1***\2\3",
}
_RULES = [(re.compile(pattern, re.IGNORECASE), replacement) for pattern, replacement in _REPLACEMENTS.items()]


def mask(text: str, hidden: Iterable[str] = ()) -> str:
    """Returns the text with a phone as `+7 9** ***-**-12`, an e-mail as `i***@mail.ru`, a code or a token as `****`.

    `hidden` are values known to be secret: each is masked wherever it stands as a word of its own, also as an address
    or JSON carries it.
    """
    spellings = sorted({spelling for value in hidden for spelling in _spellings(value)}, key=len, reverse=True)
    words = [re.compile(rf"(?<!\w)(?<!\d\.){re.escape(spelling)}(?!\w|\.\d)") for spelling in spellings]
    if is_document(text):
        return _mask_document(text, words)
    return "".join(
        _mask_document(part, words) if is_json else _mask_text(part, words) for is_json, part in _split_documents(text)
    )


def mask_all(part: Any, mask: Callable[[str], str]) -> Any:
    """Returns `part` with every text in it masked; pytest's picture of a failure is objects, lists and texts."""
    if isinstance(part, str):
        return mask(part)
    if isinstance(part, list | tuple):
        return type(part)(mask_all(element, mask) for element in part)
    for name, value in getattr(part, "__dict__", {}).items():
        setattr(part, name, mask_all(value, mask))
    return part


def _spellings(value: str) -> set[str]:
    return {value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]}


def _split_documents(text: str) -> list[tuple[bool, str]]:
    """Returns the lines that are documents of JSON (True), and what is between them (False)."""
    parts: list[tuple[bool, str]] = []
    for line in text.splitlines(keepends=True):
        is_json = line[:1] in ("{", "[") and is_document(line)
        if parts and not is_json and not parts[-1][0]:
            parts[-1] = (False, parts[-1][1] + line)
        else:
            parts.append((is_json, line))
    return parts


def _mask_document(text: str, words: list[re.Pattern[str]]) -> str:
    @cache
    def mask_value(value: str, name: str, quoted: bool) -> str:
        if is_document(value):
            return _mask_document(value, words)
        prefix = "phone=" if is_phone_name(name) else "id=" if is_id_name(name) else "" if quoted else "n="
        return _mask_text(prefix + value, words).removeprefix(prefix)

    return mask_document(text, mask_value)


def _mask_text(text: str, words: list[re.Pattern[str]]) -> str:
    for word in words:
        text = word.sub(lambda match: quote_number(match, HIDDEN), text)
    text = mask_phones(_mask_named(text))
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def _mask_named(text: str) -> str:
    for start, end in sorted(find_secret_spans(text), reverse=True):
        text = f"{text[:start]}{HIDDEN}{text[end:]}"
    pieces, end = [], 0
    for secret in find_named_secrets(text):
        pieces += [text[end : secret.start], secret.masked]
        end = secret.end
    return "".join([*pieces, text[end:]])
