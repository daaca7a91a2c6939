"""Environment variables of a program's options: `sferum validate --report-dir` may be SFERUM_VALIDATE_REPORT_DIR.

The command line goes before a variable, a variable before the default. An empty variable counts as none.
"""

import os
from collections.abc import Sequence

import click
from click.core import ParameterSource


def name_variables(command: click.Command, prefix: str) -> None:
    """Gives each option of a command and of its subcommands a variable, and shows it in the help.

    A variable that an option has already comes second: it is one that several commands share.
    """
    for option in command.params:
        if isinstance(option, click.Option) and option.expose_value:  # not --version, which ends the program
            option.envvar = list(dict.fromkeys([name_variable(prefix, option.opts), *list_variables(option)]))
            option.show_envvar = True
    if isinstance(command, click.Group):
        for name, subcommand in command.commands.items():
            name_variables(subcommand, name_variable(prefix, [name]))


def name_variable(prefix: str, names: Sequence[str]) -> str:
    """Returns the variable of an option, or the prefix of a subcommand, after the longest of its names."""
    return f"{prefix}_{max(names, key=len).lstrip('-').replace('-', '_').upper()}"


def list_variables(option: click.Parameter) -> list[str]:
    """Returns the variables of an option, the first first."""
    return [option.envvar] if isinstance(option.envvar, str) else list(option.envvar or ())


def find_variable(option: click.Parameter, context: click.Context | None) -> str | None:
    """Returns the variable that the option's value comes from, None where it comes from elsewhere."""
    if context is None or context.get_parameter_source(option.name or "") is not ParameterSource.ENVIRONMENT:
        return None
    return next((name for name in list_variables(option) if _is_set(name)), None)


def name_source(name: str) -> str:
    """Returns what the person has to mend: the variable of the running command's option, or the option `--name`."""
    context = click.get_current_context(silent=True)
    options = context.command.params if context else []
    sources = (find_variable(option, context) for option in options if f"--{name}" in option.opts)
    return next(filter(None, sources), f"--{name}")


def _is_set(name: str) -> bool:
    return bool(os.environ.get(name))
