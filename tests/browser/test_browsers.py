"""Which browser is chosen, and what a run without one says."""

import json
import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import playwright
import pytest

from automation import browsers
from automation.browsers import BrowserNotFoundError, find_browser, has_ffmpeg, require_display
from automation.job_browser import JobError, open_browser

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]


class Machine:
    """A machine whose browsers are the ones that a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.commands = folder / "bin"
        self.playwright = folder / "playwright"
        self.commands.mkdir()

    def has_command(self, name: str) -> Path:
        command = self.commands / name
        command.write_text("#!/bin/sh\n", encoding="utf-8")
        command.chmod(0o755)
        return command

    def has_playwrights(self, browser: str, *, complete: bool = True) -> None:
        listed = Path(playwright.__path__[0]) / "driver" / "package" / "browsers.json"
        revisions = {
            browser["name"]: browser["revision"]
            for browser in json.loads(listed.read_text(encoding="utf-8"))["browsers"]
        }
        folder = self.playwright / f"{browser.replace('-', '_')}-{revisions[browser]}"
        folder.mkdir(parents=True)
        if complete:
            (folder / "INSTALLATION_COMPLETE").touch()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    machine = Machine(tmp_path)
    monkeypatch.setenv("PATH", str(machine.commands))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(machine.playwright))
    commands_only = tuple(name for name in browsers._FULL_BROWSERS if not {"/", "\\"} & set(name))
    monkeypatch.setattr(browsers, "_FULL_BROWSERS", commands_only)
    browsers._can_use_sandbox.cache_clear()
    yield machine
    browsers._can_use_sandbox.cache_clear()


def test_the_named_browser_goes_before_all_others(machine: Machine, tmp_path: Path) -> None:
    machine.has_playwrights("chromium-headless-shell")
    named = machine.has_command("my-browser")
    assert find_browser(str(named), headed=False).executable == named
    assert find_browser("my-browser", headed=True).executable == named


def test_a_named_browser_that_is_not_there_is_not_replaced_by_another(machine: Machine) -> None:
    machine.has_command("chromium")
    with pytest.raises(BrowserNotFoundError, match=r"^браузера /no/such нет: .*--browser-path.*$"):
        find_browser("/no/such", headed=False)


def test_playwrights_own_goes_before_the_systems(machine: Machine) -> None:
    machine.has_playwrights("chromium-headless-shell")
    machine.has_command("chromium-headless-shell")
    choice = find_browser(headed=False)
    assert choice.executable is None
    assert "executable_path" not in choice.launch_args()


def test_half_a_download_is_no_browser(machine: Machine) -> None:
    machine.has_playwrights("chromium-headless-shell", complete=False)
    shell = machine.has_command("chromium-headless-shell")
    assert find_browser(headed=False).executable == shell


def test_the_systems_headless_shell_goes_before_its_full_browsers(machine: Machine) -> None:
    machine.has_command("chromium")
    shell = machine.has_command("chromium-headless-shell")
    choice = find_browser(headed=False)
    assert choice.executable == shell
    assert choice.launch_args()["executable_path"] == str(shell)


@pytest.mark.parametrize("headed", [False, True])
def test_full_browsers_come_in_their_order(machine: Machine, headed: bool) -> None:
    for name in ("msedge", "google-chrome", "chromium"):
        command = machine.has_command(name)
        assert find_browser(headed=headed).executable == command


def test_a_headless_shell_cannot_be_shown(machine: Machine) -> None:
    machine.has_playwrights("chromium-headless-shell")
    machine.has_command("chromium-headless-shell")
    with pytest.raises(BrowserNotFoundError, match="у которого есть окно"):
        find_browser(headed=True)
    machine.has_playwrights("chromium")
    assert find_browser(headed=True).executable is None


def test_without_a_browser_one_line_says_what_to_run(machine: Machine) -> None:
    with pytest.raises(BrowserNotFoundError, match=r"python -m automation setup") as caught:
        find_browser(headed=False)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("switch", "start"),
    [("--enable-features=", r"\benabledFeatures = \(\) => \["), ("--disable-features=", r"\bdisabledFeatures = \[")],
)
def test_what_playwright_switches_stays_switched(machine: Machine, switch: str, start: str) -> None:
    """The last switch of a name counts, and ours comes after Playwright's."""
    machine.has_command("chromium")
    bundle = Path(playwright.__path__[0]) / "driver" / "package" / "lib" / "coreBundle.js"
    listed = re.search(rf"{start}(.*?)\]", bundle.read_text(encoding="utf-8"), re.DOTALL)
    assert listed
    names = re.findall(r'"(\w+)"', listed[1])
    assert names
    (ours,) = [arg for arg in find_browser(headed=False).launch_args()["args"] if arg.startswith(switch)]
    assert set(names) <= set(ours.partition("=")[2].split(","))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no root")
def test_root_starts_chromium_without_its_sandbox(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.has_command("chromium")
    machine.has_command("unshare")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert find_browser(headed=False).launch_args()["chromium_sandbox"] is False


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the sandbox asks nothing of the system")
@pytest.mark.parametrize(("exit_code", "sandboxed"), [(0, True), (1, False)])
def test_others_have_the_sandbox_where_the_kernel_lets_them(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, exit_code: int, sandboxed: bool
) -> None:
    machine.has_command("chromium")
    machine.has_command("unshare").write_text(f"#!/bin/sh\nexit {exit_code}\n", encoding="utf-8")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert find_browser(headed=False).launch_args()["chromium_sandbox"] is sandboxed


def test_ffmpeg_is_playwrights_own(machine: Machine) -> None:
    machine.has_command("ffmpeg")
    assert not has_ffmpeg(), "Playwright takes no other"
    machine.has_playwrights("ffmpeg")
    assert has_ffmpeg()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a display")
def test_window_needs_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(BrowserNotFoundError, match="нет экрана"):
        require_display()
    with pytest.raises(JobError, match="нет экрана"), open_browser(headed=True):
        raise AssertionError("a window without a display")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    require_display()


def test_job_takes_the_named_browser_and_says_that_it_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFERUM_BROWSER_PATH", "/no/such")
    with pytest.raises(JobError, match=r"^браузера /no/such нет: "), open_browser(headed=False):
        raise AssertionError("no such browser")


def run_two_tests(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, *options: str) -> pytest.RunResult:
    """Runs two tests that want a page, with the suite's settings and browser."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest('pytest_plugins = ["runner.options", "fixtures.settings", "fixtures.browser"]')
    pytester.makepyfile("def test_one(page): ...\ndef test_two(page): ...\n")
    plugins = ["-p", "playwright", "-p", "base_url", "-p", "xdist"]
    with ThreadPoolExecutor(1) as apart:  # this thread's Playwright may be running already
        return apart.submit(pytester.runpytest_inprocess, *plugins, *options).result()


def expect_one_line(run: pytest.RunResult, reason: str) -> None:
    """The run ended as after a usage error, and said why only once."""
    assert run.ret == pytest.ExitCode.USAGE_ERROR, run.stdout
    printed = run.stdout.str() + run.stderr.str()
    assert printed.count(reason) == 1
    assert "Traceback" not in printed
    assert "INTERNALERROR" not in printed


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--browser-path=/no/such"], "браузера /no/such нет: исправьте --browser-path или SFERUM_BROWSER_PATH"),
        (["--browser-path=/no/such", "-n1"], "браузера /no/such нет: исправьте --browser-path"),
        ([f"--browser-path={sys.executable}"], f"{sys.executable} не запускается, укажите другой: --browser-path: "),
        (["--browser-endpoint=ws://127.0.0.1:9"], "сервер Playwright не отвечает"),
        (["--browser=firefox"], "firefox нет (подробнее с DEBUG=pw:browser)"),
    ],
    ids=["missing", "missing in a worker", "no browser", "unreachable", "another engine"],
)
def test_a_run_without_its_browser_ends_in_one_line(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: list[str], reason: str
) -> None:
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    expect_one_line(run_two_tests(pytester, monkeypatch, *options), reason)


@pytest.mark.parametrize("options", [["--video=on"], ["--video=retain-on-failure"]])
def test_video_that_cannot_be_recorded_is_reported_before_the_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, machine: Machine, options: list[str]
) -> None:
    run = run_two_tests(pytester, monkeypatch, *options)
    expect_one_line(run, "--video: нет ffmpeg, которым Playwright записывает видео")
    assert "collected" not in run.stdout.str()
    monkeypatch.setenv("SFERUM_BROWSER_PATH", "/no/such")
    machine.has_playwrights("ffmpeg")
    expect_one_line(run_two_tests(pytester, monkeypatch, *options), "браузера /no/such нет")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a display")
@pytest.mark.parametrize(
    ("options", "inspector"),
    [(["--headed"], ""), (["--headed", "--browser=firefox"], ""), ([], "1")],
    ids=["headed", "another engine", "inspector"],
)
def test_window_without_a_display_is_reported_in_one_line(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, options: list[str], inspector: str
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("PWDEBUG", inspector)
    expect_one_line(run_two_tests(pytester, monkeypatch, *options), "нет экрана, чтобы показать браузер")
