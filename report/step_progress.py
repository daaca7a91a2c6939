"""`--walk`: tells the guide's steps in the terminal as they happen."""

import shutil
from collections.abc import Generator
from typing import Any

import pytest

from pages.steps import Step, observe
from report.masking import mask
from report.page import reason


class StepProgress:
    """A pytest plugin that takes the place of pytest's own progress: a heading a test, a line a step."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._plugins = config.pluginmanager
        self._over = False

    def pytest_sessionstart(self) -> None:
        if reporter := self._plugins.getplugin("terminalreporter"):
            reporter.showfspath = False

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._say("")
        self._say(title(item), bold=True)
        with observe(self):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_report_teststatus(self) -> Generator[None, Any, Any]:
        category, *shown = yield
        return category, *(shown if self._over else ("", ""))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        self._over = True  # pytest's summary, which follows, is shown as it is

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._say(f"  ✗ {reason(report).partition(chr(10))[0]}", red=True)

    def started(self, step: Step) -> None:
        pass

    def finished(self, step: Step, seconds: float, error: BaseException | None) -> None:
        if step.requirement:
            start = f" {step.requirement:<7}  "
            time = f"  {seconds:.2f} с".replace(".", ",")
            room = shutil.get_terminal_size().columns - len("  ✓" + start + time) - 1
            mark = self._paint("✗", red=True) if error else self._paint("✓", green=True)
            self._say(f"  {mark}{start}{_fit(mask(step.title), room)}{time}")

    def _paint(self, text: str, **markup: bool) -> str:
        return self._config.get_terminal_writer().markup(text, **markup)

    def _say(self, line: str, **markup: bool) -> None:
        reporter = self._plugins.getplugin("terminalreporter")
        if reporter:
            with self._plugins.getplugin("capturemanager").global_and_fixture_disabled():
                reporter.write_line(line, **markup)


def title(item: pytest.Item) -> str:
    """What a person calls the test: the first line of its docstring, else its name, and its parameters."""
    function = getattr(item, "function", None)
    name = (getattr(function, "__doc__", None) or "").strip().partition("\n")[0].rstrip(".")
    name = name or getattr(item, "originalname", None) or item.name
    call = getattr(item, "callspec", None)
    given = call.id.removeprefix(str(call.params.get("browser_name", ""))).strip("-") if call else ""
    return f"{name} · {given}" if given else name


def _fit(text: str, width: int) -> str:
    width = max(width, 20)
    shown = text if len(text) <= width else text[: width - 1].rstrip() + "…"
    return shown.ljust(width)
