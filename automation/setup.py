"""`python -m automation.setup`: see that there is a browser to test with, and install one where there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

import click
from playwright.sync_api import Error, sync_playwright

from automation.browsers import BROWSER_PATH_VARIABLE, BrowserChoice, BrowserNotFound, find_browser

_DOWNLOAD_SECONDS = 600
_PACKAGE_SECONDS = 600
_START_SECONDS = 30


class SetupFailed(Exception):
    """No working browser could be had; the message is one line that says what to install."""


def set_up_browser(named: str | None = None, *, headed: bool = False) -> BrowserChoice:
    """Return a browser that was seen to start, after installing one if there was none.

    A browser that is there already is used as it is. Otherwise Playwright's own is downloaded, and where that
    is refused the system's package manager is asked. Raises `SetupFailed`, and `BrowserNotFound` when `named`
    is not there.
    """
    try:
        choice = find_browser(named, headed=headed)
    except BrowserNotFound:
        if named:
            raise
        choice = _install(headed=headed)
    if problem := _start_problem(choice):
        libraries = _playwright("install-deps", _own(headed))
        if choice.executable is None and _run_as_root(libraries, _PACKAGE_SECONDS):
            problem = _start_problem(choice)
        if problem:
            raise SetupFailed(f"{choice.name} does not start: {problem}")
    return choice


def _install(*, headed: bool) -> BrowserChoice:
    click.echo("No browser yet: downloading Playwright's own...")
    if not _run(_playwright("install", _own(headed)), _DOWNLOAD_SECONDS):
        click.echo("The download was refused: asking the system's package manager...")
        _install_package(headed=headed)
    try:
        return find_browser(headed=headed)
    except BrowserNotFound:
        raise SetupFailed(f"no browser could be installed: {_advice(headed)}") from None


def _install_package(*, headed: bool) -> None:
    if shutil.which("apt-get"):
        package = "chromium" if headed else "chromium-headless-shell"
        _run_as_root(["apt-get", "update"], _PACKAGE_SECONDS)
        _run_as_root(["apt-get", "install", "--yes", "--no-install-recommends", package], _PACKAGE_SECONDS)
    elif shutil.which("dnf"):
        _run_as_root(["dnf", "install", "--assumeyes", "chromium"], _PACKAGE_SECONDS)


def _advice(headed: bool) -> str:
    if shutil.which("apt-get"):
        package = "chromium" if headed else "chromium-headless-shell"
        return f"run `apt-get install {package}` as root, or install Google Chrome, and start again"
    return f"install Chromium, Google Chrome or Microsoft Edge, or set {BROWSER_PATH_VARIABLE}"


def _own(headed: bool) -> str:
    return "chromium" if headed else "chromium-headless-shell"


def _playwright(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "playwright", *arguments]


def _run_as_root(command: Sequence[str], seconds: float) -> bool:
    if sys.platform == "win32" or os.geteuid() == 0:
        return _run(command, seconds)
    # -n: never stop to ask for a password.
    return shutil.which("sudo") is not None and _run(["sudo", "-n", *command], seconds)


def _run(command: Sequence[str], seconds: float) -> bool:
    """Whether the command succeeded in time; what it prints is not shown."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        result = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0


def _start_problem(choice: BrowserChoice) -> str | None:
    """Start the browser without a window and close it; the first line of what went wrong, if anything did."""
    with sync_playwright() as playwright:
        try:
            playwright.chromium.launch(**choice.launch_args(), timeout=_START_SECONDS * 1000).close()
        except Error as error:
            return error.message.splitlines()[0]
    return None


@click.command()
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
    except (BrowserNotFound, SetupFailed) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Browser: {choice.name}" + (f" ({choice.executable})" if choice.executable else ""))


if __name__ == "__main__":
    main()
