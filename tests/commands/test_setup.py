"""How a machine without a browser gets one, and what the program says when it cannot."""

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
OWN = BrowserChoice("chromium-headless-shell из Playwright", None)
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
            raise BrowserNotFoundError("браузера нет")
        return self.browser

    def run(self, command: Sequence[str], timeout_s: float) -> str | None:
        assert 0 < timeout_s <= 600
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
    monkeypatch.setattr(setup, "find_start_problem", machine.start_problem)
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
    assert last.startswith("Ошибка: браузер установить не удалось (")
    assert advice in last
    assert "Traceback" not in answer.output


def test_a_named_browser_is_never_installed(machine: Machine) -> None:
    answer = CliRunner().invoke(setup.main, env={"SFERUM_BROWSER_PATH": "/no/such"})
    assert (answer.exit_code, answer.output) == (1, "Ошибка: браузера нет\n")
    assert machine.commands == []


def test_missing_libraries_are_installed(machine: Machine) -> None:
    machine.browser = OWN
    machine.problems = ["libnss3.so is missing"]
    machine.offers = {"python -m playwright install-deps chromium-headless-shell": OWN}
    assert setup.set_up_browser() == OWN


def test_a_browser_that_does_not_start_is_named_with_the_reason(machine: Machine) -> None:
    machine.browser = PACKAGED
    machine.problems = ["libnss3.so is missing"]
    with pytest.raises(setup.SetupError, match=r"^chromium-headless-shell не запускается: libnss3\.so is missing$"):
        setup.set_up_browser()
    assert machine.commands == []


def test_what_is_no_browser_is_seen_not_to_start() -> None:
    command = [sys.executable, "-m", "automation.setup", "--browser-path", sys.executable]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=250)
    assert run.returncode == 1
    assert run.stderr.startswith(f"Ошибка: {sys.executable} не запускается: ")
    assert run.stderr.count("\n") == 1


def test_a_refused_download_is_reported_with_its_reason(machine: Machine) -> None:
    machine.offers = {"apt-get install --yes --no-install-recommends chromium-headless-shell": PACKAGED}
    answer = CliRunner().invoke(setup.main, env={"SFERUM_BROWSER_PATH": ""})
    assert answer.exit_code == 0
    assert "Скачать не удалось (E: not today): браузер ставится менеджером пакетов..." in answer.output


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
                "Node.js из Playwright нужна системная библиотека libatomic.so.1: "
                "выполните от root apt-get install libatomic1 и запустите снова (E: not today)"
            ),
        ),
        (
            set[str](),
            NO_LIBATOMIC,
            "Node.js из Playwright нужна системная библиотека libatomic.so.1: установите её и запустите снова",
        ),
        (
            {"apt-get"},
            NO_LIBATOMIC.replace("libatomic.so.1", "libnew.so.9"),
            "Node.js из Playwright нужна системная библиотека libnew.so.9: установите её и запустите снова",
        ),
        ({"apt-get"}, "Illegal instruction", "Node.js из Playwright не запускается: Illegal instruction"),
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
    with pytest.raises(setup.SetupError, match=r"^Node\.js из Playwright не запускается: node: .*libatomic"):
        setup.set_up_browser()


SAYS = "import sys; sys.exit(sys.argv[1])"


@pytest.mark.parametrize(
    ("command", "timeout_s", "problem"),
    [
        ([sys.executable, "-c", "pass"], 50, None),
        ([sys.executable, "-c", "raise SystemExit(1)"], 50, "код завершения 1"),
        ([sys.executable, "-c", SAYS, "Downloading\n\x1b[2mError: ENOTFOUND\x1b[22m\n  at x"], 50, "Error: ENOTFOUND"),
        ([sys.executable, "-c", SAYS, "Reading lists\nDone"], 50, "Done"),
        ([sys.executable, "-c", "import threading; threading.Event().wait()"], 0.2, "нет ответа за 0.2 с"),
        (["no-such-program"], 50, "no-such-program: такого файла нет"),
    ],
    ids=["succeeds", "fails silently", "fails with a reason", "fails in its own words", "hangs", "missing"],
)
def test_an_installation_is_bounded_in_time_and_says_why_it_failed(
    command: list[str], timeout_s: float, problem: str | None
) -> None:
    assert setup._run(command, timeout_s) == problem
