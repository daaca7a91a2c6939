"""Decides when two names in reports are one person's, and when they may be."""

import re
from collections import Counter
from collections.abc import Sequence
from unicodedata import category, normalize

_DASH = re.compile("[-‐‑‒–—]")
_SPACED_DASH = re.compile(rf"\s*{_DASH.pattern}\s*")

_RUSSIAN = re.compile("[а-я]+(?: [а-я]+)*")
# Letters are compared in lower case, but a reader mistakes capitals too: a Latin H for Н, a B for В.
LATIN_LOOKALIKES = dict(zip("abcehkmoptxy", "авсенкмортху", strict=True))
"""Latin letters whose capitals look like Russian ones, by the Russian ones."""
_LOOKALIKE_LETTERS = {
    **LATIN_LOOKALIKES,
    **dict(zip("inru", "ипги", strict=True)),  # Latin letters of which only the small ones look so
    **dict(zip("αβγεηικλμοπρτυφχ", "авгенихлмопртуфх", strict=True)),  # Greek
    **dict(zip("іїјєґўѣ", "иииегуе", strict=True)),  # of other Cyrillic alphabets
    # Of the languages of Russia and its neighbours, as written in Russian; ə and ɵ are Latin, typed for ә and ө.
    **dict(zip("әəөɵүұҗңһқҡғҙҫӑӗӳҷҳӣӯ", "аауууужнхккгзсаеучхиу", strict=True)),
}
_APOSTROPHE = re.compile("['’‘ʼʻʹ`´′＇]")
_LOOKALIKES = str.maketrans({**_LOOKALIKE_LETTERS, **dict.fromkeys(_APOSTROPHE.pattern[1:-1], "ь"), "ӏ": "ъ"})
_LOOKALIKE_DIGITS = str.maketrans("0346", "озчб")
# «Наталья» and «Наталия», «Артемьев» and «Артем'ев», «Даниил» and «Данил»
_SOFT_SIGNS = re.compile("[ьъ]|и(?=[еиюя])")
_MIN_LETTERS = 3
"""What a word keeps at least without its soft signs: «Ия» is not «Я.», and «Ль» is not «Л.»."""
_MIN_WORDS = 2
# «Мамед оглы» is also written «Мамед-оглы» and «Мамедоглы», or left out.
_PARTICLE = re.compile(r"(?:(?<=[а-я]{3})|\b)(?:огл[ыуи]|угл[ыи]|[кг]ызы|кизи|уулу|улы)\b")
_PARTICLE_ROOTS = ("огл", "угл", "ызы", "изи", "уул", "улы")
_INVISIBLE = {"Mn", "Me", "Cf"}
"""Unicode's categories of accents and of invisible characters."""


def person_key(name: str) -> str:
    """Returns the same for one name however it is typed: ё or е, in any case, with any spaces and order of parts."""
    plain = normalize("NFC", name).casefold().replace("ё", "е")
    if _DASH.search(plain):
        plain = _SPACED_DASH.sub("-", plain)
    return " ".join(sorted(plain.split()))


def lookalike_key(person: str) -> str:
    """Returns the same for two values of `person_key` that differ only in spellings that people mix up.

    Letters of other alphabets and digits become the Russian letters they look like; hyphens become spaces.
    Apostrophes, ь, ъ, the и of «ия», оглы, кызы and the like are dropped, unless too little of the name is left.
    Ours: the guide names no such rules.
    """
    russian = person if _RUSSIAN.fullmatch(person) else _in_russian_letters(person)
    plain = " ".join(map(_without_soft_signs, russian.split())) if _SOFT_SIGNS.search(russian) else russian
    if any(root in plain for root in _PARTICLE_ROOTS):
        shorter = _PARTICLE.sub("", plain)
        plain = shorter if len(shorter.split()) >= _MIN_WORDS else plain
    return person if plain == person else " ".join(sorted(plain.split())) or russian or person


def other_lookalike_keys(person: str) -> list[str]:
    """Returns the values of `lookalike_key` without the hyphens, and with spaces for the apostrophes, if it has any."""
    spellings = [person.replace("-", "")] if "-" in person else []
    if _APOSTROPHE.search(person):
        spellings.append(_APOSTROPHE.sub(" ", person))
    return [lookalike_key(key) for spelling in spellings if (key := person_key(spelling))]


def find_non_russian_letters(name: str) -> list[str]:
    """Returns the letters and digits of the name that are no Russian letters, as they are typed."""
    return [char for char in name if char.isalnum() and not _RUSSIAN.fullmatch(char.casefold().replace("ё", "е"))]


def covers(longer: Sequence[str], shorter: Sequence[str]) -> bool:
    """Returns whether each word of the shorter name is a word of the longer name, or the initial of one."""
    words, full_words = Counter(longer), Counter(word for word in shorter if not is_initial(word))
    initials = Counter(word for word in shorter if is_initial(word))
    return full_words <= words and (
        not initials or initials <= Counter(word[0] for word in (words - full_words).elements())
    )


def is_initial(word: str) -> bool:
    """Returns whether the word is one letter."""
    return len(word) == 1 and word.isalpha()


def _without_soft_signs(word: str) -> str:
    shorter = _SOFT_SIGNS.sub("", word)
    return shorter if len(shorter) >= _MIN_LETTERS or not word.strip("ьъ") else word


def _in_russian_letters(person: str) -> str:
    text = person.translate(_LOOKALIKES)
    text = "".join(char if char == "й" else normalize("NFKD", char) for char in text)
    text = "".join(char for char in text.casefold() if category(char) not in _INVISIBLE).translate(_LOOKALIKES)
    words = "".join(char if char.isalnum() else " " for char in text).split()
    return " ".join(word if word.isdecimal() else word.translate(_LOOKALIKE_DIGITS) for word in words)
