"""The catalogue of checks, and that each has its test and its mistake."""

import ast
import re
from pathlib import Path

import pytest

from automation.guide import CatalogueError
from tests.examples.effects import EFFECTS
from validation.catalogue import load_checks
from validation.sources import list_references

PROJECT = Path(__file__).parents[3]
CHECKS = load_checks().checks


def named_ids() -> set[str]:
    """Returns the ids that validation/checks names, in markers and in tables of steps."""
    ids: set[str] = set()
    for file in (PROJECT / "validation" / "checks").glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                ids |= {node.value} if re.fullmatch(r"(START|[A-Z])-\d+", node.value) else set()
    return ids


def test_each_check_has_its_test_and_each_test_its_check() -> None:
    assert named_ids() == set(CHECKS)


def test_each_check_of_the_protocol_has_a_mistake_that_turns_it_red() -> None:
    protocol = {name for name, check in CHECKS.items() if check.section == "P"}
    assert protocol <= set().union(*(effect.red for effect in EFFECTS.values()))


def test_each_check_says_in_two_languages_what_it_proves_and_who_says_so() -> None:
    for check in CHECKS.values():
        for text in (check.title, check.proves, check.mend):
            assert re.search("[а-яё]", text.ru)
            assert text.en
        assert check.mend.ru[0].isupper()
        assert not check.mend.ru.endswith(".")
        for reference in list_references(check.source):
            assert reference.address or re.match("наше решение|методичка, ", reference.text.ru)


SECTION = '[[section]]\nid = "P"\ntitle = "Протокол"\ntitle_en = "Protocol"\n'
CHECK = """
[[check]]
id = "P-1"
section = "P"
title = "state новый"
title_en = "state is fresh"
proves = "разный"
proves_en = "different"
mend = "создавайте"
mend_en = "make"
severity = "must"
source = "ours"
"""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "section: ключа нет, а он обязателен"),
        (f"{SECTION}{CHECK}{CHECK}", "check.1.id: P-1 уже есть в файле"),
        (SECTION + CHECK.replace('section = "P"', 'section = "Q"'), "check.0.section: такого раздела нет"),
        (SECTION + CHECK.replace('"must"', '"may"'), 'check.0.severity: нужно одно из: "must", "should", "info"'),
        (
            SECTION + CHECK.replace('title = "state новый"\n', ""),
            "check.0.title: ключа нет, и в методичке нет такого требования",
        ),
        (SECTION + CHECK + "color = 1", "строка 17: check.0.color: такого ключа нет"),
        ("[[", "catalogue.toml, строка 1: это не TOML: "),
    ],
)
def test_mistake_in_the_catalogue_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=re.escape(complaint)) as refused:
        load_checks(file)
    assert all(line.startswith(str(file)) for line in str(refused.value).splitlines())
