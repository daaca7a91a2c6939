"""How a machine without a browser gets one, and what is said when it cannot."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from automation import setup
from automation.browsers import BrowserChoice, BrowserNotFound

ROOT = Path(__file__).parents[2]
OWN = BrowserChoice("Playwright's chromium-headless-shell", None)
PACKAGED = BrowserChoice("chromium-headless-shell", Path("/usr/bin/chromium-headless-shell"))


class Machine:
    """A machine without a browser; `offers` maps the command that brings one to what it brings."""

    def __init__(self) -> None:
        self.browser: BrowserChoice | None = None
        self.offers: dict[str, BrowserChoice] = {}
        self.programs = {"apt-get", "sudo"}
        self.problems: list[str] = []
        self.commands: list[str] = []

    def find(self, named: str | None = None, *, headed: bool) -> BrowserChoice:
        if named or self.browser is None:
            raise BrowserNotFound("no browser")
        return self.browser

    def run(self, command: Sequence[str], seconds: float) -> bool:
        assert 0 < seconds <= 600
        line = " ".join(command).replace(sys.executable, "python")
        self.commands.append(line)
        self.browser = self.offers.get(line, self.browser)
        return line in self.offers

    def start_problem(self, choice: BrowserChoice) -> str | None:
        return self.problems.pop(0) if self.problems else None


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(setup, "find_browser", machine.find)
    monkeypatch.setattr(setup, "_run", machine.run)
    monkeypatch.setattr(setup, "_start_problem", machine.start_problem)
    monkeypatch.setattr(shutil, "which", lambda name: name if name in machine.programs else None)
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    return machine


def test_a_browser_that_is_there_is_left_alone(machine: Machine) -> None:
    machine.browser = PACKAGED
    assert setup.set_up_browser() == PACKAGED
    assert machine.commands == []


def test_playwrights_own_is_downloaded_first(machine: Machine) -> None:
    machine.offers = {"python -m playwright install chromium-headless-shell": OWN}
    assert setup.set_up_browser() == OWN
    assert len(machine.commands) == 1


@pytest.mark.parametrize(
    ("headed", "package"), [(False, "chromium-headless-shell"), (True, "chromium")], ids=["headless", "headed"]
)
def test_the_package_manager_is_asked_where_the_download_is_refused(
    machine: Machine, headed: bool, package: str
) -> None:
    install = f"apt-get install --yes --no-install-recommends {package}"
    machine.offers = {install: PACKAGED}
    assert setup.set_up_browser(headed=headed) == PACKAGED
    assert machine.commands == [f"python -m playwright install {package}", "apt-get update", install]


def test_without_root_sudo_is_asked_and_never_for_a_password(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    install = "sudo -n apt-get install --yes --no-install-recommends chromium-headless-shell"
    machine.offers = {install: PACKAGED}
    assert setup.set_up_browser() == PACKAGED
    assert machine.commands[1:] == ["sudo -n apt-get update", install]


@pytest.mark.parametrize(
    ("programs", "advice"),
    [({"apt-get"}, "apt-get install chromium-headless-shell"), (set(), "SFERUM_BROWSER_PATH")],
    ids=["with apt-get", "with no package manager"],
)
def test_where_nothing_works_one_line_says_what_to_install(machine: Machine, programs: set[str], advice: str) -> None:
    machine.programs = programs
    answer = CliRunner().invoke(setup.main, env={"SFERUM_BROWSER_PATH": ""})
    assert answer.exit_code == 1
    last = answer.output.splitlines()[-1]
    assert last.startswith("Error: no browser could be installed: ")
    assert advice in last
    assert "Traceback" not in answer.output


def test_a_named_browser_is_never_installed(machine: Machine) -> None:
    answer = CliRunner().invoke(setup.main, env={"SFERUM_BROWSER_PATH": "/no/such"})
    assert (answer.exit_code, answer.output) == (1, "Error: no browser\n")
    assert machine.commands == []


def test_missing_libraries_are_installed(machine: Machine) -> None:
    machine.browser = OWN
    machine.problems = ["libnss3.so is missing"]
    machine.offers = {"python -m playwright install-deps chromium-headless-shell": OWN}
    assert setup.set_up_browser() == OWN


def test_a_browser_that_does_not_start_is_named_with_the_reason(machine: Machine) -> None:
    machine.browser = PACKAGED
    machine.problems = ["libnss3.so is missing"]
    with pytest.raises(setup.SetupFailed, match=r"^chromium-headless-shell does not start: libnss3\.so is missing$"):
        setup.set_up_browser()
    assert machine.commands == []


def test_what_is_no_browser_is_seen_not_to_start() -> None:
    command = [sys.executable, "-m", "automation.setup", "--browser-path", sys.executable]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=50)
    assert run.returncode == 1
    assert run.stderr.startswith(f"Error: {sys.executable} does not start: ")
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "seconds", "succeeds"),
    [
        ([sys.executable, "-c", "pass"], 50, True),
        ([sys.executable, "-c", "raise SystemExit(1)"], 50, False),
        ([sys.executable, "-c", "import threading; threading.Event().wait()"], 0.2, False),
        (["no-such-program"], 50, False),
    ],
    ids=["succeeds", "fails", "hangs", "missing"],
)
def test_an_installation_is_bounded_in_time(command: list[str], seconds: float, succeeds: bool) -> None:
    assert setup._run(command, seconds) is succeeds
