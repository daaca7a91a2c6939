"""Runs `python -m automation statistics check` in a folder of the test, and reads what it wrote."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.automation_command import run_automation
from tests.unit.statistics.statistics_books import october

Run = Callable[..., Result]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def run(out: Path) -> Run:
    def run(*arguments: str | Path) -> Result:
        return run_automation("statistics", "check", *arguments, "--out", out)

    return run


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return october(tmp_path / "clean.xlsx", ("Хазеев Рустем", 1, 453, 15))


def read_json(out: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((out / "statistics-check.json").read_text(encoding="utf-8"))
    return data
