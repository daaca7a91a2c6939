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
from automation.browsers import BrowserChoice, BrowserNotFoundError

ROOT = Path(__file__).parents[2]
OWN = BrowserChoice("Playwright's chromium-headless-shell", None)
PACKAGED = BrowserChoice("chromium-headless-shell", Path("/usr/bin/chromium-headless-shell"))


NO_LIBATOMIC = "node: error while loading shared libraries: libatomic.so.1: cannot open shared object file"
VERSION = "python -m playwright --version"


class Machine:
    """A machine without a browser; `offers` maps the command that brings one to what it brings."""

    def __init__(self) -> None:
        self.browser: BrowserChoice | None = None
        self.offers: dict[str, BrowserChoice] = {}
        self.programs = {"apt-get", "sudo"}
        self.problems: list[str] = []
        self.driver_problem: str | None = None
        self.commands: list[str] = []

    def find(self, named: str | None = None, *, headed: bool) -> BrowserChoice:
        if named or self.browser is None:
            raise BrowserNotFoundError("no browser")
        return self.browser

    def run(self, command: Sequence[str], seconds: float) -> str | None:
        assert 0 < seconds <= 600
        line = " ".join(command).replace(sys.executable, "python")
        if line == VERSION:
            return self.driver_problem
        self.commands.append(line)
        if line.endswith("apt-get install --yes --no-install-recommends libatomic1") and "libatomic1" in self.programs:
            self.driver_problem = None
            return None
        self.browser = self.offers.get(line, self.browser)
        return None if line in self.offers else "E: not today"

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
    assert last.startswith("Ошибка: no browser could be installed (")
    assert advice in last
    assert "Traceback" not in answer.output


def test_a_named_browser_is_never_installed(machine: Machine) -> None:
    answer = CliRunner().invoke(setup.main, env={"SFERUM_BROWSER_PATH": "/no/such"})
    assert (answer.exit_code, answer.output) == (1, "Ошибка: no browser\n")
    assert machine.commands == []


def test_missing_libraries_are_installed(machine: Machine) -> None:
    machine.browser = OWN
    machine.problems = ["libnss3.so is missing"]
    machine.offers = {"python -m playwright install-deps chromium-headless-shell": OWN}
    assert setup.set_up_browser() == OWN


def test_a_browser_that_does_not_start_is_named_with_the_reason(machine: Machine) -> None:
    machine.browser = PACKAGED
    machine.problems = ["libnss3.so is missing"]
    with pytest.raises(setup.SetupError, match=r"^chromium-headless-shell does not start: libnss3\.so is missing$"):
        setup.set_up_browser()
    assert machine.commands == []


def test_what_is_no_browser_is_seen_not_to_start() -> None:
    command = [sys.executable, "-m", "automation.setup", "--browser-path", sys.executable]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=50)
    assert run.returncode == 1
    assert run.stderr.startswith(f"Ошибка: {sys.executable} does not start: ")
    assert run.stderr.count("\n") == 1


def test_a_refused_download_is_told_with_its_reason(machine: Machine) -> None:
    machine.offers = {"apt-get install --yes --no-install-recommends chromium-headless-shell": PACKAGED}
    answer = CliRunner().invoke(setup.main, env={"SFERUM_BROWSER_PATH": ""})
    assert answer.exit_code == 0
    assert "The download failed (E: not today): asking the system's package manager..." in answer.output


def test_a_library_that_playwright_lacks_is_installed_before_anything_else(machine: Machine) -> None:
    machine.browser, machine.driver_problem = PACKAGED, NO_LIBATOMIC
    machine.programs.add("libatomic1")
    assert setup.set_up_browser() == PACKAGED
    assert machine.commands == ["apt-get update", "apt-get install --yes --no-install-recommends libatomic1"]


@pytest.mark.parametrize(
    ("programs", "problem", "line"),
    [
        (
            {"apt-get"},
            NO_LIBATOMIC,
            (
                "Playwright's Node.js needs the system's library libatomic.so.1: "
                "run `apt-get install libatomic1` as root and start again (E: not today)"
            ),
        ),
        (
            set[str](),
            NO_LIBATOMIC,
            "Playwright's Node.js needs the system's library libatomic.so.1: install it and start again",
        ),
        (
            {"apt-get"},
            NO_LIBATOMIC.replace("libatomic.so.1", "libnew.so.9"),
            "Playwright's Node.js needs the system's library libnew.so.9: install it and start again",
        ),
        ({"apt-get"}, "Illegal instruction", "Playwright's Node.js does not start: Illegal instruction"),
    ],
    ids=["refused", "no package manager", "unknown library", "no library at all"],
)
def test_what_playwright_lacks_is_said_in_one_line(
    machine: Machine, programs: set[str], problem: str, line: str
) -> None:
    machine.browser, machine.driver_problem, machine.programs = PACKAGED, problem, programs
    answer = CliRunner().invoke(setup.main, env={"SFERUM_BROWSER_PATH": ""})
    assert answer.exit_code == 1
    assert answer.output.splitlines()[-1] == f"Ошибка: {line}"


def test_a_library_that_stays_missing_ends_the_set_up(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "_install_library", lambda _library: None)
    machine.driver_problem = NO_LIBATOMIC
    with pytest.raises(setup.SetupError, match=r"^Playwright's Node\.js does not start: node: .*libatomic"):
        setup.set_up_browser()


SAYS = "import sys; sys.exit(sys.argv[1])"


@pytest.mark.parametrize(
    ("command", "seconds", "problem"),
    [
        ([sys.executable, "-c", "pass"], 50, None),
        ([sys.executable, "-c", "raise SystemExit(1)"], 50, "exit code 1"),
        ([sys.executable, "-c", SAYS, "Downloading\n\x1b[2mError: ENOTFOUND\x1b[22m\n  at x"], 50, "Error: ENOTFOUND"),
        ([sys.executable, "-c", SAYS, "Reading lists\nDone"], 50, "Done"),
        ([sys.executable, "-c", "import threading; threading.Event().wait()"], 0.2, "no answer in 0.2 s"),
        (["no-such-program"], 50, "no-such-program: No such file or directory"),
    ],
    ids=["succeeds", "fails silently", "fails with a reason", "fails in its own words", "hangs", "missing"],
)
def test_an_installation_is_bounded_in_time_and_says_why_it_failed(
    command: list[str], seconds: float, problem: str | None
) -> None:
    assert setup._run(command, seconds) == problem
