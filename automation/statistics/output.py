"""Writes what was found as a workbook, a page and JSON: all whole, or none."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from automation.atomic_files import replacing_all
from automation.statistics import page, workbook
from automation.statistics.findings import Check, Finding
from automation.statistics.rows import Problem, Reading, Row

NAME = "statistics-check"
SUFFIXES = (".html", ".xlsx", ".json")


def paths(folder: Path) -> list[Path]:
    """The files that `write` makes."""
    return [folder / f"{NAME}{suffix}" for suffix in SUFFIXES]


def write(folder: Path, check: Check, reports: Sequence[Reading], problems: Sequence[Problem]) -> None:
    """Replace the files in the folder, which is made if need be. Raises OSError and then leaves no half of any.

    They hold names, so only their owner may read them.
    """
    made = datetime.now().astimezone()
    with replacing_all(paths(folder), private=True) as (html, xlsx, data):
        html.write_text(page.render(check, reports, problems, made), encoding="utf-8")
        workbook.write(check, reports, problems, xlsx)
        data.write_text(json.dumps(as_data(check, reports, problems, made), ensure_ascii=False), encoding="utf-8")


def as_data(check: Check, reports: Sequence[Reading], problems: Sequence[Problem], made: datetime) -> dict[str, Any]:
    """What the JSON file holds. `found` has null for a kind that could not be checked; dates are ISO 8601."""
    return {
        "made": made.isoformat(timespec="seconds"),
        "reports": [
            {"file": report.file, "rows": len(report.rows), "dates": [day.isoformat() for day in report.dates]}
            for report in reports
        ],
        "people": len(check.people),
        "found": {
            kind: None if findings is None else [_finding(finding) for finding in findings]
            for kind, findings in check.found.items()
        },
        "notes": check.notes,
        "problems": [asdict(problem) for problem in problems],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    data = _row(finding.row)
    if finding.previous:
        data["previous"] = _row(finding.previous)
    if finding.group:
        data["group"] = finding.group
    return data


def _row(row: Row) -> dict[str, Any]:
    data = row._asdict()
    del data["person"]
    return data | {"date": row.date and row.date.isoformat()}
