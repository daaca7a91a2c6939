"""What Allure shows of a run as a whole: where it ran, and whose each failure is."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from report.allure_run import AllureRun, format_environment, list_categories
from tests.unit.report.ended_runs import end_run

MESSAGES = [
    ("failed", "AssertionError: Locator expected to be visible\nActual value: None", "Продукт"),
    ("failed", "Failed: привязки нет", "Продукт"),
    ("broken", "playwright._impl._errors.TimeoutError: Locator.click: Timeout 5000ms exceeded", "Тест"),
    ("broken", "KeyError: 'ключа нет'", "Тест"),
    *(("broken", f"{name}: нет", "Песочница") for name in ("mock_server.client.Failure", "ControlError")),
    *(("failed", f"AssertionError: {name}: нет", "Песочница") for name in ("SandboxError", "SandboxClientError")),
    *(
        ("broken", f"SandboxClientError: начало\n{words}\nконец", "Стенд")
        for words in (
            *("net::ERR_NAME_NOT_RESOLVED", "NS_ERROR_UNKNOWN_HOST", "connect ECONNREFUSED", "Connection refused"),
            *("httpx.ConnectError", "httpx.ConnectTimeout", "Name or service not known", "[Errno 11001] getaddrinfo"),
            *("BrowserType.launch: Target", "Executable doesn't exist at", "BrowserNotFoundError", "SetupError"),
            *("automation.target.TargetError", "Target page, context or browser has been closed"),
        )
    ),
]


@pytest.mark.parametrize(("status", "message", "category"), MESSAGES)
def test_each_failure_is_of_one_category(status: str, message: str, category: str) -> None:
    rows: list[dict[str, Any]] = list_categories()
    found = [row for row in rows if status in row["matchedStatuses"] and re.search(row["messageRegex"], message)]
    assert [row["name"] for row in found] == [category]


def test_environment_is_written_as_java_reads_it() -> None:
    assert format_environment({"target": "Жук\nя", "browser": "", "path": "a\\b"}) == (
        "target=\\u0416\\u0443\\u043a \\u044f\npath=a\\\\b\n"
    )


def test_run_is_described_beside_its_results(tmp_path: Path) -> None:
    plugin = AllureRun(tmp_path, "sandbox")
    reports: Any = [SimpleNamespace(target="Stand +7 900 123-45-67", browser="chromium 140"), SimpleNamespace()]
    for report in reports:
        plugin.pytest_runtest_logreport(report)
    assert end_run(plugin) == (0, [])

    environment = (tmp_path / "environment.properties").read_text("ascii")
    assert "target=Stand +7 9** ***-**-67\n" in environment
    assert "browser=chromium 140\n" in environment
    assert {"suite", "python", "playwright", "pytest", "platform"} <= {
        line.partition("=")[0] for line in environment.splitlines()
    }
    names = ["Стенд", "Песочница", "Продукт", "Тест"]
    assert [row["name"] for row in json.loads((tmp_path / "categories.json").read_text("utf-8"))] == names
    config = json.loads((tmp_path / "allurerc.json").read_text("utf-8"))
    assert [row["name"] for row in config["categories"]] == names
    assert config["plugins"]["awesome"]["options"]["groupBy"] == ["feature", "story"]


def test_run_that_cannot_be_described_fails(tmp_path: Path) -> None:
    with patch.object(Path, "replace", side_effect=OSError("disk full")):
        exit_code, (line,) = end_run(AllureRun(tmp_path, "sandbox"))

    assert exit_code == pytest.ExitCode.USAGE_ERROR
    assert line.startswith("Ошибка: сведения для Allure не записать")
