"""Writes the findings as a workbook, a page and JSON: all whole, or none."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from automation.atomic_files import open_replacements
from automation.statistics import page, workbook
from automation.statistics.findings import Finding, StatisticsReview
from automation.statistics.rows import Problem, Reading, Row

NAME = "statistics-check"
SUFFIXES = (".html", ".xlsx", ".json")


def list_report_paths(folder: Path) -> list[Path]:
    """Returns the files that `write` replaces: the page, the workbook, the JSON file."""
    return [folder / f"{NAME}{suffix}" for suffix in SUFFIXES]


def write_reports(
    folder: Path, review: StatisticsReview, reports: Sequence[Reading], problems: Sequence[Problem]
) -> None:
    """Replaces the files in the folder, which it creates if there is none. Raises OSError, and then replaces none.

    They hold names, so only their owner may read them.
    """
    checked_at = datetime.now().astimezone()
    with open_replacements(list_report_paths(folder), private=True) as (html, xlsx, data):
        html.write_text(page.render_page(review, reports, problems, checked_at), encoding="utf-8")
        workbook.write_workbook(review, reports, problems, xlsx)
        data.write_text(
            json.dumps(build_json(review, reports, problems, checked_at), ensure_ascii=False), encoding="utf-8"
        )


def build_json(
    review: StatisticsReview, reports: Sequence[Reading], problems: Sequence[Problem], checked_at: datetime
) -> dict[str, Any]:
    """Returns what the JSON file holds: `found` has null for a kind that could not be checked; dates are ISO 8601."""
    return {
        "made": checked_at.isoformat(timespec="seconds"),
        "reports": [
            {"file": report.file, "rows": len(report.rows), "dates": [day.isoformat() for day in report.dates]}
            for report in reports
        ],
        "people": len(review.people),
        "people_in_reports": review.people_in_reports,
        "types": [count._asdict() for count in review.types],
        "found": {
            kind: None if findings is None else [_build_finding(finding) for finding in findings]
            for kind, findings in review.findings.items()
        },
        "notes": review.notes,
        "problems": [asdict(problem) for problem in problems],
    }


def _build_finding(finding: Finding) -> dict[str, Any]:
    data = _build_row(finding.row)
    if finding.previous:
        data["previous"] = _build_row(finding.previous)
    if finding.group:
        data["group"] = finding.group
    return data


def _build_row(row: Row) -> dict[str, Any]:
    data = row._asdict()
    del data["person"]
    return data | {"date": row.date and row.date.isoformat()}
