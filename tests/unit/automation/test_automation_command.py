"""`python -m automation`: what holds for every job."""

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner

from automation.__main__ import main

JOBS = {
    "automation.statistics.reviewing.read_report": ("statistics", "check", "report.xlsx"),
    "automation.statistics.download.find_site_address": ("statistics", "download", "--phone", "+79001234567"),
    "automation.links.check.read_accounts": ("links", "check", "roster.xlsx"),
    "validation.target_check.read_target": ("target", "check", __file__),
    "validation.command.read_target": ("validate", __file__),
}


@pytest.mark.parametrize(("broken", "job"), JOBS.items(), ids=[" ".join(job[:2]) for job in JOBS.values()])
@pytest.mark.parametrize("kind", [RuntimeError, ValueError, RecursionError, MemoryError])
def test_job_that_breaks_ends_in_one_line_without_anybodys_data(
    broken: str, job: Sequence[str], kind: type[Exception], monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object) -> NoReturn:
        raise kind("Хазеев Рустем")

    monkeypatch.setattr(broken, fail)
    result = CliRunner().invoke(main, job)
    assert result.exit_code == 2
    [line] = result.stderr.splitlines()
    assert line.startswith(
        f"Ошибка: программа сломалась и не закончила работу: {kind.__name__}, test_automation_command.py:"
    )
    assert result.stdout == ""


def test_target_file_that_cannot_be_read_is_no_verdict(tmp_path: Path):
    file = tmp_path / "target.toml"
    file.write_text("not toml")
    result = CliRunner().invoke(main, ["validate", str(file)])
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
