"""What a job shows of its progress."""

import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.unit.statistics.statistics_books import october


def test_progress_is_shown_to_a_terminal(tmp_path: Path):
    report = october(tmp_path / "clean.xlsx", ("Хазеев Рустем", 1, 453, 15))
    out = tmp_path / "out"
    command = [sys.executable, "-m", "automation", "statistics", "check", str(report), "--out", str(out)]
    ours, theirs = pty.openpty()
    try:
        result = subprocess.run(command, stderr=theirs, stdout=subprocess.PIPE, check=True)
        shown = os.read(ours, 10_000).decode()
    finally:
        os.close(theirs)
        os.close(ours)
    assert report.name in shown
    assert "100%" in shown
    assert b"%" not in result.stdout
