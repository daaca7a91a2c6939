"""Patterns that find a name whole on a page, however the page spells it, and never inside another name."""

import re
import unicodedata

# The characters themselves, not their numbers: Playwright doubles each backslash in a locator that is in another one.
LETTER = "A-Za-z_\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u1fff\u2c00-\u2dff\u3040-\ud7ff"
"""Letters of all alphabets as a class: Playwright runs a pattern in JavaScript without `u`, where `\\w` is ASCII."""

_IGNORED = "[\u00ad\u200b-\u200d\u2060\ufeff]*"
"""What a page may put between two letters, and nobody sees: soft hyphens, places to break."""
_JOINED = rf"{LETTER}0-9\s'’‐‑-"
"""What touches a name without being outside it: a letter, a digit, a hyphen («not-connected»)."""
_BEFORE = rf"(?:^\s*|[^{LETTER}0-9\s]\s+|[^{_JOINED}])"
_NO = rf"(?:(?:нет|off|false|түгел|юк)(?![{LETTER}])|(?:не|no|not)\s*(?:$|[^{LETTER}0-9\s]))"
_DENIAL = rf"(?!\s*[:=–—-]\s*{_NO})"
"""«Подключено: нет» says the contrary; «подключено — не закрывайте окно» does not."""
_AFTER = rf"{_DENIAL}(?:\s*$|\s+[^{LETTER}\s]|[^{_JOINED}])"
_MARKS = rf"[^{LETTER}0-9]"
_NUMBER = rf"(?:{_MARKS}+[0-9]{{1,3}})?"
"""After a name that stands alone: how much is new, as in «Чаты 3»."""
_VARIANTS = (
    ("‐‑‒–—―−-", "[‐‑‒–—―−-]"),
    ("«»“”„‟‹›\"'’‘‚`", "[«»\"“”'„‟`‹›’‘‚]"),
    ("Ёё", "(?:[её]\u0308?)"),
    ("Ее", "(?:[её]\u0308?)"),
    ("Йй", "(?:й|и\u0306)"),
    ("…", "(?:…|[.][.][.])"),
    ("/", "[/]"),  # would end the pattern in a selector
)
"""Characters that pages write in several ways, and the pattern of each.

No two of " ' ` stand side by side: Playwright, which escapes them in a selector, would leave the second as it is.
"""

_CAPITALS = "".join(map(chr, [*range(0x41, 0x5B), *range(0x410, 0x430)])) + "ӘӨҮҖҢҺҪӐӖӲҘҠҒҔҤ"
_MARK_CHARACTERS = ".,:;!?()[]{}«»“”„…✓✔✅☑•·|/\\—–"
_SPACES = "\u00a0\u202f\u2009\n\r\t"
_SPELLED = _CAPITALS + "ёЁ" + _SPACES + _MARK_CHARACTERS + "\u00ad\u200b\u2060"
_NORMALIZED = _CAPITALS.lower() + "ее" + " " * len(_SPACES) + "|" * len(_MARK_CHARACTERS)
_TRANSLATION = str.maketrans(_SPELLED[: len(_NORMALIZED)], _NORMALIZED, _SPELLED[len(_NORMALIZED) :])
_DENIALS = ("не", "not")
_ANSWERS = ("нет", "no", "off", "false", "түгел", "юк")


def build_text_xpath(name: str) -> str | None:
    """Returns the XPath of elements with the name in a text of their own, whole, whatever elements are beside it.

    `<p>Чаты подключены <a>Отвязать</a></p>` is such a paragraph: patterns see the words of both together. None where
    the name has no letters, or quotes, which XPath cannot spell.
    """
    label = _normalize(name).translate(_TRANSLATION).strip("| ")
    if not label or not set("\"'").isdisjoint(label):
        return None
    text = f"concat('|', normalize-space(translate(., '{_SPELLED}', '{_NORMALIZED}')), '|')"
    sides = [f"contains({text}, '|{before}{label}{after}|')" for before in ("", " ") for after in ("", " ")]
    denials = [f"contains({text}, '{label}{between}{word}|')" for between in ("|", "| ", " | ") for word in _ANSWERS]
    conditions = f"[{' or '.join(sides)}][not({' or '.join(denials)})][{build_denial_xpath()}]"
    return f"xpath=descendant-or-self::*[text(){conditions}]"


def build_denial_xpath() -> str:
    """Returns the XPath's condition that no «не» comes before, in an element of its own: `<i>не</i> подключено`."""
    text = "concat(' ', normalize-space(translate(., 'НЕNOT', 'неnot')))"
    ends = [f"substring({text}, string-length({text}) - {len(word)}) = ' {word}'" for word in _DENIALS]
    return f"not(preceding::text()[normalize-space()][1][{' or '.join(ends)}])"


def compile_name(name: str) -> re.Pattern[str]:
    """Returns the pattern of a text that has the name between its ends or marks: never beside another word.

    «Подключено» is in «Статус: подключено ✓», and not in «Не подключено», «подключено не всё», «disconnected».
    """
    return re.compile(f"{_BEFORE}{_spell(name)}{_AFTER}", re.IGNORECASE)


def compile_whole_name(name: str) -> re.Pattern[str]:
    """Returns the pattern of a text that is the name, but for marks and a number around it."""
    return re.compile(rf"^{_MARKS}*{_spell(name)}{_NUMBER}{_MARKS}*$", re.IGNORECASE)


def compile_part(name: str) -> re.Pattern[str]:
    """Returns the pattern of a text that has the name anywhere, be it inside another word."""
    return re.compile(_spell(name), re.IGNORECASE)


def _spell(name: str) -> str:
    words = _normalize(name).split()
    spelled = [_IGNORED.join(map(_spell_character, word)) for word in words]
    pattern = spelled[0]
    for left, right, word in zip(words, words[1:], spelled[1:], strict=False):
        apart = _is_letter(left[-1]) and _is_letter(right[0])
        pattern += (r"\s+" if apart else r"\s*") + word
    ends_in_digit = "(?![0-9])" if words[-1][-1].isdigit() else ""
    return pattern + ends_in_digit


def _normalize(name: str) -> str:
    return re.sub(_IGNORED, "", unicodedata.normalize("NFC", name)).replace("...", "…")


def _spell_character(character: str) -> str:
    return next((pattern for variants, pattern in _VARIANTS if character in variants), re.escape(character))


def _is_letter(character: str) -> bool:
    return character.isalnum()
