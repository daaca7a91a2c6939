"""The verdict on a journal, check by check: `requirements.json` for machines, `index.html` in two languages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from report.html import render_html, write_report_files
from validation.catalogue import BilingualText, Check
from validation.sources import list_references

_TEMPLATE = Path(__file__).parent / "templates" / "verdict.html"
_TROUBLES = ("failed", "warning", "expected")
CheckStatus = Literal["passed", "failed", "warning", "skipped", "interrupted", "expected", "not-run"]


@dataclass(frozen=True)
class DecidingRequest:
    """The request by which a check failed, in one line; `altered` says what the check changed in it, if anything."""

    line: str
    altered: BilingualText


@dataclass(frozen=True)
class CheckResult:
    """How a check ended. `failed` is for severity "must" only: others that fail are a `warning`.

    `tests` are (nodeid, outcome, seconds). `reason` says why it or a part of it was skipped, or why its failure is
    expected; `exchange` has one line per request, the oldest first; `screenshot` is a JPEG in base64; `detail` is
    technical. Nothing is masked here: the texts are shown and written as they come.
    """

    check: Check
    status: CheckStatus
    duration_s: float
    tests: list[tuple[str, str, float]]
    reason: BilingualText | None = None
    expected: BilingualText | None = None
    seen: BilingualText | None = None
    exchange: Sequence[str] = ()
    deciding: Sequence[DecidingRequest] = ()
    screenshot: str | None = None
    detail: str = ""
    not_checked: bool = False
    """Whether it was skipped or broken off because of something other than the journal."""


@dataclass(frozen=True)
class Verdict:
    """What a run says of a journal; `results` are in the catalogue's order.

    `window` is how the journal opens VK ID, where that was seen: "popup", "same-tab", "frame". `configuration` is a
    hash of the files that the run was made with. `broken_off` says why the run did not reach its end, `complaints`
    what is wrong with the expected failures.
    """

    target: str
    journal: str
    services: Literal["sandbox", "real"]
    protocol: Literal["oauth", "silent-token"]
    window: str | None
    started: datetime
    duration_s: float
    suite_version: str
    versions: dict[str, str]
    configuration: str
    sections: list[tuple[str, BilingualText]]
    results: list[CheckResult]
    broken_off: BilingualText | None = None
    complaints: Sequence[BilingualText] = ()
    command: str = ""
    """What began the run, but for `--check`."""

    def repeat_command(self, check: Check) -> str:
        """Returns the command that carries out this one check again, as this run did."""
        return f"{self.command} --check {check.id}"

    @property
    def outcome(self) -> Literal["passed", "failed", "incomplete"]:
        """Incomplete: nothing failed, but the run broke off, or no check of severity "must" passed."""
        if self.complaints or any(result.status == "failed" for result in self.results):
            return "failed"
        passed = any(result.status == "passed" and result.check.severity == "must" for result in self.results)
        return "passed" if passed and not self.broken_off else "incomplete"


def write_verdict(verdict: Verdict, folder: Path) -> None:
    """Writes `requirements.json` and `index.html`, each whole or not at all. Raises OSError where it cannot."""
    write_report_files(folder, build_json(verdict), render_page(verdict))


def build_json(verdict: Verdict) -> dict[str, Any]:
    """Returns the verdict as `requirements.json` has it: as of a run by the guide (`report.page`), and more."""
    return {
        "suite_version": verdict.suite_version,
        "target": verdict.target,
        "journal": verdict.journal,
        "services": verdict.services,
        "protocol": verdict.protocol,
        "window": verdict.window,
        "started": verdict.started.isoformat(timespec="seconds"),
        "duration_s": round(verdict.duration_s, 3),
        "versions": verdict.versions,
        "configuration": verdict.configuration,
        "outcome": verdict.outcome,
        "broken_off": _serialize_text(verdict.broken_off),
        "complaints": [_serialize_text(complaint) for complaint in verdict.complaints],
        "requirements": [
            {
                "id": result.check.id,
                "title": result.check.title.ru,
                "severity": result.check.severity,
                "source": result.check.source,
                "status": result.status,
                "reason": _serialize_text(result.reason),
                "expected": _serialize_text(result.expected),
                "seen": _serialize_text(result.seen),
                **(_serialize_help(verdict, result) if result.status in _TROUBLES else {}),
                "tests": [  # with xdist the name of its group comes after @
                    {"nodeid": nodeid.partition("@")[0], "outcome": outcome, "duration_s": round(seconds, 3)}
                    for nodeid, outcome, seconds in result.tests
                ],
            }
            for result in verdict.results
        ],
    }


def render_page(verdict: Verdict) -> str:
    """Returns the verdict as one page that loads nothing from the network; Russian first, English at a click."""
    by_section = [
        (title, [result for result in verdict.results if result.check.section == id]) for id, title in verdict.sections
    ]
    return render_html(
        _TEMPLATE,
        {"references": list_references},
        verdict=verdict,
        counts=Counter(result.status for result in verdict.results),
        sections=[(title, results) for title, results in by_section if results],
        excused=sum(result.status == "expected" and result.check.severity == "must" for result in verdict.results),
    )


def _serialize_text(text: BilingualText | None) -> dict[str, str] | None:
    return asdict(text) if text else None


def _serialize_help(verdict: Verdict, result: CheckResult) -> dict[str, Any]:
    """Returns what a check that did not pass says besides: how to mend it, who demands it, what decided."""
    return {
        "mend": asdict(result.check.mend),
        "references": [asdict(reference) for reference in list_references(result.check.source)],
        "deciding": [asdict(request) for request in result.deciding],
        "repeat": verdict.repeat_command(result.check),
    }
