"""The table of CONTRIBUTING.md, “Break a thing on purpose”, is true: each break turns its tests red."""

import re
import shutil
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.breaks.checkout import PROJECT, run_tests
from tests.breaks.checkout import checkout as checkout

TIMEOUT_S = 250
WEAK_TESTS = """\
import pytest


@pytest.mark.parametrize("number", [1, 2])
def test_weak(number):
    assert number == 2
"""


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
    """Таблица в CONTRIBUTING называет те же поломки."""
    section = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("| Break | Turns red |\n")[2]
    rows = re.findall(r"^\| (.+) \| (.+) \|$", section.partition("\n\n")[0], re.MULTILINE)

    assert rows == [(row.breaks, row.turns_red) for row in BREAKS]


@pytest.mark.parametrize("row", BREAKS, ids=lambda row: row.turns_red)
def test_break_turns_its_tests_red(row: Break, checkout: Path) -> None:
    """Поломка делает красными свои тесты."""
    _apply(row, checkout)

    _expect_outcome(checkout, row.tests, "failed", pytest.ExitCode.TESTS_FAILED)


def test_without_a_break_these_tests_are_green(checkout: Path) -> None:
    """Без поломки эти тесты зелёные."""
    _expect_outcome(checkout, [test for row in BREAKS for test in row.tests], "passed", pytest.ExitCode.OK)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"find": "no such line"}, "matches 0 times"),
        ({"find": "def "}, "matches [2-9] times"),
        ({"file": "report/masking/gone.py"}, "is not in the copy"),
        ({"file": str(PROJECT / "report" / "masking" / "phones.py")}, "is not in the copy"),
        ({"file": "../phones.py"}, "is not in the copy"),
        ({"tests": []}, "names no test"),
    ],
    ids=["no match", "several matches", "no file", "file of the checkout", "file outside", "no tests"],
)
def test_row_that_does_not_apply_is_reported(changes: dict[str, Any], message: str, tmp_path: Path) -> None:
    """О строке таблицы поломок, которую не к чему применить, сообщается."""
    row = replace(next(row for row in BREAKS if row.file == "report/masking/phones.py"), **changes)
    checkout = tmp_path / "checkout"
    (checkout / "report" / "masking").mkdir(parents=True)
    for folder in (tmp_path, checkout / "report" / "masking"):
        shutil.copy2(PROJECT / "report" / "masking" / "phones.py", folder)

    with pytest.raises(AssertionError, match=message) as failure:
        _apply(row, checkout)

    assert row.breaks in str(failure.value)


def test_break_that_turns_nothing_red_is_reported(tmp_path: Path) -> None:
    """О поломке, от которой ничего не покраснело, сообщается."""
    (tmp_path / "test_weak.py").write_text(WEAK_TESTS, encoding="utf-8")

    with pytest.raises(AssertionError, match=r"test_weak\.py::test_weak\[2\] passed"):
        _expect_outcome(
            tmp_path,
            ["test_weak.py::test_weak[1]", "test_weak.py::test_weak[2]"],
            "failed",
            pytest.ExitCode.TESTS_FAILED,
        )
    with pytest.raises(AssertionError, match="not found"):
        _expect_outcome(tmp_path, ["test_weak.py::test_gone"], "failed", pytest.ExitCode.TESTS_FAILED)


def _apply(row: Break, checkout: Path) -> None:
    """Breaks what a row says, in a copy of the checkout and nowhere else."""
    assert row.tests, f"The row «{row.breaks}» of tests/breaks/breaks.toml names no test"
    file = (checkout / row.file).resolve()
    is_copied = file.is_relative_to(checkout.resolve()) and file.is_file()
    assert is_copied, f"The row «{row.breaks}» of tests/breaks/breaks.toml: {row.file} is not in the copy"
    broken, count = re.subn(row.find, row.put, file.read_text(encoding="utf-8"))
    assert count == 1, f"The row «{row.breaks}» of tests/breaks/breaks.toml: `find` matches {count} times in {row.file}"
    file.write_text(broken, encoding="utf-8")


def _expect_outcome(checkout: Path, tests: list[str], outcome: str, exit_code: pytest.ExitCode) -> None:
    """Runs tests of a checkout, and expects of all their cases the same outcome."""
    process, cases = run_tests(checkout, tests, TIMEOUT_S)
    output = process.stdout + process.stderr
    assert cases, output

    differing = [f"{case.test} {case.outcome}" for case in cases if case.outcome != outcome]
    assert not differing, f"{', '.join(differing)}: expected {outcome}\n{output}"
    # A test without its parameters in brackets stands for all of its cases.
    ids = {case.test for case in cases} | {case.test.partition("[")[0] for case in cases}
    assert set(tests) <= ids, output
    assert process.returncode == exit_code, output
