"""The table of CONTRIBUTING.md, “Break a thing on purpose”, is true: each break turns its tests red."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

PROJECT = Path(__file__).parents[2]
COPIED = ("automation", "fixtures", "mock_server", "pages", "report", "runner", "tests", "validation")
TIMEOUT_S = 100


@dataclass(frozen=True)
class Break:
    """One row of the table, as `breaks.toml` describes it."""

    breaks: str
    turns_red: str
    file: str
    find: str
    put: str
    tests: list[str]


BREAKS = [
    Break(**row) for row in tomllib.loads(Path(__file__).with_name("breaks.toml").read_text(encoding="utf-8"))["break"]
]


def test_table_of_contributing_has_these_breaks() -> None:
    section = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("| Break | Turns red |\n")[2]
    rows = re.findall(r"^\| (.+) \| (.+) \|$", section.partition("\n\n")[0], re.MULTILINE)

    assert rows == [(row.breaks, row.turns_red) for row in BREAKS]


@pytest.mark.timeout(TIMEOUT_S + 20)
@pytest.mark.parametrize("row", BREAKS, ids=lambda row: row.turns_red)
def test_break_turns_its_tests_red(row: Break, checkout: Path) -> None:
    file = checkout / row.file
    broken, count = re.subn(row.find, row.put, file.read_text(encoding="utf-8"))
    assert count == 1, f"This row of tests/breaks/breaks.toml does not apply any more: {row.breaks} ({row.file})"
    file.write_text(broken, encoding="utf-8")

    exit_code, outcomes = _run_tests(checkout, row.tests)

    assert {name for name, outcome in outcomes if outcome == "failed"} == {test.partition("[")[0] for test in row.tests}
    assert exit_code == pytest.ExitCode.TESTS_FAILED
    assert "error" not in {outcome for _, outcome in outcomes}


@pytest.mark.timeout(TIMEOUT_S + 20)
def test_without_a_break_these_tests_are_green(checkout: Path) -> None:
    exit_code, outcomes = _run_tests(checkout, [test for row in BREAKS for test in row.tests])

    assert {outcome for _, outcome in outcomes} == {"passed"}
    assert exit_code == pytest.ExitCode.OK


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the checkout, which a test may break."""
    for name in ("conftest.py", "guide.toml", "pyproject.toml"):
        shutil.copy2(PROJECT / name, tmp_path)
    for name in COPIED:
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("node_modules", "clients"))
    return tmp_path


def _run_tests(checkout: Path, tests: list[str]) -> tuple[int, Counter[tuple[str, str]]]:
    """Runs tests of a checkout. Returns the exit code, and how many cases of each test had which outcome."""
    # Neither this run's workers nor its measuring of coverage are the other run's.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV"))}
    results = checkout / "results.xml"
    process = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            *map(_node_id, tests),
            f"--junitxml={results}",
            "-p",
            "no:cacheprovider",
            "--quiet",
        ],
        cwd=checkout,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=TIMEOUT_S,
        check=False,
    )
    assert results.exists(), process.stdout + process.stderr
    outcomes = Counter((_test_of(case), _outcome_of(case)) for case in ET.parse(results).iter("testcase"))
    return process.returncode, outcomes


def _node_id(test: str) -> str:
    """Returns the id of a test as pytest writes it: with Cyrillic letters of parameters escaped."""
    return test.encode("unicode_escape").decode("ascii")


def _test_of(case: ET.Element) -> str:
    """Returns the id of a case's test, without the case's parameters."""
    return f"{case.attrib['classname'].replace('.', '/')}.py::{case.attrib['name'].partition('[')[0]}"


def _outcome_of(case: ET.Element) -> str:
    outcomes = {"failure": "failed", "error": "error", "skipped": "skipped"}
    return next((outcomes[child.tag] for child in case if child.tag in outcomes), "passed")
