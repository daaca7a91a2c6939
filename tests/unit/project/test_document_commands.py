"""What the documents print as commands can be run: targets, programs, options, paths and imports exist."""

import ast
import importlib
import re
import shlex
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import automation.__main__
import automation.setup
import mock_server.command

PROJECT = Path(__file__).parents[3]
READMES = ("README.md", "README.ru.md")
GUIDES = ("docs/validate.md", "docs/validate.ru.md")  # tests/commands/test_pipelines.py looks into their commands
REFERENCES = (
    *("docs/architecture.md", "docs/clients.md", "docs/links.ru.md", "docs/reports.md", "docs/reports.ru.md"),
    "examples/README.md",
)
DOCUMENTS = (*READMES, *REFERENCES, "CONTRIBUTING.md", "SECURITY.md")
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
PROGRAMS: dict[str, click.Command] = {
    "automation": automation.__main__.main,
    "automation.setup": automation.setup.main,
    "mock_server": mock_server.command.main,
}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_has_the_targets_and_variables(document: str) -> None:
    (targets,) = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    for command in _commands(document):
        if command[0] == "make":
            variables = {word.partition("=")[0] for word in command[1:] if "=" in word}
            assert {word for word in command[1:] if "=" not in word} <= set(targets.split()), command
            assert variables <= set(re.findall(r"\$\((?:or |if )?([A-Z]+)", MAKEFILE)), command


@pytest.mark.parametrize("document", DOCUMENTS)
def test_programs_and_their_options_exist(document: str, pytestconfig: pytest.Config) -> None:
    for command in _commands(document):
        if "-m" not in command:
            continue
        program, *arguments = command[command.index("-m") + 1 :]
        assert find_spec(program) is not None, command
        if program == "pytest":
            _expect_pytest_options(arguments, pytestconfig)
        elif program in PROGRAMS:
            subcommand, rest = _subcommand(PROGRAMS[program], arguments)
            options = {option for parameter in subcommand.params for option in parameter.opts} | {"--help"}
            assert {word.partition("=")[0] for word in rest if word.startswith("-")} <= options, command


@pytest.mark.parametrize("document", DOCUMENTS)
def test_arguments_of_make_are_options_of_pytest(document: str, pytestconfig: pytest.Config) -> None:
    for command in _commands(document):
        for word in command:
            if command[0] == "make" and word.startswith("ARGS="):
                _expect_pytest_options(shlex.split(word.removeprefix("ARGS=")), pytestconfig)


@pytest.mark.parametrize("document", [*READMES, *GUIDES, "docs/links.ru.md"])
def test_options_in_the_text_exist(document: str, pytestconfig: pytest.Config) -> None:
    options = {option for program in PROGRAMS.values() for option in _all_options(program)} | {"--help"}
    for span in _code(document):
        words = span.split()
        if words and words[0].startswith("--"):
            option = words[0].partition("=")[0]
            assert option in options or _is_pytest_option(option, pytestconfig), span


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths_in_commands_exist(document: str) -> None:
    paths = {
        word
        for command in _commands(document)
        for word in command
        if re.match(r"(tests|docs|docker|examples|pipelines|validation)/", word)
    }

    assert sorted(path for path in paths if not (PROJECT / path).exists()) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_python_examples_import_what_exists(document: str) -> None:
    for token in _tokens(document):
        if token.type == "fence" and token.info == "python":
            for node in ast.walk(ast.parse(token.content)):
                if isinstance(node, ast.ImportFrom) and node.module:
                    module = importlib.import_module(node.module)
                    assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == []


def test_both_readmes_have_the_same_commands() -> None:
    english, russian = ([" ".join(command) for command in _commands(document)] for document in READMES)

    assert english == russian


def test_commands_are_found() -> None:
    commands = {" ".join(command[:2]) for command in _commands("README.md")}

    assert {"make run", "make test", "make validate", ".venv/bin/python -m"} <= commands


def _commands(document: str) -> list[list[str]]:
    """Returns the words of each command in a document's code, without comments."""
    lines = [line for text in _code(document) for line in text.splitlines()]
    commands = [line.strip().replace("\\", "/") for line in lines if re.match(r"\s*(make|py|python|\.venv)\b", line)]
    return [words for line in commands if (words := shlex.split(line, comments=True))]


def _code(document: str) -> list[str]:
    """Returns what a document sets as code, in the order of the text; Python examples are no commands."""
    kinds = {"code_block", "code_inline", "fence"}
    return [token.content for token in _tokens(document) if token.type in kinds and token.info != "python"]


def _tokens(document: str) -> list[Token]:
    parsed = MarkdownIt().enable("table").parse((PROJECT / document).read_text(encoding="utf-8"))
    return [token for block in parsed for token in (block, *(block.children or ()))]


def _subcommand(command: click.Command, arguments: list[str]) -> tuple[click.Command, list[str]]:
    """Returns the command that the first arguments name, and the arguments that are left."""
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        command, arguments = command.commands[arguments[0]], arguments[1:]
    return command, arguments


def _all_options(command: click.Command) -> set[str]:
    """Returns the options of a command and of all its subcommands."""
    options = {option for parameter in command.params for option in parameter.opts}
    subcommands = command.commands.values() if isinstance(command, click.Group) else ()
    return options.union(*map(_all_options, subcommands))


def _expect_pytest_options(arguments: list[str], config: pytest.Config) -> None:
    options = [word.partition("=")[0] for word in arguments if word.startswith("--")]
    assert [option for option in options if not _is_pytest_option(option, config)] == []


def _is_pytest_option(option: str, config: pytest.Config) -> bool:
    if f'"{option}"' in "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "tests").glob("*/conftest.py")):
        return True  # of tests that are not part of this run
    try:
        config.getoption(option)
    except ValueError:
        return False
    return True
