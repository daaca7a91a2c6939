"""A copy of the checkout, which a test may break, and runs of its tests."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

PROJECT = Path(__file__).parents[2]
COPIED = ("automation", "fixtures", "mock_server", "pages", "report", "runner", "tests", "validation")
# Bytecode that another worker writes at the moment has a temporary name, and is gone when it should be copied.
NOT_COPIED = shutil.ignore_patterns("node_modules", "clients", "*.pyc.*")
OUTCOMES = {"failure": "failed", "error": "error", "skipped": "skipped"}


@dataclass(frozen=True)
class CaseResult:
    """How one case of a test has ended; `message` is all that a failure says."""

    test: str
    outcome: str
    message: str


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the checkout."""
    return copy_checkout(tmp_path)


def copy_checkout(folder: Path) -> Path:
    """Copies into the folder what a run of the tests needs."""
    for name in ("conftest.py", "guide.toml", "pyproject.toml"):
        shutil.copy2(PROJECT / name, folder)
    for name in COPIED:
        shutil.copytree(PROJECT / name, folder / name, ignore=NOT_COPIED)
    return folder


def run_tests(
    checkout: Path, tests: list[str], timeout_s: int, *options: str
) -> tuple[subprocess.CompletedProcess[str], list[CaseResult]]:
    """Runs tests of a checkout; returns the run, and how each case has ended."""
    # Neither this run's workers nor its measuring of coverage are the other run's.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV"))}
    results = checkout / "results.xml"
    arguments = [*tests, f"--junitxml={results}", "-p", "no:cacheprovider", "--quiet", *options]
    process = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=checkout,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout_s,
        check=False,
    )
    cases = list(ET.parse(results).iter("testcase")) if results.exists() else []
    return process, [_read_case(case) for case in cases]


def _read_case(case: ET.Element) -> CaseResult:
    ended = next((child for child in case if child.tag in OUTCOMES), None)
    message = "" if ended is None else f"{ended.get('message', '')}\n{ended.text or ''}"
    outcome = "passed" if ended is None else OUTCOMES[ended.tag]
    properties = {row.get("name"): row.get("value", "") for row in case.iterfind("properties/property")}
    name = properties.get("test", case.attrib["name"])  # the name of a test case is the title of its test
    return CaseResult(f"{case.attrib['classname'].replace('.', '/')}.py::{name}", outcome, message)
