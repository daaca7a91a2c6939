"""When two names in reports are one person's, and when they may be."""

import re
from collections import Counter
from collections.abc import Sequence
from unicodedata import category, normalize

_DASH = re.compile("[-‐‑‒–—]")
_SPACED_DASH = re.compile(rf"\s*{_DASH.pattern}\s*")

_RUSSIAN = re.compile("[а-я]+(?: [а-я]+)*")
# Letters are compared in lower case, but a reader mistakes capitals too: a Latin H for Н, a B for В.
_LOOKALIKE_LETTERS = {
    **dict(zip("abcehikmnoprtuxy", "авсеникмпоргтиху", strict=True)),  # Latin
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
_FEWEST_LETTERS = 3
"""What a word is left with without its soft signs: «Ия» is not «Я.», and «Ль» is not «Л.»."""
_FEWEST_WORDS = 2
# «Мамед оглы» is also written «Мамед-оглы» and «Мамедоглы», or left out.
_PARTICLE = re.compile(r"(?:(?<=[а-я]{3})|\b)(?:огл[ыуи]|угл[ыи]|[кг]ызы|кизи|уулу|улы)\b")
_PARTICLE_ROOTS = ("огл", "угл", "ызы", "изи", "уул", "улы")
_UNSEEN = {"Mn", "Me", "Cf"}
"""Unicode's categories of accents and of signs that nobody sees."""


def person_key(name: str) -> str:
    """Return the same for one name however it is typed: ё or е, in any case, with any spaces and order of parts."""
    plain = normalize("NFC", name).casefold().replace("ё", "е")
    if _DASH.search(plain):
        plain = _SPACED_DASH.sub("-", plain)
    return " ".join(sorted(plain.split()))


def lookalike_key(person: str) -> str:
    """Return what stays of a `person_key` when spellings that people mix up are made one.

    Letters of other alphabets and digits become the Russian letters they look like; hyphens become spaces;
    apostrophes, ь, ъ, the и of «ия», оглы, кызы and the like go, but not out of words and names that they are most of.
    Ours: the guide names no such rules.
    """
    russian = person if _RUSSIAN.fullmatch(person) else _in_russian_letters(person)
    plain = " ".join(map(_hardened, russian.split())) if _SOFT_SIGNS.search(russian) else russian
    if any(root in plain for root in _PARTICLE_ROOTS):
        without = _PARTICLE.sub("", plain)
        plain = without if len(without.split()) >= _FEWEST_WORDS else plain
    return person if plain == person else " ".join(sorted(plain.split())) or russian or person


def other_lookalike_keys(person: str) -> list[str]:
    """Return the `lookalike_key` without the hyphens, and with spaces for the apostrophes, where there are any."""
    spellings = [person.replace("-", "")] if "-" in person else []
    if _APOSTROPHE.search(person):
        spellings.append(_APOSTROPHE.sub(" ", person))
    return [lookalike_key(key) for spelling in spellings if (key := person_key(spelling))]


def strange_letters(name: str) -> list[str]:
    """Return the letters and digits of the name that are no Russian letters, as they are typed."""
    return [sign for sign in name if sign.isalnum() and not _RUSSIAN.fullmatch(sign.casefold().replace("ё", "е"))]


def covers(longer: Sequence[str], shorter: Sequence[str]) -> bool:
    """Return whether each of the shorter name's words is one of the longer name's, or the initial of one."""
    words, wanted = Counter(longer), Counter(word for word in shorter if not is_initial(word))
    initials = Counter(word for word in shorter if is_initial(word))
    return wanted <= words and (not initials or initials <= Counter(word[0] for word in (words - wanted).elements()))


def is_initial(word: str) -> bool:
    """Return whether the word is one letter."""
    return len(word) == 1 and word.isalpha()


def _hardened(word: str) -> str:
    shorter = _SOFT_SIGNS.sub("", word)
    return shorter if len(shorter) >= _FEWEST_LETTERS or not word.strip("ьъ") else word


def _in_russian_letters(person: str) -> str:
    signs = person.translate(_LOOKALIKES)
    signs = "".join(sign if sign == "й" else normalize("NFKD", sign) for sign in signs)
    signs = "".join(sign for sign in signs.casefold() if category(sign) not in _UNSEEN).translate(_LOOKALIKES)
    words = "".join(sign if sign.isalnum() else " " for sign in signs).split()
    return " ".join(word if word.isdecimal() else word.translate(_LOOKALIKE_DIGITS) for word in words)
