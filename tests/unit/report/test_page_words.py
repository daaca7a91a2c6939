"""What the program itself says in Russian in a run has English words on the page."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[3]


def test_every_source_of_evidence_has_an_english_name() -> None:
    """У каждого источника свидетельств есть английское имя на странице."""
    names = {
        name
        for folder in ("fixtures", "validation")
        for path in (PROJECT / folder).rglob("*.py")
        for name in re.findall(r'add_source\("([^"]+)"', path.read_text(encoding="utf-8"))
    }
    words = (PROJECT / "report/templates/languages.html").read_text(encoding="utf-8")

    assert names
    assert {name for name in names if f'"{name}": "' not in words} == set()
