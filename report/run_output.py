"""Writes all that a run leaves in its folder, and its line in the history."""

from pathlib import Path

from automation.guide import Requirement
from report.history import append_run
from report.page import write_report
from report.run_file import write_run_file
from report.run_record import RunRecord
from report.trend import Trend, build_trend


def report_run(
    run: RunRecord, catalogue: dict[str, Requirement], folder: Path, history: Path | None = None
) -> Trend | None:
    """Writes the page, the data and `run.json`, and adds the run to the history. Raises OSError, HistoryError."""
    trend = build_trend(append_run(history, run)) if history else None
    write_run_file(run, catalogue, folder)
    write_report(run, catalogue, folder, trend)
    return trend
