"""Options and environment variables: what the user gave, and all mistakes in it, a line each."""

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
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", timeout=50)
    assert (run.returncode, run.stdout) == (pytest.ExitCode.USAGE_ERROR, "")
    assert run.stderr.splitlines() == [
        "Ошибка: --check: в validation/catalogue.toml нет проверки P-98, P-99",
        f"Ошибка: --expected: {expected}, строка 1, столбец 11: это не TOML: заголовок таблицы не закрыт скобкой",
    ]
    assert not report.exists()
