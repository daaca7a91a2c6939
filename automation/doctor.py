"""`doctor`: what the suite needs and finds on this machine, and what to do about the rest."""

import platform
import shutil
import socket
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

import click
from packaging.requirements import Requirement

from automation import __version__
from automation.browsers import (
    BROWSER_PATH_VARIABLE,
    BrowserNotFoundError,
    find_browser,
    has_ffmpeg,
    name_ffmpeg_command,
)
from automation.invocation import name_command
from automation.setup import find_start_problem
from mock_server.client import is_running
from mock_server.error_texts import describe_os_error

DISTRIBUTION = "sferum-linking"
_OLDEST_PYTHON = (3, 11)
_SANDBOX_PORTS = (5001, 5002, 5003, 5004, 5005)
"""Where it is by default; the last is its control API."""
_MIN_FREE_BYTES = 500 * 2**20
_SIGNS = {"good": "✓", "note": "!", "bad": "✗"}


@dataclass(frozen=True)
class Finding:
    """One line of the report; `advice` says what to do where it is not good."""

    state: Literal["good", "note", "bad"]
    """`bad`: nothing will work; `note`: something that not everybody needs is missing."""
    text: str
    advice: str = ""


@click.command(short_help="Что есть на этой машине и чего нет.")
@click.option(
    "--browser-path", envvar=BROWSER_PATH_VARIABLE, show_envvar=True, metavar="ПУТЬ", help="Браузер вместо найденного."
)
@click.pass_context
def doctor(context: click.Context, browser_path: str | None) -> None:
    """Проверить, что есть на этой машине, чего нет и что с этим делать.

    Код завершения: 0 — всё нужное есть, 1 — чего-то нужного нет.
    """
    checks: tuple[Callable[[], Finding], ...] = (
        check_python,
        check_packages,
        lambda: check_browser(browser_path),
        check_video,
        check_ports,
        check_folder,
        check_proxies,
    )
    states = set[str]()
    for check in checks:
        finding = check()
        states.add(finding.state)
        click.echo(f"{_SIGNS[finding.state]} {finding.text}")
        if finding.advice:
            click.echo(f"    {finding.advice}")
    context.exit(1 if "bad" in states else 0)


def check_python() -> Finding:
    """Looks at the interpreter's version."""
    text = f"sferum-linking {__version__}, Python {platform.python_version()} ({sys.executable}), {platform.platform()}"
    if sys.version_info >= _OLDEST_PYTHON:
        return Finding("good", text)
    return Finding("bad", text, "нужен Python 3.11 или новее")


def check_packages() -> Finding:
    """Looks whether every package that the suite needs is there, in a version that it works with."""
    try:
        needed = [Requirement(line) for line in requires(DISTRIBUTION) or []]
    except PackageNotFoundError:
        return Finding("bad", f"пакет {DISTRIBUTION} не установлен", "установите: pipx install sferum-linking")
    missing = [str(package) for package in needed if _is_needed(package) and not _is_installed(package)]
    if missing:
        return Finding("bad", f"нет пакетов: {', '.join(missing)}", "установите sferum-linking заново")
    return Finding("good", f"пакеты на месте: {sum(map(_is_needed, needed))}")


def check_browser(path: str | None) -> Finding:
    """Starts the browser without a window."""
    try:
        choice = find_browser(path, headed=False)
    except BrowserNotFoundError as error:
        return Finding("bad", "браузера нет", str(error))
    if problem := find_start_problem(choice):
        return Finding("bad", f"браузер {choice.name} не запускается: {problem}", f"попробуйте {name_command('setup')}")
    place = f" ({choice.executable})" if choice.executable else ""
    return Finding("good", f"браузер запускается: {choice.name}{place}")


def check_video() -> Finding:
    """Looks for the ffmpeg that `--video` needs."""
    if has_ffmpeg():
        return Finding("good", "ffmpeg для --video есть")
    return Finding("note", "для --video нет ffmpeg", f"если видео нужно: {name_ffmpeg_command()}")


def check_ports() -> Finding:
    """Looks whether the sandbox's usual ports are free, or a sandbox is there."""
    if is_running(control := f"http://127.0.0.1:{_SANDBOX_PORTS[-1]}"):
        return Finding("good", f"песочница уже запущена: {control}")
    if taken := [str(port) for port in _SANDBOX_PORTS if not _is_free(port)]:
        advice = "освободите их или назовите песочнице другие: --journal-port, --control-port и так далее"
        return Finding("note", f"порты песочницы заняты: {', '.join(taken)}", advice)
    return Finding("good", f"порты песочницы свободны: {_SANDBOX_PORTS[0]}–{_SANDBOX_PORTS[-1]}")


def check_folder() -> Finding:
    """Looks whether reports can be written here and temporary files anywhere."""
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        try:
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            return Finding("bad", f"в {folder} не записать: {describe_os_error(error)}", "перейдите в другую папку")
        if shutil.disk_usage(folder).free < _MIN_FREE_BYTES:
            return Finding("note", f"в {folder} меньше 500 МБ", "освободите место: снимки и записи шагов занимают его")
    return Finding("good", f"отчёт можно писать в {Path.cwd()}")


def check_proxies() -> Finding:
    """Tells of a proxy of the environment: the sandbox is reached without it, other sites through it."""
    if proxies := urllib.request.getproxies():
        names = ", ".join(sorted(proxies))
        advice = "к песочнице ходят мимо него, к другим сайтам — через него"
        return Finding("note", f"в окружении есть прокси ({names})", advice)
    return Finding("good", "прокси в окружении нет")


def _is_needed(package: Requirement) -> bool:
    return package.marker is None or package.marker.evaluate({"extra": ""})


def _is_installed(package: Requirement) -> bool:
    try:
        return package.specifier.contains(version(package.name), prereleases=True)
    except PackageNotFoundError:
        return False


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
