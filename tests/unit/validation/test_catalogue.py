"""The catalogue of checks, and that each has its test and its mistake."""

import ast
import re
from pathlib import Path

import pytest

from automation.guide import CatalogueError
from tests.examples.effects import EFFECTS
from validation.catalogue import load_checks

PROJECT = Path(__file__).parents[3]
CHECKS = load_checks().checks


def named() -> set[str]:
    """The ids that validation/checks names, in markers and in tables of steps."""
    found: set[str] = set()
    for file in (PROJECT / "validation" / "checks").glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} if re.fullmatch(r"(START|[A-Z])-\d+", node.value) else set()
    return found


def test_each_check_has_its_test_and_each_test_its_check() -> None:
    assert named() == set(CHECKS)


def test_each_check_of_the_protocol_has_a_mistake_that_turns_it_red() -> None:
    protocol = {name for name, check in CHECKS.items() if check.section == "P"}
    assert protocol <= set().union(*(effect.red for effect in EFFECTS.values()))


def test_each_check_says_in_two_languages_what_it_proves_and_who_says_so() -> None:
    for check in CHECKS.values():
        for text in (check.title, check.proves):
            assert re.search("[а-яё]", text.ru)
            assert text.en
        assert check.source


SECTION = '[[section]]\nid = "P"\ntitle = "Протокол"\ntitle_en = "Protocol"\n'
CHECK = """
[[check]]
id = "P-1"
section = "P"
title = "state новый"
title_en = "state is fresh"
proves = "разный"
proves_en = "different"
severity = "must"
source = "ours"
"""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "section: Field required"),
        (f"{SECTION}{CHECK}{CHECK}", "check P-1: it is there twice"),
        (SECTION + CHECK.replace('section = "P"', 'section = "Q"'), "its section is not there"),
        (SECTION + CHECK.replace('"must"', '"may"'), "check.0.severity"),
        (SECTION + CHECK.replace('title = "state новый"\n', ""), "check P-1: title is missing"),
        (SECTION + CHECK + "color = 1", "check.0.color"),
        ("[[", "catalogue.toml"),
    ],
)
def test_broken_catalogue_is_told_in_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=re.escape(complaint)) as refused:
        load_checks(file)
    assert "\n" not in str(refused.value)
