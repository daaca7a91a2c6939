"""Gets the confirmation code that VK ID sends: from the sandbox, from the person at the keyboard, or from a command."""

import subprocess
import sys

import click

from automation.command_line import split_command
from automation.errors import AutomationError
from automation.vk_id_login import CodeSource
from mock_server.client import ControlError, SandboxClient, SandboxClientError
from mock_server.error_texts import describe_os_error

_CODE_TIMEOUT_S = 30
_COMMAND_TIMEOUT_S = 180  # less than a check of a journal may take


class CodeUnavailableError(AutomationError):
    """No confirmation code is available; the message is one line that says why."""


def create_sandbox_source(control: str, token: str | None) -> CodeSource:
    """Returns a source that takes the newest code of a phone from the control API of a sandbox."""

    def read(phone: str) -> str:
        try:
            with SandboxClient(control, token) as sandbox:
                codes = sandbox.read_codes(phone, wait_s=_CODE_TIMEOUT_S)
        except SandboxClientError as error:
            raise CodeUnavailableError(f"песочница {control} не отдала код: {_describe_failure(error)}") from error
        if not codes:
            raise CodeUnavailableError(f"песочница {control} не отправляла кода на этот номер")
        return str(codes[-1].code)

    return read


def ask_for_code(_phone: str) -> str:
    """Returns the code that a person types, which is not shown. Without a terminal, the next line of the input."""
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


def create_command_source(command: str) -> CodeSource:
    """Returns a source that runs the user's command with the phone as its last argument, and reads its first word."""

    def read(phone: str) -> str:
        try:
            process = subprocess.run(
                [*split_command(command), phone],
                capture_output=True,
                encoding="utf-8-sig",  # any encoding would do: a code is digits
                errors="replace",
                timeout=_COMMAND_TIMEOUT_S,
                check=True,
            )
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise CodeUnavailableError(f"команда, которая даёт код, не сработала: {_describe_reason(error)}") from error
        words = process.stdout.split()
        if not words:
            raise CodeUnavailableError("команда, которая даёт код, ничего не напечатала")
        return words[0]

    return read


def _describe_failure(error: SandboxClientError) -> str:
    """Returns why the call failed, without its address: the phone is in it."""
    if isinstance(error, ControlError):
        return f"HTTP {error.status}"
    return type(error.__cause__).__name__ if error.__cause__ else "это не управление песочницей"


def _describe_reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"код завершения {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"не ответила за {_COMMAND_TIMEOUT_S} с"
    return describe_os_error(error) if isinstance(error, OSError) else str(error)
