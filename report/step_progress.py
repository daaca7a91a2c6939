"""`--walk`: shows the guide's steps in the terminal as they happen."""

import shutil
from collections.abc import Generator
from typing import Any

import pytest

from pages.steps import Step, observe
from report.masking import mask
from report.run_record import find_outcome_reason
from report.titles import read_item_title

_MIN_TITLE_WIDTH = 20


class StepProgress:
    """A pytest plugin in place of pytest's own progress: a heading per test, a line per step."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._plugins = config.pluginmanager
        self._finished = False

    def pytest_sessionstart(self) -> None:
        if reporter := self._plugins.getplugin("terminalreporter"):
            reporter.showfspath = False

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._write_line("")
        self._write_line(read_item_title(item), bold=True)
        with observe(self):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_report_teststatus(self) -> Generator[None, Any, Any]:
        category, *letter_and_word = yield
        return category, *(letter_and_word if self._finished else ("", ""))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        self._finished = True  # pytest's summary, which follows, is shown as it is

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._write_line(f"  ✗ {find_outcome_reason(report).partition(chr(10))[0]}", red=True)

    def started(self, step: Step) -> None:
        pass

    def finished(self, step: Step, seconds: float, error: BaseException | None) -> None:
        if step.requirement:
            start = f" {step.requirement:<7}  "
            time = f"  {seconds:.2f} с".replace(".", ",")
            width = shutil.get_terminal_size().columns - len("  ✓" + start + time) - 1
            sign = self._paint("✗", red=True) if error else self._paint("✓", green=True)
            self._write_line(f"  {sign}{start}{_fit(mask(step.title), width)}{time}")

    def _paint(self, text: str, **markup: bool) -> str:
        return self._config.get_terminal_writer().markup(text, **markup)

    def _write_line(self, line: str, **markup: bool) -> None:
        if reporter := self._plugins.getplugin("terminalreporter"):
            with self._plugins.getplugin("capturemanager").global_and_fixture_disabled():
                reporter.write_line(line, **markup)


def _fit(text: str, width: int) -> str:
    width = max(width, _MIN_TITLE_WIDTH)
    fitting = text if len(text) <= width else text[: width - 1].rstrip() + "…"
    return fitting.ljust(width)
