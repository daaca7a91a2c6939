"""Collects how tests end, and writes the report when the run does."""

import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from automation import __version__
from automation.guide import Requirement
from mock_server.error_texts import describe_os_error
from report.history import HistoryError
from report.html import link_from
from report.overview import sort_tests
from report.run_output import report_run
from report.run_record import SHARD, RunRecord, ShardRecord, TestRecord, find_outcome_reason


class ReportCollector:
    """A pytest plugin of the process that hears of every test: the one process, or xdist's controller.

    Raises `pytest.UsageError` before the first test when the folder cannot be written to.
    """

    def __init__(
        self,
        catalogue: dict[str, Requirement],
        folder: str,
        *,
        code: str = "",
        target: str = "песочница",
        target_version: str = "",
        history: Path | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._folder = folder
        self._path = Path(folder).absolute()
        self._tests: dict[str, TestRecord] = {}
        self._properties: dict[str, list[tuple[str, object]]] = {}
        self._code = code
        self._target = target
        self._target_version = target_version
        self._history = history
        self._reached_tests = False
        self._broken_off = ""
        self._last_line = ""

    def pytest_sessionstart(self) -> None:
        self._started = datetime.now().astimezone()
        self._start = time.perf_counter()
        make_report_folder(Path(self._folder))
        if self._history:
            make_report_folder(self._history, "--history")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._broken_off = f"Тесты не собрались, ничего не проверялось: ошибка в {report.nodeid}."

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> None:
        self._reached_tests = True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = self._tests.setdefault(report.nodeid, TestRecord(report.nodeid, line=report.location[1] or 0))
        self._properties.setdefault(report.nodeid, report.user_properties)
        self._target = getattr(report, "target", self._target)
        test.duration_s += report.duration
        test.evidence = getattr(report, "evidence", test.evidence)
        if report.when == "teardown":
            traces = [str(value) for name, value in report.user_properties if name == "playwright_trace"]
            test.traces = [link_from(self._path, Path(trace)) for trace in traces]
        if report.failed and test.outcome == "failed":  # what went wrong after the failure neither hides nor moves it
            test.end_message = find_outcome_reason(report)
            test.traceback = f"{test.traceback}\n\n{report.longreprtext}"
        elif report.failed:
            test.failed_in_call = report.when == "call"
            test.outcome = "failed"
            test.message = find_outcome_reason(report)
            test.traceback = report.longreprtext
        elif report.skipped and test.outcome != "failed":
            test.outcome = "skipped"
            test.message = find_outcome_reason(report)
        elif report.passed and report.when == "call":
            test.outcome = "passed"

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        for nodeid, properties in getattr(node, "workeroutput", {}).get("properties", {}).items():
            self._properties[nodeid] = self._properties.get(nodeid) or properties

    def pytest_keyboard_interrupt(self) -> None:
        self._broken_off = self._broken_off or "Запуск прерван: здесь то, что успело выполниться."

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if not self._reached_tests or exitstatus == pytest.ExitCode.USAGE_ERROR:
            return
        run = self._run_record(session.config.stash.get(SHARD, None))
        try:
            report_run(run, self._catalogue, self._path, self._history)
        except HistoryError as error:
            self._last_line = f"Ошибка: {error}"
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
        except OSError as error:
            self._last_line = f"Ошибка: {_describe_unwritable(Path(self._folder), error)}"
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
        else:
            self._last_line = f"Отчёт: {Path(self._folder) / 'index.html'}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._last_line:
            terminalreporter.write_line(self._last_line)

    def _run_record(self, shard: ShardRecord | None = None) -> RunRecord:
        for nodeid, test in self._tests.items():
            properties = self._properties[nodeid]
            test.requirements = [str(value) for name, value in properties if name == "requirement"]
            test.title = next((str(value) for name, value in properties if name == "title"), "")
        return RunRecord(
            suite_version=__version__,
            target=self._target,
            started=self._started,
            duration_s=time.perf_counter() - self._start,
            tests=sort_tests((test for test in self._tests.values() if test.outcome), list(self._catalogue)),
            broken_off=self._broken_off,
            code=self._code,
            target_version=self._target_version,
            shard=shard,
        )


def make_report_folder(folder: Path, option: str = "--report-dir") -> None:
    """Makes the folder that `option` names. Raises `pytest.UsageError` when nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise pytest.UsageError(f"{_describe_unwritable(folder, error)}; укажите другую папку: {option}") from error


def _describe_unwritable(folder: Path, error: OSError) -> str:
    return f"отчёт не записать в {folder}: {describe_os_error(error)}"
