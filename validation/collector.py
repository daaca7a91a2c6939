"""Collects how the checks of a vendor's journal end, and writes the verdict when the run does."""

import hashlib
import os
import platform
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

import pytest

from automation import __version__
from automation.target import TargetFile
from mock_server.error_texts import describe_os_error
from report.collector import make_report_folder
from report.masking import mask
from validation.catalogue import BilingualText, Catalogue, Check
from validation.expected import ExpectedFailures, apply_expected
from validation.summary import summarize
from validation.verdict import CheckResult, CheckStatus, DecidingRequest, Verdict, write_verdict

_GRAVEST_FIRST = ("failed", "interrupted", "not-checked", "skipped")
"""The outcomes of a check's tests that say why: the first that occurs is the one that the verdict shows."""
_PYTEST_OUTCOMES = {"not-checked": "skipped", "interrupted": "skipped"}
_NOT_CHECKED = {"not-checked", "interrupted"}
_EXIT_CODES = {
    "passed": pytest.ExitCode.OK,
    "failed": pytest.ExitCode.TESTS_FAILED,
    "incomplete": pytest.ExitCode.INTERRUPTED,
}


@dataclass
class _TestEnd:
    """How one test of a check has ended so far."""

    check_id: str
    outcome: str = ""
    duration_s: float = 0.0
    details: dict[str, Any] = field(default_factory=dict)
    """What the plugin says of it: see `validation.plugin`."""
    longrepr: str = ""


class VerdictCollector:
    """A pytest plugin of the process that talks to the user: the only one, or xdist's controller.

    Raises `pytest.UsageError` before the first test when the folder cannot be written to.
    """

    def __init__(
        self, catalogue: Catalogue, file: TargetFile, expected: ExpectedFailures, folder: Path, command: str
    ) -> None:
        self._catalogue = catalogue
        self._file = file
        self._expected = expected
        self._folder = folder
        self._command = command
        self._configuration = hashlib.sha256(file.content + expected.content).hexdigest()[:16]
        self._ends: dict[str, _TestEnd] = {}
        """By nodeid."""
        self._surroundings: dict[str, str] = {}
        """How VK ID opens, and the browser."""
        self._broken_off: BilingualText | None = None
        self._last_words = ""
        self._stopped = False
        """Whether a check has ended the run, because the journal or the sandbox no longer answers."""

    def pytest_sessionstart(self) -> None:
        self._started = datetime.now().astimezone()
        self._start = time.perf_counter()
        make_report_folder(self._folder)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        details = getattr(report, "check", None)
        if details is None:
            if report.failed and report.when not in ("setup", "call", "teardown"):  # of xdist: its worker has died
                self._break_off(f"процесс умер на {report.nodeid}", f"a process died at {report.nodeid}")
            return
        end = self._ends.setdefault(report.nodeid, _TestEnd(details["id"]))
        end.duration_s += report.duration
        self._surroundings |= {name: details[name] for name in ("window", "browser") if details.get(name)}
        if details.get("run_ends"):
            self._stopped = True
            ru, en = details["run_ends"]
            self._break_off(f"проверка прервана: {ru}", f"the run broke off: {en}")
        _add_phase(end, report, details)

    def pytest_keyboard_interrupt(self) -> None:
        self._break_off("проверка прервана", "the run was interrupted")

    def _break_off(self, ru: str, en: str) -> None:
        """Keeps the first reason why the run is incomplete."""
        self._broken_off = self._broken_off or BilingualText(ru, en)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> Generator[None]:
        try:
            yield
        except OSError as error:  # junit.xml
            self._report_unwritable(session, error)
            return
        if self._ends:
            self._finish(session, exitstatus)

    def give_up(self, item: pytest.Item, seconds: float) -> NoReturn:
        """Writes the verdict and ends this process: a check has not ended in time, and nothing else can end it.

        Runs in a thread of its own.
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
        (check_id,) = [name for mark in item.iter_markers("requirement") for name in mark.args]
        end = self._ends.setdefault(item.nodeid, _TestEnd(check_id))
        if end.outcome != "failed":
            end.outcome, end.details = "not-checked", {"reason": [f"не проверено: {ru}", f"not checked: {en}"]}
        self._break_off(f"проверка прервана: {item.nodeid} {ru}", f"the run broke off: {item.nodeid} {en}")

    def _finish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            self._break_off("проверка прервана", "the run broke off")
        try:
            outcome = self._write()
        except OSError as error:
            self._report_unwritable(session, error)
            return
        # A failure beside the checks, such as a process of xdist's that died, is none of the journal's.
        beside = exitstatus == pytest.ExitCode.TESTS_FAILED and outcome == "incomplete"
        stopped = exitstatus == pytest.ExitCode.INTERRUPTED and self._stopped
        if exitstatus == pytest.ExitCode.OK or beside or stopped:
            session.exitstatus = _EXIT_CODES[outcome]

    def _write(self) -> str:
        """Writes the verdict; returns its outcome. Raises OSError."""
        results, complaints = apply_expected(
            [self._result(check) for check in self._catalogue.checks.values()],
            self._expected,
            self._started.date(),
        )
        if reasons := [result.reason for result in results if result.not_checked and result.reason]:
            count, first = len(reasons), reasons[0]
            self._break_off(f"не проверено: {count}. {first.ru}", f"not checked: {count}. {first.en}")
        verdict = Verdict(
            target=self._file.name or "",
            journal=mask(self._file.journal or ""),
            services=self._file.services,
            protocol=self._file.protocol,
            window=self._surroundings.get("window"),
            started=self._started,
            duration_s=time.perf_counter() - self._start,
            suite_version=__version__,
            versions=self._versions(),
            configuration=self._configuration,
            command=self._command,
            sections=self._catalogue.sections,
            results=results,
            broken_off=self._broken_off,
            complaints=complaints,
        )
        write_verdict(verdict, self._folder)
        self._last_words = "\n".join([*summarize(verdict), f"Заключение: {self._folder / 'index.html'}"])
        return verdict.outcome

    def _report_unwritable(self, session: pytest.Session, error: OSError) -> None:
        self._last_words = self._unwritable(error)
        session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def _unwritable(self, error: OSError) -> str:
        return f"Ошибка: заключение не записать в {self._folder}: {describe_os_error(error)}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._last_words:
            terminalreporter.write_line(self._last_words)

    def _result(self, check: Check) -> CheckResult:
        ends = {nodeid: end for nodeid, end in sorted(self._ends.items(), key=_by_way) if end.check_id == check.id}
        details: dict[str, Any] = next(
            (end.details for outcome in _GRAVEST_FIRST for end in ends.values() if end.outcome == outcome), {}
        )
        outcomes = {end.outcome for end in ends.values()}
        status = _choose_status(check, outcomes)
        seen = BilingualText(*details["seen"]) if "seen" in details else None
        return CheckResult(
            check=check,
            status=status,
            duration_s=sum(end.duration_s for end in ends.values()),
            tests=[
                (nodeid, _PYTEST_OUTCOMES.get(end.outcome, end.outcome), end.duration_s) for nodeid, end in ends.items()
            ],
            reason=choose_reason(status, details),
            expected=check.proves if seen else None,
            seen=seen,
            exchange=details.get("exchange", []),
            deciding=[DecidingRequest(line, BilingualText(ru, en)) for line, ru, en in details.get("deciding", [])],
            screenshot=details.get("screenshot"),
            detail=next((end.longrepr for end in ends.values() if end.longrepr), ""),
            not_checked=bool(_NOT_CHECKED & outcomes) and status in ("skipped", "interrupted"),
        )

    def _versions(self) -> dict[str, str]:
        return {
            "Python": platform.python_version(),
            "Playwright": version("playwright"),
            "pytest": version("pytest"),
            "browser": self._surroundings.get("browser", ""),
            "platform": f"{platform.system()} {platform.machine()}",
        }


def _by_way(end: tuple[str, _TestEnd]) -> tuple[int, str]:
    """Puts first what a verdict tells of several tests: those in a class share a longer way than the check's own."""
    nodeid, _ = end
    return nodeid.count("::"), nodeid


def _add_phase(end: _TestEnd, report: pytest.TestReport, details: dict[str, Any]) -> None:
    """Adds the setup, the call or the teardown of the test: what is graver stays."""
    if report.failed:
        end.outcome, end.details, end.longrepr = "failed", details, report.longreprtext
    elif report.skipped and end.outcome not in ("failed", *_NOT_CHECKED):
        end.outcome, end.details = "failed" if hasattr(report, "wasxfail") else _name_skip(details), details
    elif report.passed and report.when == "call":
        end.outcome, end.details = "passed", details


def _name_skip(details: dict[str, Any]) -> str:
    if details.get("interrupted"):
        return "interrupted"
    return "not-checked" if details.get("not_checked") else "skipped"


def choose_reason(status: CheckStatus, details: dict[str, Any]) -> BilingualText | None:
    """Returns why a check was skipped or broken off, or why a part of one that passed could not be carried out."""
    if "reason" not in details or status not in ("passed", "skipped", "interrupted"):
        return None
    reason = BilingualText(*details["reason"])
    if status == "passed":
        return BilingualText(f"проверено не всё: {reason.ru}", f"carried out in part: {reason.en}")
    return reason


def _choose_status(check: Check, outcomes: set[str]) -> CheckStatus:
    """Returns the status of a check whose tests have these outcomes: the worst counts."""
    if "failed" in outcomes:
        return "failed" if check.severity == "must" else "warning"
    if "interrupted" in outcomes:
        return "interrupted"
    if "not-checked" in outcomes:
        return "skipped"
    return "passed" if "passed" in outcomes else "skipped" if "skipped" in outcomes else "not-run"
