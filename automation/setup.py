"""`python -m automation.setup`: makes sure that there is a browser to test with, installs one where there is none."""

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

from automation.browsers import (
    BROWSER_PATH_VARIABLE,
    BrowserChoice,
    BrowserError,
    BrowserNotFoundError,
    find_browser,
)
from automation.job_browser import summarize_error
from mock_server.cli import Program
from mock_server.error_texts import describe_os_error

_DOWNLOAD_TIMEOUT_S = 600
_PACKAGE_TIMEOUT_S = 600
_START_TIMEOUT_S = 30

# What Playwright's own Node.js needs and a slim system leaves out, by package manager.
_LIBRARY_PACKAGES = {
    "libatomic.so.1": {"apt-get": "libatomic1", "dnf": "libatomic"},
    "libstdc++.so.6": {"apt-get": "libstdc++6", "dnf": "libstdc++"},
}
_MISSING_LIBRARY = re.compile(r"error while loading shared libraries: ([^\s:]+)")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class SetupError(BrowserError):
    """No working browser could be installed; the message says what to install."""


def set_up_browser(path_or_command: str | None = None, *, headed: bool = False) -> BrowserChoice:
    """Returns a browser that starts; installs one where there is none.

    Installs what Playwright itself needs first. Uses a browser that the system has as it is. Otherwise downloads
    Playwright's own, and where that fails uses the system's package manager. Raises SetupError, and
    BrowserNotFoundError when `path_or_command` does not exist.
    """
    _set_up_driver()
    try:
        choice = find_browser(path_or_command, headed=headed)
    except BrowserNotFoundError:
        if path_or_command:
            raise
        choice = _install(headed=headed)
    if problem := find_start_problem(choice):
        libraries = _build_playwright_command("install-deps", _choose_playwright_browser(headed))
        if choice.executable is None and _run_as_root(libraries, _PACKAGE_TIMEOUT_S) is None:
            problem = find_start_problem(choice)
        if problem:
            raise SetupError(f"{choice.name} не запускается: {problem}")
    return choice


def _set_up_driver() -> None:
    """Makes sure that Playwright's Node.js starts: its commands and all tests run in it. Raises SetupError."""
    installed = None
    while problem := _run(_build_playwright_command("--version"), _START_TIMEOUT_S):
        missing = _MISSING_LIBRARY.search(problem)
        if missing is None or missing[1] == installed:
            raise SetupError(f"Node.js из Playwright не запускается: {problem}")
        installed = missing[1]
        _install_library(installed)


def _install_library(library: str) -> None:
    manager = _find_package_manager()
    package = _LIBRARY_PACKAGES.get(library, {}).get(manager or "")
    missing = f"Node.js из Playwright нужна системная библиотека {library}"
    if not package:
        raise SetupError(f"{missing}: установите её и запустите снова")
    click.echo(f"{missing}: устанавливается {package}...")
    if problem := _install_package(package):
        raise SetupError(f"{missing}: выполните от root {manager} install {package} и запустите снова ({problem})")


def _install(*, headed: bool) -> BrowserChoice:
    click.echo("Браузера ещё нет: скачивается браузер из Playwright...")
    problem = _run(_build_playwright_command("install", _choose_playwright_browser(headed)), _DOWNLOAD_TIMEOUT_S)
    if problem:
        click.echo(f"Скачать не удалось ({problem}): браузер ставится менеджером пакетов...")
        problem = _install_package(_choose_package(headed)) if _find_package_manager() else "менеджера пакетов нет"
    try:
        return find_browser(headed=headed)
    except BrowserNotFoundError:
        reason = f" ({problem})" if problem else ""
        raise SetupError(f"браузер установить не удалось{reason}: {_build_advice(headed)}") from None


def _find_package_manager() -> str | None:
    return next((manager for manager in ("apt-get", "dnf") if shutil.which(manager)), None)


def _choose_package(headed: bool) -> str:
    if _find_package_manager() == "dnf":
        return "chromium" if headed else "chromium-headless"
    return "chromium" if headed else "chromium-headless-shell"


def _install_package(package: str) -> str | None:
    """Installs a package of the system; returns why that failed, None where it did not."""
    if _find_package_manager() == "dnf":
        return _run_as_root(["dnf", "install", "--assumeyes", package], _PACKAGE_TIMEOUT_S)
    # An old list of packages may be new enough.
    outdated = _run_as_root(["apt-get", "update"], _PACKAGE_TIMEOUT_S)
    install = ["apt-get", "install", "--yes", "--no-install-recommends", package]
    problem = _run_as_root(install, _PACKAGE_TIMEOUT_S)
    return problem and (outdated or problem)


def _build_advice(headed: bool) -> str:
    if manager := _find_package_manager():
        package = _choose_package(headed)
        return f"выполните от root {manager} install {package} или установите Google Chrome и запустите снова"
    return f"установите Chromium, Google Chrome или Microsoft Edge или укажите браузер: {BROWSER_PATH_VARIABLE}"


def _choose_playwright_browser(headed: bool) -> str:
    return "chromium" if headed else "chromium-headless-shell"


def _build_playwright_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "playwright", *arguments]


def _run_as_root(command: Sequence[str], timeout_s: float) -> str | None:
    if sys.platform == "win32" or os.geteuid() == 0:
        return _run(command, timeout_s)
    if shutil.which("sudo") is None:
        return f"для {command[0]} нужны права root, а sudo нет"
    # -n: sudo never waits for a password.
    return _run(["sudo", "-n", *command], timeout_s)


def _run(command: Sequence[str], timeout_s: float) -> str | None:
    """Runs a command and hides its output; returns one line that says why it failed, None where it did not."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    try:
        result = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout_s,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return f"нет ответа за {timeout_s:g} с"
    except OSError as error:
        return f"{command[0]}: {describe_os_error(error)}"
    return None if result.returncode == 0 else _find_reason(result.stdout) or f"код завершения {result.returncode}"


def _find_reason(output: str) -> str:
    """Returns the line of a failed command's output that says why."""
    lines = [line.strip() for line in _COLOURS.sub("", output).splitlines() if line.strip()]
    explanations = (line for line in lines if re.search("^E: |error|sudo: |cannot|not found", line, re.IGNORECASE))
    return next(explanations, lines[-1] if lines else "")


def find_start_problem(choice: BrowserChoice) -> str | None:
    """Starts the browser without a window and closes it; returns one line on what went wrong, None if nothing did."""
    with sync_playwright() as playwright:
        try:
            playwright.chromium.launch(**choice.launch_args(), timeout=_START_TIMEOUT_S * 1000).close()
        except Error as error:
            missing = _MISSING_LIBRARY.search(error.message) or re.search("Host system is missing .*", error.message)
            return missing[0].strip(" ║") if missing else summarize_error(error)
    return None


@click.command(cls=Program, variables="SFERUM_SETUP", short_help="Установить браузер, если его нет.")
@click.option("--headed", is_flag=True, help="Браузер с окном: для показа прогонов и для замеров скорости.")
@click.option(
    "--browser-path",
    envvar=BROWSER_PATH_VARIABLE,
    show_envvar=True,
    metavar="ПУТЬ",
    help="Взять этот браузер и ничего не устанавливать.",
)
def main(headed: bool, browser_path: str | None) -> None:
    """Проверить, что браузер для тестов есть, и установить его, если нет."""
    try:
        choice = set_up_browser(browser_path, headed=headed)
    except BrowserError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Браузер: {choice.name}" + (f" ({choice.executable})" if choice.executable else ""))


if __name__ == "__main__":
    main()
