"""Writes all that a run leaves in its folder, and its line in the history."""

from pathlib import Path

from automation.guide import Requirement
from report.history import HistoryError, append_run
from report.page import write_report
from report.run_file import write_run_file
from report.run_record import RunRecord
from report.trend import build_trend


def report_run(run: RunRecord, catalogue: dict[str, Requirement], folder: Path, history: Path | None = None) -> None:
    """Adds the run to the history, and writes the page, the data and `run.json`.

    Raises OSError, and HistoryError where the history cannot be read or written: then all the rest is written.
    """
    write_run_file(run, catalogue, folder)
    try:
        trend = build_trend(append_run(history, run)) if history else None
    except HistoryError:
        write_report(run, catalogue, folder)
        raise
    write_report(run, catalogue, folder, trend)
