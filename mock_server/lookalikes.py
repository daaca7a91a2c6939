"""When two titles look the same on a screen, whatever they are typed with. Ours: the guide names no such rule."""

from unicodedata import category, normalize

# Capitals and digits, as titles of classes have them: Latin, Greek and other Cyrillic letters by the Russian one.
_CAPITALS = str.maketrans(
    {
        **dict(zip("ABCEHKMOPTXY", "АВСЕНКМОРТХУ", strict=True)),
        **dict(zip("ΑΒΕΗΚΜΟΡΤΧΥΓΠΦ", "АВЕНКМОРТХУГПФ", strict=True)),
        **dict(zip("ЅЈҮҺ", "SJУН", strict=True)),
        **dict.fromkeys("IІӀΙl|ǀ", "1"),
    }
)
# What is left in lower case: letters that look like Russian ones there.
_SMALL = str.maketrans(
    {
        **dict(zip("abcehkmoptxy", "авсенкмортху", strict=True)),
        **dict(zip("αβεηκμορτχυγπφ", "авенкмортхугпф", strict=True)),
        **dict(zip("0346", "озчб", strict=True)),
        **dict.fromkeys("iіӏι", "1"),
    }
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-"))
# Signs that no font draws, besides those of the categories below: fillers of Hangul, the empty pattern of Braille.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
_UNSEEN = ("Cf", "Cc")


def lookalike_key(title: str) -> str:
    """Return the same for titles that a reader cannot tell apart: `11А` with a Russian А, a Latin A, a hidden sign.

    The case of letters makes no difference, nor which spaces and dashes there are; where there is a space does.
    """
    seen = "".join(sign for sign in " ".join(title.split()) if _is_seen(sign))
    plain = normalize("NFKC", " ".join(seen.split())).translate(_DASHES).translate(_CAPITALS)
    return plain.casefold().translate(_SMALL)


def _is_seen(sign: str) -> bool:
    is_selector = "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef" or "\u180b" <= sign <= "\u180f"
    return sign not in _BLANK and not is_selector and category(sign) not in _UNSEEN
