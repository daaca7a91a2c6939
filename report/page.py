"""The report of a run by requirement: `requirements.json` for machines, `index.html` for people."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import pytest
from markupsafe import Markup, escape

from automation.guide import Requirement
from report.documents import TEMPLATES, duration, moment, render, replace_file
from report.records import Record, StepRecord

Outcome = Literal["passed", "failed", "skipped"]
Status = Literal["passed", "failed", "skipped", "not-run"]


@dataclass
class Result:
    """How one test ended; `outcome` is None until it has. `message` says why it failed or was skipped."""

    nodeid: str
    title: str = ""
    requirements: list[str] = field(default_factory=list)
    outcome: Outcome | None = None
    duration_s: float = 0.0
    message: str = ""
    traceback: str = ""
    record: Record = field(default_factory=lambda: Record(steps=[], pages=[], sources=[]))

    def steps_of(self, requirement: str) -> list[StepRecord]:
        """The steps that belong to the requirement with all inside them; all steps, if none says so."""
        found: list[StepRecord] = []
        outer = -1
        for step in self.record["steps"]:
            if outer >= 0 and step["depth"] <= outer:
                outer = -1
            if outer < 0 and step["requirement"] == requirement:
                outer = step["depth"]
            if outer >= 0:
                found.append(step)
        return found or self.record["steps"]


@dataclass(frozen=True)
class Run:
    """One run of pytest. `broken_off` says in Russian why it did not reach its end, if it did not."""

    suite_version: str
    target: str
    started: datetime
    duration_s: float
    results: list[Result]
    broken_off: str = ""

    def of(self, requirement: str) -> list[Result]:
        """The tests of the requirement."""
        return [result for result in self.results if requirement in result.requirements]

    def status(self, requirement: str) -> Status:
        """Failed if a test failed, else passed if one passed, else skipped if there were any."""
        outcomes = {result.outcome for result in self.of(requirement)}
        for outcome in ("failed", "passed", "skipped"):
            if outcome in outcomes:
                return outcome
        return "not-run"


def reason(report: pytest.TestReport) -> str:
    """Why the test failed, without the traceback, or why it was skipped."""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2]
    crash = getattr(report.longrepr, "reprcrash", None)
    return crash.message if crash else report.longreprtext


def write(run: Run, catalogue: dict[str, Requirement], folder: Path) -> None:
    """Writes both reports, each whole or not at all. Raises OSError when the folder cannot be written to."""
    data = json.dumps(as_data(run, catalogue), ensure_ascii=False, indent=2)
    page = as_html(run, catalogue)
    replace_file(folder / "requirements.json", data + "\n")
    replace_file(folder / "index.html", page)


def as_data(run: Run, catalogue: dict[str, Requirement]) -> dict[str, Any]:
    """The run as `requirements.json` has it; `started` is ISO 8601 with an offset."""
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
                "status": run.status(requirement.id),
                "tests": [
                    {
                        "nodeid": result.nodeid,
                        "outcome": result.outcome,
                        "duration_s": round(result.duration_s, 3),
                    }
                    for result in run.of(requirement.id)
                ],
            }
            for requirement in catalogue.values()
        ],
    }


def as_html(run: Run, catalogue: dict[str, Requirement]) -> str:
    """The run as one page in Russian that asks the network for nothing: fonts and pictures are inside it."""
    filters: dict[str, Callable[..., Any]] = {
        "seconds": duration,
        "moment": moment,
        "blocks": _blocks,
        "status": run.status,
        "linked": lambda text: _linked(text, catalogue),
    }
    requirements = catalogue.values()
    return render(
        TEMPLATES / "report.html",
        filters,
        run=run,
        sections=[(section, list(rows)) for section, rows in groupby(requirements, lambda row: row.section)],
        statuses={requirement.id: run.status(requirement.id) for requirement in requirements},
        counts=Counter(run.status(requirement.id) for requirement in requirements),
        failures=[result for result in run.results if result.outcome == "failed"],
        others=Counter(result.outcome for result in run.results if not result.requirements),
    )


def _blocks(quote: str) -> Iterator[tuple[str, list[Any]]]:
    """A quote's lines as ("text", lines), ("list", items) and ("table", rows of cells)."""

    def kind(line: str) -> str:
        return "list" if line.startswith("- ") else "table" if " | " in line else "text"

    for name, group in groupby(quote.splitlines(), kind):
        lines = list(group)
        if name == "list":
            yield name, [line.removeprefix("- ") for line in lines]
        else:
            yield name, [line.split(" | ") for line in lines] if name == "table" else lines


def _linked(text: str, catalogue: dict[str, Requirement]) -> Markup:
    """The text with the ids in it made links: «Шаг 1 — как A-1»."""
    pieces = re.split(r"\b([A-Z]+-\d\w?)\b", text)
    link = Markup('<a href="#{0}">{0}</a>')
    return Markup().join(link.format(piece) if piece in catalogue else escape(piece) for piece in pieces)
