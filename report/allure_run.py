"""What Allure shows of a run as a whole: its environment, and the categories of its failures."""

import json
import platform
from collections.abc import Generator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from automation import __version__
from automation.atomic_files import open_replacements
from mock_server.error_texts import describe_os_error
from report.masking import mask

# Words of messages, which are ours to choose: what they do not tell is the product's failure, or the test's error.
_STAND = (
    r"net::ERR_|NS_ERROR_|ECONNREFUSED|Connection refused|ConnectError|ConnectTimeout|Name or service not known"
    r"|getaddrinfo|BrowserType\.launch|Executable doesn't exist|BrowserNotFoundError|SetupError|TargetError"
    r"|context or browser has been closed"
)
_SANDBOX = r"SandboxError|SandboxClientError|ControlError|mock_server\."
_FAILED = ("failed", "broken")


class AllureRun:
    """A pytest plugin of the process that hears of every test: writes beside Allure's results what all have in common.

    `target` is the name of what is tested, where the tests do not tell it.
    """

    def __init__(self, folder: Path, target: str) -> None:
        self._folder = folder
        self._target = target
        self._browser = ""
        self._last_line = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._target = getattr(report, "target", self._target)
        self._browser = getattr(report, "browser", self._browser)

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        yield
        try:
            self._write()
        except OSError as error:
            self._last_line = f"Ошибка: сведения для Allure не записать в {self._folder}: {describe_os_error(error)}"
            session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._last_line:
            terminalreporter.write_line(self._last_line)

    def _write(self) -> None:
        environment = {
            "target": mask(self._target),
            "suite": __version__,
            "browser": self._browser,
            "python": platform.python_version(),
            "playwright": version("playwright"),
            "pytest": version("pytest"),
            "platform": f"{platform.system()} {platform.machine()}",
        }
        texts = {
            "environment.properties": format_environment(environment),
            "categories.json": _to_json(list_categories()),
            "allurerc.json": _to_json(_build_allure_config(f"Привязка к Сферуму: {environment['target']}")),
        }
        with open_replacements([self._folder / name for name in texts], private=False) as files:
            for file, text in zip(files, texts.values(), strict=True):
                file.write_text(text, encoding="utf-8")


def list_categories() -> list[dict[str, object]]:
    """Returns Allure's categories: each failure is in one, of the stand, the sandbox, the product or the test.

    The patterns are both Java's (Allure 2) and JavaScript's (Allure 3, which reads them in `allurerc.json`).
    """
    stand, sandbox = rf"^[\s\S]*(?:{_STAND})[\s\S]*$", rf"^(?![\s\S]*(?:{_STAND}))[\s\S]*(?:{_SANDBOX})[\s\S]*$"
    neither = rf"^(?![\s\S]*(?:{_STAND}|{_SANDBOX}))[\s\S]*$"
    return [
        {"name": "Стенд", "matchedStatuses": [*_FAILED], "messageRegex": stand},
        {"name": "Песочница", "matchedStatuses": [*_FAILED], "messageRegex": sandbox},
        {"name": "Продукт", "matchedStatuses": ["failed"], "messageRegex": neither},
        {"name": "Тест", "matchedStatuses": ["broken"], "messageRegex": neither},
    ]


def format_environment(environment: Mapping[str, str]) -> str:
    """Returns `environment.properties`, which Java reads as Latin letters: others are escaped."""
    lines = [f"{name}={' '.join(value.split())}\n" for name, value in environment.items() if value]
    return "".join(line.replace("\\", r"\\").encode("ascii", "backslashreplace").decode() for line in lines)


def _build_allure_config(name: str) -> dict[str, Any]:
    """Returns the configuration of Allure 3: `allure generate --config …/allurerc.json`."""
    awesome = {"options": {"groupBy": ["feature", "story"], "reportLanguage": "ru"}}
    return {"name": name, "categories": list_categories(), "plugins": {"awesome": awesome}}


def _to_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
