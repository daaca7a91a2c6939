"""What all programs of the project have in common: output in any encoding, signals, exit codes, lost output."""

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import automation.__main__
import automation.setup
import benchmarks.__main__
import mock_server.command
from automation import codes
from automation.codes import CodeUnavailableError
from automation.target import read_target
from mock_server import cli
from mock_server.cli import Program, ProgramGroup
from mock_server.client import SandboxClient
from mock_server.encoding import register_error_handler
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from tests.unit.statistics.statistics_books import counted
from validation import expected

PROGRAMS = (automation.__main__, automation.setup, benchmarks.__main__, mock_server.command)
NAMES = ["Гөлнара Хәйруллина", "Җәмилә Үзбәк"]


@pytest.mark.parametrize(
    ("encoding", "text", "shown"),
    [
        ("cp1251", "✓ «Вход» → №1 — готово…", "+ «Вход» -> №1 — готово…"),
        ("cp866", "✗ «Вход» → №1 — готово…", 'x "Вход" -> №1 - готово...'),
        ("cp1251", "Гөлнара Хәйруллина, Җәмилә, Ңур, Үзбәк, һава", "Голнара Хайруллина, Жамила, Нур, Узбак, хава"),
        ("cp866", "Ёлка ё", "Ёлка ё"),
        ("ascii", "Щёголев: 2 «да»", 'Shchegolev: 2 "da"'),
        ("latin-1", "José → Анна", "José -> Anna"),
        ("cp1251", "José и\u0306 a\u200bb", "Jose и ab"),
        ("cp1251", "👍", ":thumbsup:"),
        ("utf-8", "✓ «Хәй» \udcff", "✓ «Хәй» \\udcff"),
    ],
)
def test_what_an_encoding_lacks_is_readable(encoding: str, text: str, shown: str):
    assert text.encode(encoding, register_error_handler(encoding)).decode(encoding) == shown


@given(
    st.text(st.characters(codec=None, exclude_categories=[])), st.sampled_from(["cp1251", "cp866", "ascii", "utf-8"])
)
def test_no_text_stops_an_output(text: str, encoding: str):
    text.encode(encoding, register_error_handler(encoding)).decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "latin-1", "utf-8"])
def test_names_are_printed_whatever_the_console_can(tmp_path: Path, encoding: str):
    rows = [(number, name, 1, 0, 0) for number, name in enumerate(NAMES, start=1)]
    report = counted(tmp_path / "week.xlsx", *rows)
    command = ["statistics", "check", str(report), "--names", "--out", str(tmp_path / "out")]
    result = CliRunner(charset=encoding).invoke(automation.__main__.main, command)
    assert result.exit_code == 1
    assert len([line for line in result.stdout.splitlines() if "(ID " in line]) == len(rows)


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "latin-1"])
@pytest.mark.parametrize("module", PROGRAMS, ids=lambda module: module.__name__)
def test_every_program_is_one_of_ours_and_helps(module, encoding: str):
    assert isinstance(module.main, Program | ProgramGroup)
    assert CliRunner(charset=encoding).invoke(module.main, ["--help"]).exit_code == 0


def test_real_console_is_no_different(tmp_path: Path):
    report = counted(tmp_path / "week.xlsx", (1, NAMES[0], 1, 0, 0))
    command = ["statistics", "check", str(report), "--names", "--out", str(tmp_path / "out")]
    ended = subprocess.run(
        [sys.executable, "-m", "automation", *command],
        env={**os.environ, "PYTHONIOENCODING": "cp1251:strict", "PYTHONUTF8": "0"},
        capture_output=True,
        encoding="cp1251",
    )
    assert (ended.returncode, ended.stderr) == (1, "")
    assert "Голнара Хайруллина" in ended.stdout


# --- Signals and exit codes ---------------------------------------------------------------------------------------


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    file = folder / "unfinished"
    file.touch()
    try:
        yield
    finally:
        file.unlink()


def program(act: Callable[[], object]) -> click.Command:
    @click.command(cls=Program)
    def main() -> None:
        act()

    return main


def raised(error: BaseException) -> Callable[[], object]:
    def act() -> None:
        raise error

    return act


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str
)
def test_signal_undoes_what_was_begun(tmp_path: Path, number: signal.Signals, code: int):
    before = signal.getsignal(number)

    def act() -> None:
        with opened(tmp_path):
            signal.raise_signal(number)

    ended = CliRunner().invoke(program(act))
    assert (ended.exit_code, ended.output.strip()) == (code, "")
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(number) == before


def test_second_signal_does_not_cut_off_the_undoing(tmp_path: Path):
    def act() -> None:
        with opened(tmp_path):
            try:
                signal.raise_signal(signal.SIGINT)
            finally:
                signal.raise_signal(signal.SIGINT)
                signal.raise_signal(signal.SIGTERM)

    assert CliRunner().invoke(program(act)).exit_code == 130
    assert list(tmp_path.iterdir()) == []


def test_ignored_signal_stays_ignored(monkeypatch: pytest.MonkeyPatch):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        ended = CliRunner().invoke(program(lambda: signal.raise_signal(signal.SIGHUP)))
    finally:
        signal.signal(signal.SIGHUP, before)
    assert ended.exit_code == 0


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (click.Abort(), 130, ""),
        (KeyboardInterrupt(), 130, ""),
        (click.ClickException("нет"), 1, "Ошибка: нет"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141, ""),
        (OSError(errno.ENOSPC, "No space left"), 2, "Ошибка: записать не удалось: на диске нет места"),
        (
            OSError(errno.EIO, "I/O error", "/mnt/a"),
            2,
            "Ошибка: /mnt/a: записать не удалось: диск не отвечает",
        ),
    ],
    ids=["abort", "interrupt", "refusal", "broken pipe", "full disk", "broken disk"],
)
def test_end_has_its_own_exit_code_and_at_most_one_line(error: BaseException, code: int, line: str):
    ended = CliRunner().invoke(program(raised(error)))
    assert (ended.exit_code, ended.stderr.strip()) == (code, line)


PRINTS = (
    "from mock_server.cli import Program\nimport click\n@click.command(cls=Program)\ndef main(): print('x' * 9)\nmain()"
)


def run_where_output_goes(stdout: int) -> tuple[int, str]:
    ended = subprocess.run([sys.executable, "-c", PRINTS], stdout=stdout, stderr=subprocess.PIPE, encoding="utf-8")
    return ended.returncode, ended.stderr


def test_output_on_a_full_disk_is_one_line():
    with Path("/dev/full").open("wb") as full:
        ended = run_where_output_goes(full.fileno())
    assert ended == (2, "Ошибка: записать не удалось: на диске нет места\n")


def test_output_whose_reader_is_gone_ends_as_usual():
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        ended = run_where_output_goes(theirs)
    finally:
        os.close(theirs)
    assert ended == (141, "")


def test_closed_output_is_no_trouble(tmp_path: Path):
    ended = subprocess.run(["sh", "-c", 'exec "$0" -c "$1" >&-', sys.executable, PRINTS], capture_output=True)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_child_ends_before_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    class Child(subprocess.Popen[bytes]):
        def wait(self, timeout: float | None = None) -> int:
            if self.stdout and not self.stdout.closed and self.stdout.readline() == b"ready\n":
                signal.raise_signal(signal.SIGTERM)
            return super().wait(timeout)

    monkeypatch.setattr(subprocess, "Popen", partial(Child, stdout=subprocess.PIPE))
    script = "trap 'touch ended; exit 0' TERM; echo ready; while :; do sleep 0.05; done"
    assert CliRunner().invoke(program(lambda: cli.run_child(["sh", "-c", script], tmp_path))).exit_code == 143
    assert (tmp_path / "ended").exists()


def test_file_may_begin_with_the_mark_that_notepad_puts_there(tmp_path: Path):
    def saved(name: str, text: str) -> Path:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8-sig")
        return file

    client = {"id": "7001", "name": "Журнал", "redirect_uris": ["http://127.0.0.1/cb"]}
    with run_sandbox(SandboxSettings(clients=str(saved("clients.json", json.dumps({"client": [client]}))))) as sandbox:
        assert SandboxClient(sandbox.addresses.control).get_client("7001")
    assert read_target(saved("vendor.toml", 'journal = "http://127.0.0.1:8011"')).journal == "http://127.0.0.1:8011"
    assert expected.load_expected(saved("expected.toml", "# пока ничего"), []).failures == ()


def test_code_is_read_whatever_the_console_is(monkeypatch: pytest.MonkeyPatch):
    typed: list[str] = []
    act = program(lambda: typed.append(codes.ask_for_code("+79000000000")))
    assert CliRunner().invoke(act, input="\ufeff1234\n".encode()).exit_code == 0
    assert typed == ["1234"]


def test_no_code_at_the_prompt_is_told(monkeypatch: pytest.MonkeyPatch):
    def no_more(*_: object, **__: object) -> None:
        try:
            raise EOFError
        except EOFError:
            raise click.Abort from None

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "prompt", no_more)
    with pytest.raises(CodeUnavailableError, match="код не введён"):
        codes.ask_for_code("+79000000000")
