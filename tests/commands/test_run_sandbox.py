"""The sandbox of a validation: the one that runs, or its own, which no other run on this host takes or ends."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from automation.job_browser import JobError
from automation.target import TargetFile, read_target
from mock_server.client import SandboxClient, is_running
from mock_server.context import Sandbox
from mock_server.server import run_sandbox
from mock_server.settings import Ports, SandboxSettings
from validation import run_sandbox as module
from validation.run_sandbox import open_run_sandbox

PROJECT = Path(__file__).parents[2]
TARGET = """
journal = "http://127.0.0.1:{port}"
client = {{ id = "7001", callback = "http://127.0.0.1:{port}/callback" }}
organization = {{ id = 7, title = "Школа" }}
[[teachers]]
login = "belova"
password_variable = "PATH"
phone = "+79005550101"
last_name = "Белова"
first_name = "Анна"
"""


@pytest.fixture
def usual_ports(monkeypatch: pytest.MonkeyPatch) -> Ports:
    """Makes free ports of this machine the usual ones; those of people may be taken."""
    with ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(5)]
        ports = Ports(*(server.getsockname()[1] for server in taken))
    monkeypatch.setattr(module, "_USUAL_PORTS", ports)
    monkeypatch.setattr(module, "DEFAULT_CONTROL", f"http://127.0.0.1:{ports.control}")
    monkeypatch.delenv("SFERUM_SANDBOX_TOKEN", raising=False)
    return ports


@pytest.fixture
def target(tmp_path: Path) -> TargetFile:
    file = tmp_path / "target.toml"
    file.write_text('journal = "http://127.0.0.1:8011"\n', encoding="utf-8")
    return read_target(file)


@pytest.fixture
def running(usual_ports: Ports, request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox that somebody has started at the usual ports."""
    with run_sandbox(SandboxSettings(ports=usual_ports, control_token=getattr(request, "param", None))) as sandbox:
        yield sandbox


def test_own_sandbox_is_where_a_journal_expects_it(
    usual_ports: Ports, target: TargetFile, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_run_sandbox(target, None) as own:
        assert own is not None
        assert own.control == f"http://127.0.0.1:{usual_ports.control}"
        assert is_running(own.control, token=own.token)
        assert not is_running(own.control)  # nobody else's
    assert not is_running(own.control, token=own.token)
    assert capsys.readouterr().err == "Песочница запущена на время проверки.\n"


def test_two_runs_at_once_have_a_sandbox_each(
    usual_ports: Ports, target: TargetFile, capsys: pytest.CaptureFixture[str]
) -> None:
    with ExitStack() as longer:
        with open_run_sandbox(target, None) as first:
            second = longer.enter_context(open_run_sandbox(target, None))
            assert first is not None
            assert second is not None
            assert second.control != first.control
            with (
                SandboxClient(first.control, first.token) as ours,
                SandboxClient(second.control, second.token) as theirs,
            ):
                ours.create_account("+79005550101", profiles=[{"last_name": "Белова", "first_name": "Анна"}])
                assert theirs.get_person("+79005550101").profiles == ()
                place = theirs.addresses["vk_id"]
        assert is_running(second.control, token=second.token)  # the first has ended
    assert f"VK ID {place}" in capsys.readouterr().err


def test_something_else_at_one_of_the_usual_ports_is_left_alone(
    usual_ports: Ports, target: TargetFile, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", usual_ports.vk_id)), open_run_sandbox(target, None) as own:
        assert own is not None
        assert is_running(own.control, token=own.token)
        assert not own.control.endswith(f":{usual_ports.control}")
    assert "заняты, эта на свободных" in capsys.readouterr().err


def test_sandbox_that_runs_is_used_and_left_running(
    running: Sandbox, target: TargetFile, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_run_sandbox(target, None) as used:
        assert used is not None
        assert (used.control, used.token) == (running.addresses.control, None)
    assert is_running(running.addresses.control)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("running", ["s3cret"], indirect=True)
def test_sandbox_with_a_token_is_used_by_who_knows_it(
    running: Sandbox, target: TargetFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_run_sandbox(target, None) as own:
        assert own is not None
        assert own.control != running.addresses.control
    monkeypatch.setenv("SFERUM_SANDBOX_TOKEN", "s3cret")
    with open_run_sandbox(target, None) as used:
        assert used is not None
        assert used.control == running.addresses.control


def test_named_sandbox_is_used_whether_it_runs_or_not(running: Sandbox, target: TargetFile) -> None:
    with open_run_sandbox(target, "http://127.0.0.1:1") as used:
        assert used is not None
        assert used.control == "http://127.0.0.1:1"


def test_sandbox_that_cannot_start_is_one_line(
    usual_ports: Ports, target: TargetFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mock_server.server.socket.create_server", _refuse)
    with pytest.raises(JobError, match="песочница не запустилась"), open_run_sandbox(target, None):
        pass


def _refuse(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_two_validations_at_once_end_as_each_would_alone(tmp_path: Path) -> None:
    """Both journals are silent: exit code 2 for that, and none for the other's sandbox."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    runs = []
    for name in ("first", "second"):
        file = tmp_path / f"{name}.toml"
        file.write_text(TARGET.format(port=port), encoding="utf-8")
        command = [sys.executable, "-m", "automation", "validate", str(file), f"--report-dir={tmp_path / name}"]
        runs.append(subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, encoding="utf-8"))
    errors = [run.communicate(timeout=150)[1] for run in runs]

    assert [run.returncode for run in runs] == [2, 2], errors
    for text in errors:
        (line,) = re.findall(r"^Ошибка: .+$", text, re.MULTILINE)
        assert f"127.0.0.1:{port}" in line
        assert "не отвечает" in line
        assert "Traceback" not in text
