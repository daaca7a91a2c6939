"""Titles that look the same on a screen, whatever their letters are. Ours: the guide names no such rule."""

from collections import Counter
from collections.abc import Mapping
from unicodedata import category, normalize

from mock_server.natural_order import natural_key

# Capitals and digits, as titles of classes have them: Latin, Greek and other Cyrillic letters by the Russian one.
_CAPITALS = str.maketrans(
    {
        **dict(zip("ABCEHKMOPTXY", "АВСЕНКМОРТХУ", strict=True)),
        **dict(zip("ΑΒΕΗΚΜΟΡΤΧΥΓΠΦ", "АВЕНКМОРТХУГПФ", strict=True)),
        **dict(zip("ЅЈҮҺ", "SJУН", strict=True)),
        **dict.fromkeys("IІӀΙl|ǀ", "1"),
    }
)
# The rest, in lower case: letters that look like Russian ones.
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
_INVISIBLE_CATEGORIES = ("Cf", "Cc")


def lookalike_key(title: str) -> str:
    """Returns one key for titles that a reader cannot tell apart: `11А` with a Russian А, a Latin A, a hidden sign.

    The case of letters and the kinds of spaces and dashes make no difference; the places of spaces do.
    """
    visible = "".join(sign for sign in " ".join(title.split()) if _is_visible(sign))
    plain = normalize("NFKC", " ".join(visible.split())).translate(_DASHES).translate(_CAPITALS)
    return plain.casefold().translate(_SMALL)


def build_distinct_labels(titles: Mapping[str, str]) -> dict[str, str]:
    """Returns how a list names classes or groups so that a reader can tell them apart: labels by code, in its order.

    `titles` are by code. Ours: the label is the title; the code is added where another title looks the same, and a
    number where the codes look the same as well.
    """
    lookalikes = Counter(map(lookalike_key, titles.values()))
    labels: dict[str, str] = {}
    repetitions: Counter[str] = Counter()
    for code, title in sorted(titles.items(), key=lambda item: (natural_key(item[1]), natural_key(item[0]))):
        label = title if lookalikes[lookalike_key(title)] == 1 else f"{title} (код {code})"
        key = lookalike_key(label)
        repetitions[key] += 1
        labels[code] = label if repetitions[key] == 1 else f"{label} №{repetitions[key]}"
    return labels


def _is_visible(sign: str) -> bool:
    is_selector = "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef" or "\u180b" <= sign <= "\u180f"
    return sign not in _BLANK and not is_selector and category(sign) not in _INVISIBLE_CATEGORIES
