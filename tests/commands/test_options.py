"""Options and environment variables: what the user gave, and all mistakes in it, a line each."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize(("encoding", "prefix"), [("utf-8", "Ошибка"), ("ascii", "Oshibka")])
def test_run_with_mistakes_ends_with_them(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config, encoding: str, prefix: str
):
    monkeypatch.setenv("PYTHONPATH", str(pytestconfig.rootpath))
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest('pytest_plugins = ["runner.options"]')
    run = pytester.runpytest_subprocess("--sandbox=localhost", "--target=no-such.toml")
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    assert [line.split(":")[:2] for line in run.errlines] == [[prefix, " --sandbox"], [prefix, " --target"]]


TARGET = """
journal = "http://127.0.0.1:2"
client = { id = "7001", callback = "http://127.0.0.1:2/callback" }
organization = { id = 7, title = "Школа" }
[[teachers]]
login = "belova"
password_variable = "PATH"
phone = "+79005550101"
last_name = "Белова"
first_name = "Анна"
"""


def test_mistakes_of_a_validation_are_told_together_before_anything_is_written(tmp_path: Path):
    target, expected, report = tmp_path / "target.toml", tmp_path / "expected.toml", tmp_path / "report"
    target.write_text(TARGET, encoding="utf-8")
    expected.write_text("[[expected]", encoding="utf-8")
    options = [f"--target={target}", f"--expected={expected}", f"--report-dir={report}", "--check=P-98", "--check=P-99"]
    command = [sys.executable, "-m", "pytest", "-n2", "-p", "no:cacheprovider", *options]
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", timeout=250)
    assert (run.returncode, run.stdout) == (pytest.ExitCode.USAGE_ERROR, "")
    assert run.stderr.splitlines() == [
        "Ошибка: --check: в validation/catalogue.toml нет проверки P-98, P-99",
        f"Ошибка: --expected: {expected}, строка 1, столбец 11: это не TOML: заголовок таблицы не закрыт скобкой",
    ]
    assert not report.exists()


@pytest.mark.parametrize(
    ("command", "variable", "code", "line"),
    [
        (["pytest", "tests/unit/runner"], {"SFERUM_WALK": "иногда"}, 4, "SFERUM_WALK: 'иногда' — не да и не нет: "),
        (["pytest", "tests/unit/runner"], {"SFERUM_SANDBOX": "localhost"}, 4, "SFERUM_SANDBOX: 'localhost' — не адрес"),
        (
            ["pytest", "tests/unit/runner"],
            {"SFERUM_CHECK": "P-98 P-99"},
            4,
            "SFERUM_CHECK: в validation/catalogue.toml",
        ),
        (["pytest", "tests/unit/runner"], {"SFERUM_TARGET": "no-such.toml"}, 4, "SFERUM_TARGET: no-such.toml: "),
        (
            ["automation", "validate", "docs/target.toml"],
            {"SFERUM_VALIDATE_WORKERS": "99"},
            2,
            "неверное значение переменной среды SFERUM_VALIDATE_WORKERS: 99 — вне границ 1<=x<=16.",
        ),
        (
            ["mock_server"],
            {"SFERUM_SANDBOX_VK_ID_PORT": "x"},
            2,
            "неверное значение переменной среды SFERUM_SANDBOX_VK_ID_PORT",
        ),
        (
            ["automation", "statistics", "download"],
            {"SFERUM_SANDBOX": "http://127.0.0.1:1", "SFERUM_ADMIN_PHONE": "+79000510001"},
            1,
            "SFERUM_SANDBOX: http://127.0.0.1:1 не отвечает как управление песочницей",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, (list, dict)) else "",
)
def test_bad_variable_is_named_in_one_line(command: list[str], variable: dict[str, str], code: int, line: str):
    run = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=PROJECT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | variable,
        capture_output=True,
        encoding="utf-8",
        timeout=250,
    )
    assert run.returncode == code, run.stderr
    (error,) = [text for text in run.stderr.splitlines() if text.startswith("Ошибка: ")]
    assert error.startswith(f"Ошибка: {line}")
