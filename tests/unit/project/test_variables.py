"""docs/variables.md has every option of every program with its environment variable, and no other."""

import argparse
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from _pytest.config.argparsing import Parser

import automation.__main__
from mock_server.option_variables import list_variables, name_variable, name_variables
from runner.plugins import PLUGINS

PROJECT = Path(__file__).parents[3]
DOCUMENTS = [PROJECT / "docs" / "variables.md", PROJECT / "docs" / "variables.ru.md"]
ELSEWHERE = {"SANDBOX_ALLOW_HOST", "SANDBOX_CONTROL_TOKEN", "SFERUM_ADMIN_PHONE"}
"""Shared variables that no option of pytest has."""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_table_of_commands_is_that_of_the_code(document: Path) -> None:
    name_variables(automation.__main__.main, "SFERUM")
    rows = dict(_list_commands(automation.__main__.main, "sferum"))

    written = {name: cell for name, cell in _read_rows(document) if name.startswith("sferum ")}
    assert {name: row for name, row in rows.items() if written.get(name) != row} == {}, "rows to write"
    assert set(written) == set(rows)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_table_of_pytest_is_that_of_the_code(document: Path) -> None:
    rows = {name: f"`{variable}`" for name, variable in _list_pytest_options()}

    assert rows
    assert {name: cell for name, cell in _read_rows(document) if name.startswith("--")} == rows


def test_one_variable_is_of_one_option() -> None:
    """A shared variable is that of pytest's option with the same name."""
    name_variables(automation.__main__.main, "SFERUM")
    of_pytest = {variable: name for name, variable in _list_pytest_options()}
    own: dict[str, list[str]] = {}
    for command, option in _walk_options(automation.__main__.main, "sferum"):
        first, *shared = list_variables(option)
        own.setdefault(first, []).append(command)
        for variable in shared:
            assert variable in ELSEWHERE or of_pytest[variable] in option.opts, (command, variable)

    assert {variable: commands for variable, commands in own.items() if len(commands) > 1} == {}
    assert {variable for variable in own if variable in of_pytest} == set()


def _list_pytest_options() -> Iterator[tuple[str, str]]:
    """Yields each option that the suite adds to pytest, with its variable."""
    parser = Parser(_ispytest=True)
    for name in PLUGINS:
        if add_options := getattr(importlib.import_module(name), "pytest_addoption", None):
            add_options(parser)
    for option in parser.getgroup("sferum").options:
        if option.attrs()["help"] == argparse.SUPPRESS:
            continue
        variable = name_variable("SFERUM", option.names())
        assert f"[переменная среды: {variable}]" in option.attrs()["help"]
        yield option.names()[0], variable


def _walk_options(command: click.Command, path: str) -> Iterator[tuple[str, click.Option]]:
    if isinstance(command, click.Group):
        for name, subcommand in command.commands.items():
            yield from _walk_options(subcommand, f"{path} {name}")
    else:
        yield from ((path, option) for option in command.params if isinstance(option, click.Option))


def _list_commands(command: click.Command, path: str) -> Iterator[tuple[str, str]]:
    """Yields each command with its cell: the variable of each option, in the order of its help."""
    cells: dict[str, list[str]] = {}
    for name, option in _walk_options(command, path):
        first, *shared = list_variables(option)
        also = f" ({', '.join(f'`{variable}`' for variable in shared)})" if shared else ""
        cells.setdefault(name, []).append(f"`{first}`{also}")
    yield from ((name, " ".join(cell)) for name, cell in cells.items())


def _read_rows(document: Path) -> list[tuple[str, str]]:
    return re.findall(r"^\| `([^`]+)` \| (.+?) \|", document.read_text(encoding="utf-8"), re.MULTILINE)
