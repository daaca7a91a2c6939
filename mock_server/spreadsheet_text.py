"""Texts of strangers in cells of Excel: every text stays a text, and none makes the file unreadable."""

import re

_MAX_UNITS = 32_767
"""UTF-16 units in a cell of Excel."""
# What XML cannot hold: control characters, halves of surrogate pairs, U+FFFE and U+FFFF.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What Excel would read as a sign by its number (ECMA-376, 22.9.2.19).
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA_LIKE = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def make_writable(text: str, stand_in: str = "\ufffd") -> str:
    """Returns the text as a cell can hold it: `stand_in` for what cannot be written, … where it is too long."""
    text = _UNWRITABLE.sub(stand_in, text)
    if len(text) > _MAX_UNITS // 2:
        units = text.encode("utf-16-le")
        if len(units) > 2 * _MAX_UNITS:
            text = units[: 2 * (_MAX_UNITS - 1)].decode("utf-16-le", errors="ignore") + "…"
    return _ESCAPE_LIKE.sub("_x005F_", text)


def looks_like_formula(text: str) -> bool:
    """Returns whether Excel, or a program that the sheet is copied into, would calculate the text after an edit."""
    return _FORMULA_LIKE.match(text) is not None
