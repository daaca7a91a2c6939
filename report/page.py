"""Writes the report by requirement: `index.html` from templates/report.html, `requirements.json` for machines."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from automation.guide import Requirement
from report.html import TEMPLATES, render_html, write_report_files
from report.overview import group_by_folder, list_slowest
from report.run_record import RunRecord
from report.trend import Trend

Catalogue = dict[str, Requirement]


def write_report(run: RunRecord, catalogue: Catalogue, folder: Path, trend: Trend | None = None) -> None:
    """Writes both files; replaces neither until both are written. Raises OSError."""
    write_report_files(folder, build_json(run, catalogue), render_page(run, catalogue, trend))


def build_json(run: RunRecord, catalogue: Catalogue) -> dict[str, Any]:
    """Returns the contents of `requirements.json`; `started` is ISO 8601 with an offset."""
    return {
        "suite_version": run.suite_version,
        "target": run.target,
        "started": run.started.isoformat(timespec="seconds"),
        "duration_s": round(run.duration_s, 3),
        "requirements": [
            {
                "id": requirement.id,
                "title": requirement.title,
                "severity": requirement.severity,
                "status": run.compute_status(requirement.id),
                "tests": [
                    {
                        "nodeid": test.nodeid,
                        "outcome": test.judge(requirement.id),
                        "duration_s": round(test.duration_s, 3),
                        "title": test.title,
                        "own_steps_s": _round(test.measure(requirement.id)),
                    }
                    for test in run.find_tests(requirement.id)
                ],
            }
            for requirement in catalogue.values()
        ],
        "folders": [
            {"folder": row.folder, **row.counts, "duration_s": round(row.duration_s, 3)}
            for row in group_by_folder(run.tests)
        ],
    }


def _round(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def render_page(run: RunRecord, catalogue: Catalogue, trend: Trend | None = None) -> str:
    """Returns one page that asks the network for nothing: fonts and pictures are inside it.

    It is in Russian, and at a click in English; the guide's words and titles of tests stay as they are.
    """
    filters: dict[str, Callable[..., Any]] = {
        "blocks": _split_quote,
        "status": run.compute_status,
        "linked": lambda text: _link_ids(text, catalogue),
    }
    requirements = catalogue.values()
    return render_html(
        TEMPLATES / "report.html",
        filters,
        run=run,
        trend=trend,
        sections=[(section, list(rows)) for section, rows in groupby(requirements, lambda row: row.section)],
        statuses={requirement.id: run.compute_status(requirement.id) for requirement in requirements},
        counts=Counter(run.compute_status(requirement.id) for requirement in requirements),
        failures=[test for test in run.tests if test.outcome == "failed"],
        folders=group_by_folder(run.tests),
        slowest=list_slowest(run.tests),
    )


def _split_quote(quote: str) -> Iterator[tuple[str, list[Any]]]:
    """Yields a quote's lines as ("text", lines), ("list", items) and ("table", rows of cells)."""

    def kind(line: str) -> str:
        return "list" if line.startswith("- ") else "table" if " | " in line else "text"

    for name, group in groupby(quote.splitlines(), kind):
        lines = list(group)
        if name == "list":
            yield name, [line.removeprefix("- ") for line in lines]
        else:
            yield name, [line.split(" | ") for line in lines] if name == "table" else lines


def _link_ids(text: str, catalogue: Catalogue) -> Markup:
    """Returns the text with the ids in it made links: «Шаг 1 — как A-1»."""
    pieces = re.split(r"\b([A-Z]+-\d\w?)\b", text)
    link = Markup('<a href="#{0}">{0}</a>')
    return Markup().join(link.format(piece) if piece in catalogue else escape(piece) for piece in pieces)
