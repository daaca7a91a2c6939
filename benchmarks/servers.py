"""The servers that are measured: the sandbox of today and of version 0.2, and two mocks of npm."""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from automation.factories import generate_phone
from automation.http_login import ClientApp
from benchmarks.journeys import REDIRECT_URI, Journey, OidcLogin, SandboxLogin
from benchmarks.measure import NotMeasuredError
from benchmarks.processes import run_server
from mock_server.client import SandboxClient

TOGETHER = 32
_NODE = Path(__file__).parent / "node"


@dataclass(frozen=True)
class Contender:
    """A running server, and how a person below number `TOGETHER` signs in to it."""

    name: str
    pid: int
    login: Journey
    database_pid: int | None = None
    """The database's server, where it has one."""


@contextlib.contextmanager
def run_sandbox_process(*options: str, version: Path | None = None) -> Iterator[tuple[int, SandboxClient]]:
    """Runs a sandbox on free ports, of the version in a folder or today's; yields its process ID and its client."""
    ports = [f"--{site}-port=0" for site in ("journal", "vk-id", "messenger", "sferum", "control")]
    command = [sys.executable, "-m", "mock_server", "--resend=0", *ports, *options]
    folder = version or Path(__file__).parents[1]
    with run_server(command, r"Управление +(http://\S+)", folder) as (pid, control), SandboxClient(control) as client:
        yield pid, client


@contextlib.contextmanager
def sandbox(*options: str, name: str = "песочница", version: Path | None = None) -> Iterator[Contender]:
    """Runs a sandbox whose VK ID shows its four screens: phone, code, account and consent."""
    with run_sandbox_process(*options, version=version) as (pid, client):
        app = ClientApp(client.addresses["vk_id"], client.create_client(REDIRECT_URI).id, REDIRECT_URI)
        phones = tuple(generate_phone() for _ in range(TOGETHER))
        for phone in phones:
            client.create_account(phone, profiles=[{"last_name": "Орлова", "first_name": "Анна"}])
        yield Contender(name, pid, SandboxLogin(client.control, app, phones))


@contextlib.contextmanager
def oauth2_mock_server() -> Iterator[Contender]:
    """Runs a server without screens: its authorize address answers with the code."""
    with _run_node("oauth2-mock-server.js") as (pid, address):
        app = ClientApp(address, "bench", REDIRECT_URI, "/authorize")
        yield Contender("oauth2-mock-server (без экранов)", pid, OidcLogin(app, f"{address}/userinfo"))


@contextlib.contextmanager
def oidc_provider() -> Iterator[Contender]:
    """Runs a server with two screens for developers, sign-in and consent; it keeps the last 1000 records in memory."""
    with _run_node("oidc-provider.js") as (pid, address):
        app = ClientApp(address, "bench", REDIRECT_URI, "/auth")
        yield Contender("oidc-provider (два экрана)", pid, OidcLogin(app, f"{address}/me"))


def _run_node(script: str) -> contextlib.AbstractContextManager[tuple[int, str]]:
    _install_packages()
    return run_server(["node", str(_NODE / script)], r"(http://\S+)")


def _install_packages() -> None:
    """Installs the packages of npm, once."""
    if shutil.which("npm") is None:
        raise NotMeasuredError("серверам npm нужен Node.js 20 или новее, а его нет")
    installed, locked = _NODE / "node_modules" / ".package-lock.json", _NODE / "package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= locked.stat().st_mtime:
        return
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    if subprocess.run(command, cwd=_NODE, stdout=subprocess.DEVNULL).returncode:
        raise NotMeasuredError("npm не смог поставить пакеты")
