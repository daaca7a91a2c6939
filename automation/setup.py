"""`python -m automation.setup`: see that there is a browser to test with, and install one where there is none."""

if __name__ == "__main__":
    from mock_server.cli import quit_on_signals

    quit_on_signals()  # before the imports below: they take a second

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence

import click
from playwright.sync_api import Error, sync_playwright

from automation.browsers import BROWSER_PATH_VARIABLE, BrowserChoice, BrowserNotFoundError, find_browser
from mock_server.cli import Program

_DOWNLOAD_SECONDS = 600
_PACKAGE_SECONDS = 600
_START_SECONDS = 30

# What Playwright's own Node.js needs and a slim system leaves out, by package manager.
_LIBRARY_PACKAGES = {
    "libatomic.so.1": {"apt-get": "libatomic1", "dnf": "libatomic"},
    "libstdc++.so.6": {"apt-get": "libstdc++6", "dnf": "libstdc++"},
}
_MISSING_LIBRARY = re.compile(r"error while loading shared libraries: ([^\s:]+)")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class SetupError(Exception):
    """No working browser could be had; the message is one line that says what to install."""


def set_up_browser(named: str | None = None, *, headed: bool = False) -> BrowserChoice:
    """Return a browser that was seen to start, after installing one if there was none.

    Install what Playwright itself needs first. A browser that is there already is used as it is. Otherwise
    Playwright's own is downloaded, and where that fails the system's package manager is asked. Raises `SetupError`,
    and `BrowserNotFoundError` when `named` is not there.
    """
    _set_up_driver()
    try:
        choice = find_browser(named, headed=headed)
    except BrowserNotFoundError:
        if named:
            raise
        choice = _install(headed=headed)
    if problem := _start_problem(choice):
        libraries = _playwright("install-deps", _own(headed))
        if choice.executable is None and _run_as_root(libraries, _PACKAGE_SECONDS) is None:
            problem = _start_problem(choice)
        if problem:
            raise SetupError(f"{choice.name} does not start: {problem}")
    return choice


def _set_up_driver() -> None:
    """See that Playwright's Node.js starts: each of its commands and every test runs in it."""
    installed = None
    while problem := _run(_playwright("--version"), _START_SECONDS):
        missing = _MISSING_LIBRARY.search(problem)
        if missing is None or missing[1] == installed:
            raise SetupError(f"Playwright's Node.js does not start: {problem}")
        installed = missing[1]
        _install_library(installed)


def _install_library(library: str) -> None:
    manager = _package_manager()
    package = _LIBRARY_PACKAGES.get(library, {}).get(manager or "")
    needs = f"Playwright's Node.js needs the system's library {library}"
    if not package:
        raise SetupError(f"{needs}: install it and start again")
    click.echo(f"{needs}: installing {package}...")
    if problem := _install_package(package):
        raise SetupError(f"{needs}: run `{manager} install {package}` as root and start again ({problem})")


def _install(*, headed: bool) -> BrowserChoice:
    click.echo("No browser yet: downloading Playwright's own...")
    refusal = _run(_playwright("install", _own(headed)), _DOWNLOAD_SECONDS)
    if refusal:
        click.echo(f"The download failed ({refusal}): asking the system's package manager...")
        refusal = _install_package(_package(headed)) if _package_manager() else "none was found"
    try:
        return find_browser(headed=headed)
    except BrowserNotFoundError:
        because = f" ({refusal})" if refusal else ""
        raise SetupError(f"no browser could be installed{because}: {_advice(headed)}") from None


def _package_manager() -> str | None:
    return next((manager for manager in ("apt-get", "dnf") if shutil.which(manager)), None)


def _package(headed: bool) -> str:
    if _package_manager() == "dnf":
        return "chromium" if headed else "chromium-headless"
    return "chromium" if headed else "chromium-headless-shell"


def _install_package(package: str) -> str | None:
    """Install a package of the system's; return the reason where that failed."""
    if _package_manager() == "dnf":
        return _run_as_root(["dnf", "install", "--assumeyes", package], _PACKAGE_SECONDS)
    # A list that could not be brought up to date may be new enough all the same.
    outdated = _run_as_root(["apt-get", "update"], _PACKAGE_SECONDS)
    install = ["apt-get", "install", "--yes", "--no-install-recommends", package]
    problem = _run_as_root(install, _PACKAGE_SECONDS)
    return problem and (outdated or problem)


def _advice(headed: bool) -> str:
    if manager := _package_manager():
        return f"run `{manager} install {_package(headed)}` as root, or install Google Chrome, and start again"
    return f"install Chromium, Google Chrome or Microsoft Edge, or set {BROWSER_PATH_VARIABLE}"


def _own(headed: bool) -> str:
    return "chromium" if headed else "chromium-headless-shell"


def _playwright(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "playwright", *arguments]


def _run_as_root(command: Sequence[str], seconds: float) -> str | None:
    if sys.platform == "win32" or os.geteuid() == 0:
        return _run(command, seconds)
    if shutil.which("sudo") is None:
        return f"{command[0]} wants root, and there is no sudo"
    # -n: never stop to ask for a password.
    return _run(["sudo", "-n", *command], seconds)


def _run(command: Sequence[str], seconds: float) -> str | None:
    """Run a command without showing what it prints; return one line that says why it failed, None where it did not."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    try:
        result = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {seconds:g} s"
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    return None if result.returncode == 0 else _reason(result.stdout) or f"exit code {result.returncode}"


def _reason(output: str) -> str:
    """The line of a failed command's output that says why."""
    lines = [line.strip() for line in _COLOURS.sub("", output).splitlines() if line.strip()]
    telling = (line for line in lines if re.search("^E: |error|sudo: |cannot|not found", line, re.IGNORECASE))
    return next(telling, lines[-1] if lines else "")


def _start_problem(choice: BrowserChoice) -> str | None:
    """Start the browser without a window and close it; one line that says what went wrong, if anything did."""
    with sync_playwright() as playwright:
        try:
            playwright.chromium.launch(**choice.launch_args(), timeout=_START_SECONDS * 1000).close()
        except Error as error:
            missing = _MISSING_LIBRARY.search(error.message) or re.search("Host system is missing .*", error.message)
            return missing[0].strip(" ║") if missing else error.message.splitlines()[0]
    return None


@click.command(cls=Program)
@click.option("--headed", is_flag=True, help="A full browser, for runs that show it and for benchmarks.")
@click.option(
    "--browser-path",
    envvar=BROWSER_PATH_VARIABLE,
    show_envvar=True,
    help="Use this browser and install nothing.",
)
def main(headed: bool, browser_path: str | None) -> None:
    """See that there is a browser to test with, and install one where there is none."""
    try:
        choice = set_up_browser(browser_path, headed=headed)
    except (BrowserNotFoundError, SetupError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Browser: {choice.name}" + (f" ({choice.executable})" if choice.executable else ""))


if __name__ == "__main__":
    main()
