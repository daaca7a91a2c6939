"""The sandbox of a validation: the one that is named, the one that runs, or its own until the run ends."""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import click

from automation.job_browser import JobError
from automation.target import TargetFile
from mock_server.client import is_running
from mock_server.settings import Ports, SandboxSettings
from runner.options import SANDBOX_TOKEN_VARIABLE

DEFAULT_CONTROL = "http://127.0.0.1:5005"
_USUAL_PORTS = Ports(journal=5001, vk_id=5002, messenger=5003, sferum=5004, control=5005)
"""Those of `sferum sandbox`: a journal that is configured for it finds the sandbox of its validation, too."""


@dataclass(frozen=True)
class RunSandbox:
    """Where the control API of a run's sandbox is, and its token."""

    control: str
    token: str | None = field(repr=False)


@contextmanager
def open_run_sandbox(file: TargetFile, control: str | None) -> Iterator[RunSandbox | None]:
    """Gives the sandbox at `control`, the file's, the one that runs, or a new one until the block ends.

    Gives None where the services are real. Raises JobError where no sandbox can be started.
    """
    token = os.environ.get(SANDBOX_TOKEN_VARIABLE) or None
    if file.services == "real":
        yield None
    elif named := control or file.sandbox:
        yield RunSandbox(named, token)
    elif is_running(DEFAULT_CONTROL, token=token):
        yield RunSandbox(DEFAULT_CONTROL, token)
    else:
        with _start_sandbox() as own:
            yield own


@contextmanager
def _start_sandbox() -> Iterator[RunSandbox]:
    """Starts a sandbox at the usual ports, or at free ones where any of those is taken.

    It has a token that nobody else knows: another run on this host does not take it for one that everybody may use.
    """
    # Imported here: it takes a second, and most runs find a sandbox.
    from mock_server.errors import SandboxError
    from mock_server.server import run_sandbox

    token = secrets.token_hex(16)
    with ExitStack() as stack:
        try:
            try:
                sandbox = stack.enter_context(run_sandbox(SandboxSettings(ports=_USUAL_PORTS, control_token=token)))
            except SandboxError:
                sandbox = stack.enter_context(run_sandbox(SandboxSettings(control_token=token)))
        except SandboxError as error:
            raise JobError(f"песочница не запустилась: {error}") from error
        addresses = sandbox.addresses
        click.echo("Песочница запущена на время проверки.", err=True)
        if urlsplit(addresses.control).port != _USUAL_PORTS.control:
            click.echo(
                "Обычные порты песочницы (5001–5005) заняты, эта на свободных: "
                f"VK ID {addresses.vk_id}, Сферум {addresses.sferum}, мессенджер {addresses.messenger}. "
                "Журнал, настроенный на обычные, её не найдёт: запустите песочницу сами и назовите её, --sandbox.",
                err=True,
            )
        yield RunSandbox(addresses.control, token)
