"""When two names in reports are one person's."""

import re
from unicodedata import normalize

_DASH = re.compile("[-‐‑‒–—]")
_SPACED_DASH = re.compile(rf"\s*{_DASH.pattern}\s*")


def person_key(name: str) -> str:
    """What stays of a name however it is typed: the same for ё and е, any case, spaces and order of its parts."""
    plain = normalize("NFC", name).casefold().replace("ё", "е")
    if _DASH.search(plain):
        plain = _SPACED_DASH.sub("-", plain)
    return " ".join(sorted(plain.split()))
