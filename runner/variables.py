"""Environment variables of the options that the suite adds to pytest: `--report-dir` may be SFERUM_REPORT_DIR.

The command line goes before a variable, a variable before the default. An empty variable counts as none. pytest's own
options have a variable of its own: PYTEST_ADDOPTS.
"""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click
import pytest

from mock_server.option_variables import name_variable

_PREFIX = "SFERUM"


@dataclass(frozen=True)
class VariableMistake:
    """The value of an option whose variable cannot be read, unless the command line has a better one."""

    message: str


def read_variables(group: pytest.OptionGroup) -> None:
    """Has the options that are added to the group from now on take values from variables, which the help names."""
    add = group.addoption

    def add_with_variable(*names: str, **attributes: Any) -> None:
        if attributes.get("help") == argparse.SUPPRESS:  # passed on by our own commands: no person gives it
            add(*names, **attributes)
            return
        variable = name_variable(_PREFIX, names)
        attributes["help"] = f"{attributes.get('help', '')} [переменная среды: {variable}]".lstrip()
        if attributes.get("action") == "append":
            attributes["action"] = _AppendAction
        if text := os.environ.get(variable):
            attributes["default"] = _read_value(variable, text, attributes)
        add(*names, **attributes)

    group.addoption = add_with_variable  # type: ignore[method-assign]  # whoever adds options asks for this group by name


class _AppendAction(argparse.Action):
    """Appends to what the command line has, not to the variable's values."""

    def __call__(self, _parser: object, namespace: argparse.Namespace, value: Any, _option: object = None) -> None:
        given: Any = getattr(namespace, self.dest)
        setattr(namespace, self.dest, [value] if given is self.default else [*given, value])


def find_mistakes(config: pytest.Config) -> list[str]:
    """Returns what is wrong with the variables whose values this run would take."""
    return [value.message for value in vars(config.option).values() if isinstance(value, VariableMistake)]


def name_source(config: pytest.Config, option: str) -> str:
    """Returns what the person has to mend: the variable that an option's value comes from, or the option."""
    variable = name_variable(_PREFIX, [option])
    text = os.environ.get(variable, "")
    return variable if text and config.getoption(option) in (text, text.split()) else option


def _read_value(variable: str, text: str, attributes: dict[str, Any]) -> Any:
    convert: Callable[[str], Any] = attributes.get("type", str)
    try:
        if attributes.get("action") == "store_true":
            return click.BOOL.convert(text, None, None)
        values = [convert(word) for word in (text.split() if attributes.get("action") is _AppendAction else [text])]
    except click.BadParameter:
        return VariableMistake(f"{variable}: {text!r} — не да и не нет: напишите 1 или 0")
    except (ValueError, TypeError, argparse.ArgumentTypeError, pytest.UsageError) as error:
        return VariableMistake(f"{variable}: {text!r} не годится: {error}")
    choices = attributes.get("choices")
    if choices and not set(values) <= set(choices):
        return VariableMistake(f"{variable}: {text!r} — не из списка {', '.join(map(str, choices))}")
    return values if attributes.get("action") is _AppendAction else values[0]
