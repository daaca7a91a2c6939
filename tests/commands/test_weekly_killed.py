"""`statistics weekly`, killed at its worst moments: the folder keeps whole weeks only."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.statistics.statistics_books import DAY, counted

# Kills the process itself, as a power cut would: no handler of ours runs.
_PROGRAM = """
import os, signal, sys
from pathlib import Path
from automation.__main__ import main

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

moment = sys.argv.pop(1)
if moment == "in the letters":
    from automation.weekly import letters
    letters.HtmlTemplate.write_all = die
elif moment == "between the renamings":
    rename = Path.rename
    Path.rename = lambda path, target: die() if path.name.startswith(".unfinished") else rename(path, target)
elif moment == "before the history":
    from automation.weekly import week
    week.write_all_weeks = die
main(prog_name="automation")
"""


def run(moment: str, folder: Path, report: Path) -> int:
    command = [sys.executable, "-c", _PROGRAM, moment, "statistics", "weekly", str(folder), "--report", str(report)]
    return subprocess.run(command, check=False, capture_output=True).returncode


@pytest.mark.parametrize("moment", ["in the letters", "between the renamings", "before the history"])
def test_killed_run_leaves_whole_weeks(tmp_path: Path, moment: str) -> None:
    folder = tmp_path / "school"
    first = counted(tmp_path / "first.xlsx", (1, "Хазеев Рустем", 0, 5, 0))
    second = counted(tmp_path / "second.xlsx", (1, "Хазеев Рустем", 0, 6, 0), (2, "Иванова Мария", 0, 3, 0))
    assert run("never", folder, first) == 1
    assert run(moment, folder, second) == -signal.SIGKILL
    earlier = counted(tmp_path / "earlier.xlsx", (1, "Хазеев Рустем", 1, 5, 0), day=DAY.replace(month=10))

    assert run("never", folder, earlier) == 0
    assert len([path for path in (folder / "weeks").iterdir() if path.name.startswith(".")]) == 0
    weeks = json.loads((folder / "history.json").read_text(encoding="utf-8"))["weeks"]
    assert [week["people"] for week in weeks] == [1, 2 if moment == "before the history" else 1]
    expected = second if moment == "before the history" else first
    assert (folder / "weeks" / weeks[-1]["week"] / "report.xlsx").read_bytes() == expected.read_bytes()
    letters = folder / "weeks" / weeks[-1]["week"] / "letters"
    assert len(list(letters.iterdir())) == weeks[-1]["letters"] + 1
