"""Where a job gets the confirmation code that VK ID sends: the sandbox, the person at the keyboard, or a command."""

import shlex
import subprocess
import sys

import click
import httpx

from automation.vk_id_login import CodeSource
from mock_server.http_client import http_client

_WAIT_S = 30
_COMMAND_S = 180  # less than a check of a journal may take


class CodeUnavailableError(Exception):
    """There is no code to be had; the message is one line that says why."""


def from_sandbox(control: str, token: str | None) -> CodeSource:
    """Codes from the control API of a sandbox."""

    def read(phone: str) -> str:
        try:
            with http_client(control, token=token, timeout=_WAIT_S + 5) as http:
                answer = http.post(f"{control}/people/{phone}/codes/take", params={"wait_s": _WAIT_S})
            codes = answer.raise_for_status().json()["codes"]
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
            raise CodeUnavailableError(f"песочница {control} не отдала код: {type(error).__name__}") from error
        if not codes:
            raise CodeUnavailableError(f"песочница {control} не отправляла кода на этот номер")
        return str(codes[-1]["code"])

    return read


def from_prompt(_phone: str) -> str:
    """The code that a person types, not shown; where there is no terminal, the next line of the input."""
    if sys.stdin.isatty():
        try:
            return str(click.prompt("Код подтверждения", hide_input=True, err=True)).strip()
        except click.Abort as error:
            if isinstance(error.__context__, EOFError):  # Ctrl-D; Ctrl-C ends the job
                raise CodeUnavailableError("код не введён") from error
            raise
    typed = sys.stdin.readline().strip()
    if not typed:
        raise CodeUnavailableError("код спросить не у кого: укажите --code-command")
    return typed


def from_command(command: str) -> CodeSource:
    """The first word that a command of the user's prints; it is given the phone as its last argument."""

    def read(phone: str) -> str:
        try:
            done = subprocess.run(
                [*shlex.split(command), phone],
                capture_output=True,
                encoding="utf-8-sig",  # whatever the console's is: a code is digits
                errors="replace",
                timeout=_COMMAND_S,
                check=True,
            )
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise CodeUnavailableError(f"команда, которая даёт код, не сработала: {_reason(error)}") from error
        words = done.stdout.split()
        if not words:
            raise CodeUnavailableError("команда, которая даёт код, ничего не напечатала")
        return words[0]

    return read


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"код завершения {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"не ответила за {_COMMAND_S} с"
    return getattr(error, "strerror", None) or str(error)
