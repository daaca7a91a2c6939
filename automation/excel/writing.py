"""Texts of strangers in workbooks of ours: every text stays a text, and none makes the file unreadable."""

import re

from openpyxl.cell import Cell, MergedCell

_LONGEST_TEXT = 32_767
"""UTF-16 units in a cell of Excel."""
# What XML cannot hold: control characters, halves of surrogate pairs, U+FFFE and U+FFFF.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What Excel would read as a sign by its number (ECMA-376, 22.9.2.19).
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA_LIKE = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def writable(text: str) -> str:
    """The text as a cell can hold it: � for what cannot be written, … where it is too long."""
    text = _UNWRITABLE.sub("\ufffd", text)
    if len(text) > _LONGEST_TEXT // 2:
        units = text.encode("utf-16-le")
        if len(units) > 2 * _LONGEST_TEXT:
            text = units[: 2 * (_LONGEST_TEXT - 1)].decode("utf-16-le", errors="ignore") + "…"
    return _ESCAPE_LIKE.sub("_x005F_", text)


def looks_like_formula(text: str) -> bool:
    """Whether Excel, or what the sheet is copied into, would calculate the text when somebody edits it."""
    return _FORMULA_LIKE.match(text) is not None


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """Set the cell to a text that stays one, whatever it looks like."""
    cell.value = writable(text)
    cell.data_type = "s"  # openpyxl makes a formula of "=..." otherwise, and an error of "#N/A"
    cell.quotePrefix = looks_like_formula(text)
