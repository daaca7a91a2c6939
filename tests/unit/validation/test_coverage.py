"""docs/coverage.md: every check of the protocol is there, and every check there exists."""

import re
from pathlib import Path

from validation.catalogue import load_checks

TEXT = (Path(__file__).parents[3] / "docs" / "coverage.md").read_text(encoding="utf-8")
CHECKS = load_checks().checks
NAMED = set(re.findall(r"\b(?:START|[A-Z])-\d+\b", TEXT))


def test_every_check_that_the_page_names_exists() -> None:
    assert NAMED
    assert sorted(NAMED - set(CHECKS)) == []


def test_every_check_of_the_protocol_is_on_the_page() -> None:
    protocol = {name for name, check in CHECKS.items() if check.section == "P"}
    assert sorted(protocol - NAMED) == []


def test_every_line_has_a_check_or_a_reason() -> None:
    rows = [line.strip("|").split("|") for line in TEXT.splitlines() if line.startswith("| ")]
    empty = [row[0].strip() for row in rows if not row[-1].strip()]
    assert empty == []
