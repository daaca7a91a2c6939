"""Compares what a program writes for people with what somebody has read and approved, line by line."""

import difflib
import re
from pathlib import Path

from tests.html_page import draw_elements, read_page

_DRAWN = Path(__file__).parents[1] / "results" / "outlines"
_DATA = re.compile(r"data:[\w/+;-]+,[\w+/=]{40,}|(?<='sha256-)[\w+/=]+")


def assert_approved(approved: Path, text: str) -> None:
    """Fails with the lines that differ from the approved file.

    After a change on purpose: read the difference, then copy the file of `results/outlines/` over the approved one.
    """
    _DRAWN.mkdir(parents=True, exist_ok=True)
    (_DRAWN / approved.name).write_text(text, encoding="utf-8")
    before = approved.read_text(encoding="utf-8").splitlines() if approved.exists() else []
    changes = list(difflib.unified_diff(before, text.splitlines(), n=2, lineterm=""))[2:]
    first = next((line for line in changes if line[0] in "-+"), "")
    assert not changes, f"{approved.name} is not as approved: {' '.join(first.split())}\n" + "\n".join(changes)


def draw_page(html: str) -> str:
    """Returns the outline of a page that has its styles, fonts and pictures inside."""
    return _DATA.sub("data:…", "\n".join(draw_elements(read_page(html), closed=("style", "script")))) + "\n"
