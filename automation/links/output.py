"""Writes a review of links as a page, a workbook and JSON: all whole, or none."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from automation.atomic_files import open_replacements
from automation.links import page, workbook
from automation.links.results import LinkReview, LinkStatus

_NAME = "links-check"
_SUFFIXES = (".html", ".xlsx", ".json")


def list_report_paths(out: Path) -> list[Path]:
    """Returns the page, the workbook and the JSON file: in the folder, or beside the .xlsx that `out` names."""
    stem = out.with_suffix("") if out.suffix.lower() == ".xlsx" and not out.is_dir() else out / _NAME
    return [stem.with_name(f"{stem.name}{suffix}") for suffix in _SUFFIXES]


def build_log_path(out: Path) -> Path:
    """Returns where the answers of a run are kept until it is finished."""
    html = list_report_paths(out)[0]
    return html.with_name(f"{html.stem}.unfinished.jsonl")


def write_reports(out: Path, review: LinkReview) -> None:
    """Replaces the files; creates their folder if there is none. Raises OSError, and then replaces none.

    They hold names, so only their owner may read them.
    """
    checked_at = datetime.now().astimezone()
    with open_replacements(list_report_paths(out), private=True) as (html, xlsx, data):
        html.write_text(page.render_page(review, checked_at, list_report_paths(out)[1].name), encoding="utf-8")
        workbook.write_workbook(review, checked_at, xlsx)
        data.write_text(json.dumps(build_json(review, checked_at), ensure_ascii=False), encoding="utf-8")


def build_json(review: LinkReview, checked_at: datetime) -> dict[str, Any]:
    """Returns what the JSON file holds; `linked` of a person is null where it could not be found out."""
    counts = review.count()
    return {
        "made": checked_at.isoformat(timespec="seconds"),
        "journal": review.source,
        "roster": review.roster,
        "counts": {status.value: counts[status] for status in LinkStatus},
        "people": [
            {"status": result.status.value, **{column.key: column.value(result) for column in review.columns}}
            for result in review.results
        ],
        "notes": list(review.notes),
    }
