"""The command line of the example journals: click in Russian, and mistakes as «Ошибка: …» with exit code 2."""

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import click
from click import core, decorators, exceptions, formatting, parser, types

_MODULES = (core, decorators, exceptions, formatting, parser, types)
_TEXTS = {
    "Usage:": "Использование:",
    "Options": "Параметры",
    "Show this message and exit.": "Показать эту справку и выйти.",
    "Try '{command} {option}' for help.": "Справка: {command} {option}",
    "default: {default}": "по умолчанию: {default}",
    "Error: {message}": "Ошибка: {message}",
    "Invalid value for {param_hint}: {message}": "неверное значение {param_hint}: {message}",
    "No such option {name!r}.": "нет параметра {name!r}.",
    "Did you mean {possibility}?": "Может быть, {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Может быть, что-то из этого: {possibilities}?)",
    "Got unexpected extra argument ({args})": "лишний аргумент ({args})",
    "Got unexpected extra arguments ({args})": "лишние аргументы ({args})",
    "Option {name!r} does not take a value.": "у параметра {name!r} не бывает значения.",
    "Option {name!r} requires an argument.": "параметру {name!r} нужно значение.",
    "{value!r} is not {choice}.": "{value!r} — не {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} — не из списка {choices}.",
    "{value} is not in the range {range}.": "{value} — вне границ {range}.",
    "{value!r} is not a valid {number_type}.": "{value!r} — не число.",
}
_PORT_REASONS = {errno.EADDRINUSE: "он занят", errno.EACCES: "на него нет прав"}


class StartError(click.ClickException):
    """The journal cannot start; the message says in one line why, and what to do."""

    exit_code = 2


class Command(click.Command):
    """A command that speaks Russian."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[ПАРАМЕТРЫ]", **attributes})

    def main(self, *args: Any, **extra: Any) -> Any:
        with _russian_click():
            return super().main(*args, **extra)


def open_ports(port: int) -> list[socket.socket]:
    """Returns sockets that listen on the port of localhost, by IPv4 and IPv6. Raises StartError."""
    try:
        ipv4 = socket.create_server(("127.0.0.1", port))
        try:
            address = ("::1", ipv4.getsockname()[1])
            return [ipv4, socket.create_server(address, family=socket.AF_INET6)]
        except OSError as error:
            if error.errno != errno.EADDRINUSE:  # this machine has no IPv6
                return [ipv4]
            ipv4.close()
            if port == 0:
                return open_ports(port)
            raise
    except OSError as error:
        reason = _PORT_REASONS.get(error.errno or 0) or error.strerror
        raise StartError(f"порт {port} открыть не удалось: {reason}; выберите другой: --port") from error


def make_streams_readable() -> None:
    """Makes output replace what its encoding lacks: cp866 of a Windows console has no «."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]


@contextmanager
def _russian_click() -> Iterator[None]:
    """Gives click's modules, which pass their texts through gettext, the texts above while the block runs."""
    with ExitStack() as stack:
        for module in _MODULES:
            for name, translate in (("_", _translate), ("ngettext", _translate_plural)):
                if hasattr(module, name):
                    stack.enter_context(patch.object(module, name, translate))
        yield


def _translate(text: str) -> str:
    return _TEXTS.get(text, text)


def _translate_plural(singular: str, plural: str, number: int) -> str:
    return _translate(singular if number == 1 else plural)
