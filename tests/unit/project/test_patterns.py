"""Regular expressions that every Python from 3.11 on matches alike."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[3]
ROOMS = ("automation", "fixtures", "mock_server", "pages", "report", "runner", "validation")
POSSESSIVE_GROUP = re.compile(r"[^(\\]\)(?:\+\+|\*\+|\?\+|\{\d*,?\d*\}\+)")


def test_no_group_is_repeated_possessively() -> None:
    """Python up to 3.11.4 loses what such a group gave back (gh-106052): a secret stayed in the text."""
    files = [path for room in ROOMS for path in (PROJECT / room).rglob("*.py")]
    assert files
    assert [path.name for path in files if POSSESSIVE_GROUP.search(path.read_text(encoding="utf-8"))] == []
