"""The order in which people expect titles and names: 1А, 2А, 10А; Ё with Е."""

import re
from unicodedata import normalize

_PART = re.compile(r"\d+|[^\W\d_]+")

NaturalKey = tuple[list[tuple[bool, int, str]], str]


def natural_key(text: str) -> NaturalKey:
    """Returns a key to sort titles and names by: numbers by value, words by letter, numbers before words.

    Case, spaces, dashes, quotes, and Ё against Е count only where all else is equal: 10А, «10 А» and 10-А stand
    together.
    """
    plain = normalize("NFC", text).casefold()
    return [_part(part) for part in _PART.findall(plain.replace("ё", "е"))], plain


def _part(part: str) -> tuple[bool, int, str]:
    if not part.isdecimal():
        return True, 0, part
    # The longer number is the greater one: a cell of a table may hold more digits than int() takes.
    value = part.lstrip("0")
    return False, len(value), value
