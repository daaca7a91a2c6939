"""`target init` as a person starts it: what it asks, what it refuses, what it leaves."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from automation.target import TargetError, read_target
from tests.browser.made_journals import JOURNAL, run_journal

PROJECT = Path(__file__).parents[2]


def run_init(folder: Path, *arguments: str, password: str | None = "secret", stdin: str = "") -> tuple[int, str, str]:
    """Runs the command in the folder; returns its exit code, output and errors."""
    env = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}
    env.pop("JOURNAL_PASSWORD", None)
    if password:
        env["JOURNAL_PASSWORD"] = password
    process = subprocess.run(
        [sys.executable, "-m", "automation", "target", "init", *arguments],
        cwd=folder, env=env, input=stdin, capture_output=True, encoding="utf-8", timeout=200,
    )  # fmt: skip
    assert "Traceback" not in process.stderr
    return process.returncode, process.stdout, process.stderr


def test_file_is_written_where_the_command_stands_and_holds_no_password(tmp_path: Path) -> None:
    with run_journal(JOURNAL) as address:
        code, output, errors = run_init(tmp_path, address, "--login=ivanova", "--organization-id=5")
    assert code == 1, output + errors
    text = (tmp_path / "vendor.toml").read_text(encoding="utf-8")
    assert 'password_variable = "JOURNAL_PASSWORD"' in text
    assert "secret" not in text.replace("secret_variable", "") + output + errors
    assert '✓ messenger = "Мессенджер"' in output
    assert "client: ключа нет" in output
    os.environ["JOURNAL_PASSWORD"] = "x"
    with pytest.raises(TargetError):
        read_target(tmp_path / "vendor.toml")
    del os.environ["JOURNAL_PASSWORD"]


def test_without_a_login_the_sign_in_page_is_described(tmp_path: Path) -> None:
    with run_journal(JOURNAL) as address:
        code, output, _ = run_init(tmp_path, f"{address}/", "--out=my.toml", password=None)
    assert code == 1
    assert "добавьте --login" in output
    assert 'sign_in = "Войти"' in (tmp_path / "my.toml").read_text(encoding="utf-8")


def test_file_that_is_there_is_kept_without_force(tmp_path: Path) -> None:
    (tmp_path / "vendor.toml").write_text("mine", encoding="utf-8")
    code, _, errors = run_init(tmp_path, "http://127.0.0.1:9/")
    assert code == 2
    assert errors.startswith("Ошибка: vendor.toml: файл уже есть")
    assert "--force" in errors
    assert (tmp_path / "vendor.toml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["ftp://a.test/"], "нужен адрес страницы входа"),
        (
            ["http://127.0.0.1:9/", "--basic-user=a", "--basic-password-variable=NOBODY_SET_THIS"],
            "NOBODY_SET_THIS не задана",
        ),
        (["http://127.0.0.1:9/", "--basic-user=a"], "basic_password_variable"),
        (["http://127.0.0.1:9/", "--login=ivanova"], "JOURNAL_PASSWORD не задана"),
    ],
)
def test_what_cannot_be_begun_is_one_line_and_no_file(tmp_path: Path, arguments: list[str], complaint: str) -> None:
    code, _, errors = run_init(tmp_path, *arguments, password=None)
    (line,) = [line for line in errors.splitlines() if line.startswith("Ошибка")]
    assert (code, complaint in line) == (2, True), errors
    assert list(tmp_path.iterdir()) == []


def test_silent_journal_is_one_line_and_the_earlier_file_stays(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    (tmp_path / "vendor.toml").write_text("mine", encoding="utf-8")
    code, _, errors = run_init(tmp_path, address, "--force")
    assert code == 2
    assert errors.startswith(f"Ошибка: {address}: ")
    assert errors.count("\n") == 1
    assert (tmp_path / "vendor.toml").read_text(encoding="utf-8") == "mine"
