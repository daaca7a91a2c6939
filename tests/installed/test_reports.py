"""The installed command and the reports of several runs: shards merged, history, what got worse."""

import pytest

from tests.installed.conftest import Installed

pytestmark = pytest.mark.timeout(900)

TESTS = """
import pytest

@pytest.mark.parametrize("number", range(4))
def test_number(number):
    \"""Число делится на шарды.\"""

def test_mended():
    \"""Файл на месте.\"""
    from pathlib import Path
    assert Path("mended").exists()
"""


@pytest.fixture
def own(installed: Installed) -> Installed:
    """The installed suite in a folder with tests of a person's own, of which one fails until `mended` is there."""
    (installed.folder / "own").mkdir()
    (installed.folder / "own" / "test_own.py").write_text(TESTS, encoding="utf-8")
    return installed


def read_outcomes(installed: Installed, report: str) -> list[tuple[str, str]]:
    """Returns each test of a run and how it ended."""
    return sorted(
        (test["nodeid"], test["outcome"]) for test in installed.read_json(f"{report}/run.json")["run"]["tests"]
    )


def test_two_shards_merged_equal_one_run(own: Installed) -> None:
    """`sferum test --shard 1/2`, `2/2` и `sferum report merge` — то же, что один прогон; без шарда — код 2."""
    runs: dict[str, list[str]] = {"one": [], "first": ["--shard=1/2"], "second": ["--shard=2/2"]}
    for folder, options in runs.items():
        assert own.sferum("test", "own", *options, f"--report-dir={folder}").returncode in (0, 1)
    merged = own.sferum("report", "merge", "first", "second", "--out=merged")
    assert (merged.returncode, "Шардов: 2" in merged.stdout) == (1, True), merged.stdout
    assert read_outcomes(own, "merged") == read_outcomes(own, "one")
    assert len(read_outcomes(own, "merged")) == 5
    assert own.list_names("merged") >= {"index.html", "requirements.json", "junit.xml"}
    assert own.sferum("report", "merge", "first", "--out=half").returncode == 2


def test_runs_are_remembered_and_compared(own: Installed) -> None:
    """`--history` и `sferum report history` показывают нестабильный тест, `sferum report compare` — что стало хуже."""
    run = ("test", "own", "-k", "mended", "--history=history")
    assert own.sferum(*run, "--report-dir=before").returncode == 1
    (own.folder / "mended").touch()
    assert own.sferum(*run, "--report-dir=after").returncode == 0
    shown = own.sferum("report", "history", "history")
    assert shown.returncode == 0, shown.stdout
    assert "test_mended: пройден 1, не пройден 1" in shown.stdout
    assert (own.folder / "history" / "history.html").exists()
    better = own.sferum("report", "compare", "before", "after")
    worse = own.sferum("report", "compare", "after", "before")
    assert (better.returncode, worse.returncode) == (0, 1), better.stdout + worse.stdout
    assert "Стало хуже: 1" in worse.stdout
