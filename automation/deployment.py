"""Which deployment a job works on: options of the commands, and the address of a site."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import httpx

from automation.job_browser import JobError
from automation.target import Target, TargetError, load_target
from mock_server.client import SITES, ControlError, SandboxClient, SandboxClientError
from mock_server.error_texts import describe_http_error
from mock_server.option_variables import name_source


def deployment_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--target`, `--sandbox` and `--sandbox-token`, as the tests have them."""
    for option in (
        click.option(
            "--sandbox-token", metavar="ТОКЕН", envvar="SFERUM_SANDBOX_TOKEN", help="Токен управления песочницей."
        ),
        click.option(
            "--sandbox", metavar="URL", envvar="SFERUM_SANDBOX", help="Адрес управления запущенной песочницей."
        ),
        click.option(
            "--target",
            metavar="ФАЙЛ",
            envvar="SFERUM_TARGET",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="Файл TOML с адресами сайтов.",
        ),
    ):
        command = option(command)
    return command


def describe_sandbox_error(error: SandboxClientError) -> str:
    """Returns why a call of the control API failed, in Russian; the error's own message is for developers."""
    if isinstance(error, ControlError):
        return str(error)
    cause = error.__cause__
    known = isinstance(cause, (httpx.HTTPError, httpx.InvalidURL))
    return describe_http_error(cause) if cause and known else "это не управление песочницей"


def find_site_address(site: str, target: Path | None, sandbox: str | None) -> str:
    """Returns the address of a site of `SITES`: the target's, or else the sandbox's. Raises JobError."""
    deployment = Target("", **dict.fromkeys(SITES, ""))
    if sandbox:
        try:
            with SandboxClient(sandbox) as client:
                deployment = Target.from_addresses("песочница", client.addresses)
        except SandboxClientError as error:
            reason = f"{sandbox} не отвечает как управление песочницей: {describe_sandbox_error(error)}"
            raise JobError(f"{name_source('sandbox')}: {reason}") from error
    if target:
        try:
            deployment = load_target(target, deployment)
        except TargetError as error:
            raise JobError(f"{name_source('target')}: {error}") from error
    address: str = getattr(deployment, site)
    if not address:
        raise JobError(f"адрес сайта не известен: назовите {site} в файле --target или укажите --sandbox")
    return address
