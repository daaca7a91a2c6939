"""Collects how the checks of a vendor's journal end, and writes the verdict when the run does."""

import hashlib
import os
import platform
import time
from collections import defaultdict
from collections.abc import Generator, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

import pytest

from automation import __version__
from automation.target import TargetFile
from report.collector import make_report_folder
from report.masking import mask
from validation.catalogue import Check, Checks, Text
from validation.expected import Expected, judge
from validation.verdict import CheckResult, CheckStatus, Verdict, write

_IN_TURN = ("failed", "warning", "not-checked", "skipped", "passed")
"""Of the tests of one check, the one whose end says most comes first."""
_OF_PYTEST = {"not-checked": "skipped"}
_EXIT_CODES = {
    "passed": pytest.ExitCode.OK,
    "failed": pytest.ExitCode.TESTS_FAILED,
    "incomplete": pytest.ExitCode.INTERRUPTED,
}


class VerdictCollector:
    """A pytest plugin that listens where pytest tells the user: in the one process, or in xdist's controller.

    Raises `pytest.UsageError` before the first test when the folder cannot be written to.
    """

    def __init__(
        self, checks: Checks, target: Path, file: TargetFile, expected: Sequence[Expected], known: bytes, folder: Path
    ) -> None:
        self._checks = checks
        self._file = file
        self._expected = expected
        self._folder = folder
        self._configuration = hashlib.sha256(target.read_bytes() + known).hexdigest()[:16]
        self._ends: dict[str, dict[str, Any]] = defaultdict(lambda: {"outcome": "", "duration": 0.0, "told": {}})
        self._check_of: dict[str, str] = {}
        self._seen: dict[str, str] = {}
        self._broken_off: Text | None = None
        self._last_words = ""
        self._stopped = False
        """Whether a check has ended the run, for nothing answers any more."""

    def pytest_sessionstart(self) -> None:
        self._started = datetime.now().astimezone()
        self._start = time.perf_counter()
        make_report_folder(self._folder)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told = getattr(report, "check", None)
        if told is None:
            if report.failed and report.when not in ("setup", "call", "teardown"):  # of xdist: its worker has died
                self._break_off(f"процесс умер на {report.nodeid}", f"a process died at {report.nodeid}")
            return
        end = self._ends[report.nodeid]
        self._check_of[report.nodeid] = told["id"]
        end["duration"] += report.duration
        self._seen |= {name: told[name] for name in ("window", "browser") if told.get(name)}
        if told.get("silent"):
            self._stopped = True
            self._break_off(f"проверка прервана: {told['silent']}", f"the run broke off: {told['silent']}")
        if report.failed:
            end |= {"outcome": "failed", "told": told, "detail": report.longreprtext}
        elif report.skipped and end["outcome"] not in ("failed", "not-checked"):
            outcome = "not-checked" if told.get("not_checked") else "skipped"
            end |= {"outcome": "failed" if hasattr(report, "wasxfail") else outcome, "told": told}
        elif report.passed and report.when == "call":
            end |= {"outcome": "passed", "told": told}

    def pytest_keyboard_interrupt(self) -> None:
        self._break_off("проверка прервана", "the run was interrupted")

    def _break_off(self, ru: str, en: str) -> None:
        """Remember the first reason why the run is incomplete."""
        self._broken_off = self._broken_off or Text(ru, en)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> Generator[None]:
        try:
            yield
        except OSError as error:  # junit.xml
            self._complain(session, error)
            return
        if self._ends:
            self._finish(session, exitstatus)

    def give_up(self, item: pytest.Item, seconds: float) -> NoReturn:
        """Write the verdict and end this process: a check has not ended in time, and nothing else can end it.

        Called in a thread of its own.
        """
        try:
            self._note_hanging(item, seconds)
            self._write()
        except OSError as error:
            self._last_words = self._unwritable(error)
        finally:
            if capture := item.config.pluginmanager.get_plugin("capturemanager"):
                capture.suspend_global_capture(in_=True)
            terminal = item.config.get_terminal_writer()
            terminal.line()
            terminal.line(self._last_words, flush=True)
            os._exit(pytest.ExitCode.INTERRUPTED)

    def _note_hanging(self, item: pytest.Item, seconds: float) -> None:
        ru, en = f"не закончилась за {seconds:g} с", f"has not ended in {seconds:g} s"
        (self._check_of[item.nodeid],) = [name for mark in item.iter_markers("requirement") for name in mark.args]
        end = self._ends[item.nodeid]
        if end["outcome"] != "failed":
            end |= {"outcome": "not-checked", "told": {"reason": [f"не проверено: {ru}", f"not checked: {en}"]}}
        self._break_off(f"проверка прервана: {item.nodeid} {ru}", f"the run broke off: {item.nodeid} {en}")

    def _finish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            self._break_off("проверка прервана", "the run broke off")
        try:
            outcome = self._write()
        except OSError as error:
            self._complain(session, error)
            return
        # What failed beside the checks, such as a process of xdist's, is no failure of the journal.
        beside = exitstatus == pytest.ExitCode.TESTS_FAILED and outcome == "incomplete"
        stopped = exitstatus == pytest.ExitCode.INTERRUPTED and self._stopped
        if exitstatus == pytest.ExitCode.OK or beside or stopped:
            session.exitstatus = _EXIT_CODES[outcome]

    def _write(self) -> str:
        """Write the verdict; returns its outcome. Raises OSError."""
        results, complaints = judge(
            [self._result(check) for check in self._checks.checks.values()],
            list(self._expected),
            self._started.date(),
        )
        if broken := [result.reason for result in results if result.not_checked and result.reason]:
            count, why = len(broken), broken[0]
            self._break_off(f"не проверено: {count}. {why.ru}", f"not checked: {count}. {why.en}")
        verdict = Verdict(
            target=self._file.name or "",
            journal=mask(self._file.journal or ""),
            services=self._file.services,
            protocol=self._file.protocol,
            window=self._seen.get("window"),
            started=self._started,
            duration_s=time.perf_counter() - self._start,
            suite_version=__version__,
            versions=self._versions(),
            configuration=self._configuration,
            sections=self._checks.sections,
            results=results,
            broken_off=self._broken_off,
            complaints=complaints,
        )
        write(verdict, self._folder)
        self._last_words = "\n".join([*_in_words(verdict), f"Заключение: {self._folder / 'index.html'}"])
        return verdict.outcome

    def _complain(self, session: pytest.Session, error: OSError) -> None:
        self._last_words = self._unwritable(error)
        session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def _unwritable(self, error: OSError) -> str:
        return f"ERROR: the verdict cannot be written to {self._folder}: {error.strerror or error}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._last_words:
            terminalreporter.write_line(self._last_words)

    def _result(self, check: Check) -> CheckResult:
        ends = {nodeid: self._ends[nodeid] for nodeid, name in self._check_of.items() if name == check.id}
        told: dict[str, Any] = next(
            (end["told"] for name in _IN_TURN for end in ends.values() if end["outcome"] == name), {}
        )
        outcomes = {end["outcome"] for end in ends.values()}
        status = _status(check, outcomes)
        seen = Text(*told["seen"]) if "seen" in told else None
        return CheckResult(
            check=check,
            status=status,
            duration_s=sum(end["duration"] for end in ends.values()),
            tests=[
                (nodeid, _OF_PYTEST.get(end["outcome"], end["outcome"]), end["duration"])
                for nodeid, end in ends.items()
            ],
            reason=Text(*told["reason"]) if "reason" in told and status == "skipped" else None,
            expected=check.proves if seen else None,
            seen=seen,
            exchange=told.get("exchange", []),
            screenshot=told.get("screenshot"),
            detail=next((end["detail"] for end in ends.values() if end.get("detail")), ""),
            not_checked="not-checked" in outcomes and status == "skipped",
        )

    def _versions(self) -> dict[str, str]:
        return {
            "Python": platform.python_version(),
            "Playwright": version("playwright"),
            "pytest": version("pytest"),
            "browser": self._seen.get("browser", ""),
            "platform": f"{platform.system()} {platform.machine()}",
        }


def _status(check: Check, outcomes: set[str]) -> CheckStatus:
    """What the outcomes of a check's tests make of it: the worst that happened."""
    if "failed" in outcomes:
        return "failed" if check.severity == "must" else "warning"
    if "not-checked" in outcomes:
        return "skipped"
    return "passed" if "passed" in outcomes else "skipped" if "skipped" in outcomes else "not-run"


def _in_words(verdict: Verdict) -> list[str]:
    """The failures, warnings and checks broken off, a line each, and how many checks ended how."""
    signs = {"failed": "✗", "warning": "!"}
    lines = [
        f"  {signs[each.status]} {each.check.id:<6} {each.check.title.ru}: {each.seen.ru if each.seen else ''}"
        for each in verdict.results
        if each.status in signs
    ]
    lines += [
        f"  ? {each.check.id:<6} {each.check.title.ru}: {each.reason.ru if each.reason else ''}"
        for each in verdict.results
        if each.not_checked
    ]
    names = {
        "passed": "пройдено",
        "failed": "не пройдено",
        "warning": "предупреждений",
        "expected": "ожидаемых отказов",
        "skipped": "пропущено",
    }
    counts = {name: sum(result.status == name for result in verdict.results) for name in names}
    lines += [f"  ! {complaint.ru}" for complaint in verdict.complaints]
    lines.append(", ".join(f"{names[name]}: {count}" for name, count in counts.items() if count))
    if verdict.outcome == "incomplete":
        reason = verdict.broken_off.ru if verdict.broken_off else "ни одна обязательная проверка не пройдена"
        lines.append(f"Заключение неполное: {reason}")
    return lines
