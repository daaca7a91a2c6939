"""Whether a command line that a template or a document prints is one that the programs take."""

import click
import pytest

import automation.__main__
import automation.setup
import mock_server.command

PROGRAMS: dict[str, click.Command] = {
    "sferum": automation.__main__.main,
    "automation": automation.__main__.main,
    "automation.setup": automation.setup.main,
    "mock_server": mock_server.command.main,
}
PYTEST_COMMANDS = {"test", "walk"}
"""The commands that pass their arguments on to pytest."""


def find_mistake(program: str, arguments: list[str], config: pytest.Config) -> str | None:
    """Returns what is wrong with the words of a command line, None where nothing is; values are not looked at."""
    command = PROGRAMS[program]
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        name, *arguments = arguments
        if name not in command.commands:
            return f"no command {name}"
        command = command.commands[name]
        if name in PYTEST_COMMANDS:
            return _find_unknown_option(arguments, config)
    if isinstance(command, click.Group) and not {"--help", "--version"} & set(arguments):
        return "a command is missing" if arguments else None
    try:
        command.make_parser(click.Context(command)).parse_args(list(arguments))
    except click.UsageError as error:
        return error.message
    return None


def _find_unknown_option(arguments: list[str], config: pytest.Config) -> str | None:
    for word in arguments:
        name = word.partition("=")[0]
        try:
            if name.startswith("--"):
                config.getoption(name)
        except ValueError:
            return f"pytest has no option {name}"
    return None
