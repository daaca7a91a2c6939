"""Environment variables of commands: the command line wins, an empty one is none, a bad value is named."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from mock_server.cli import ProgramGroup
from mock_server.option_variables import name_source


@click.group(cls=ProgramGroup, variables="SCHOOL")
@click.version_option("1.2.3")
def main() -> None:
    """A program."""


@main.group()
def rooms() -> None:
    """A group in it."""


@rooms.command("list")
@click.option("--place", envvar="SCHOOL_PLACE", default="everywhere")
@click.option("--floor-number", "floor", type=click.IntRange(1, 9), default=1)
@click.option("--headed", is_flag=True)
@click.option("--name", "names", multiple=True)
@click.option("--file", "files", multiple=True, type=click.Path(path_type=Path))
@click.option("--required", required=True)
def list_rooms(**options: object) -> None:
    """Shows its options."""
    click.echo(f"{options} {name_source('floor-number')} {name_source('place')}")


def run(*arguments: str, **variables: str) -> Result:
    environment = {"SCHOOL_ROOMS_LIST_REQUIRED": "yes", **variables}
    return CliRunner().invoke(main, ["rooms", "list", *arguments], env=environment)


@pytest.mark.parametrize(
    ("variable", "text", "shown"),
    [
        ("SCHOOL_ROOMS_LIST_PLACE", "north", "'place': 'north'"),
        ("SCHOOL_PLACE", "south", "'place': 'south'"),
        ("SCHOOL_ROOMS_LIST_FLOOR_NUMBER", "3", "'floor': 3"),
        ("SCHOOL_ROOMS_LIST_HEADED", "1", "'headed': True"),
        ("SCHOOL_ROOMS_LIST_HEADED", "0", "'headed': False"),
        ("SCHOOL_ROOMS_LIST_NAME", "a b", "'names': ('a', 'b')"),
    ],
)
def test_variable_is_read(variable: str, text: str, shown: str) -> None:
    assert shown in run(**{variable: text}).output


def test_command_s_own_variable_goes_before_the_shared_one() -> None:
    assert "'place': 'north'" in run(SCHOOL_PLACE="south", SCHOOL_ROOMS_LIST_PLACE="north").output


def test_command_line_goes_before_a_variable_even_a_bad_one() -> None:
    result = run("--floor-number=1", "--name=c", SCHOOL_ROOMS_LIST_FLOOR_NUMBER="99", SCHOOL_ROOMS_LIST_NAME="a b")
    assert "'floor': 1" in result.output
    assert "'names': ('c',)" in result.output
    assert "--floor-number --place" in result.output


def test_empty_variable_counts_as_none() -> None:
    empty = dict.fromkeys(("SCHOOL_ROOMS_LIST_FLOOR_NUMBER", "SCHOOL_ROOMS_LIST_HEADED", "SCHOOL_ROOMS_LIST_NAME"), "")
    assert run(**empty).output == run().output


def test_bad_value_names_the_variable_that_it_is_in() -> None:
    assert run(SCHOOL_ROOMS_LIST_FLOOR_NUMBER="99").stderr.splitlines()[-1] == (
        "Ошибка: неверное значение переменной среды SCHOOL_ROOMS_LIST_FLOOR_NUMBER: 99 — вне границ 1<=x<=9."
    )
    assert "переменной среды SCHOOL_ROOMS_LIST_HEADED: 'иногда' — не да и не нет" in (
        run(SCHOOL_ROOMS_LIST_HEADED="иногда").stderr
    )
    assert run("--floor-number=99").stderr.splitlines()[-1] == (
        "Ошибка: неверное значение '--floor-number': 99 — вне границ 1<=x<=9."
    )


def test_what_is_to_be_mended_is_where_the_value_comes_from() -> None:
    assert "SCHOOL_ROOMS_LIST_FLOOR_NUMBER SCHOOL_PLACE" in (
        run(SCHOOL_ROOMS_LIST_FLOOR_NUMBER="2", SCHOOL_PLACE="south").output
    )


def test_missing_option_names_both() -> None:
    assert run(SCHOOL_ROOMS_LIST_REQUIRED="").stderr.splitlines()[-1] == (
        "Ошибка: не указан параметр '--required' (переменная среды: 'SCHOOL_ROOMS_LIST_REQUIRED')."
    )


def test_help_names_the_variables_and_no_variable_asks_for_the_version() -> None:
    shown = " ".join(run("--help").output.split())
    assert "[переменная среды: SCHOOL_ROOMS_LIST_PLACE, SCHOOL_PLACE" in shown
    assert "SCHOOL_ROOMS_LIST_FLOOR_NUMBER" in shown
    assert "'floor': 1" in run(SCHOOL_VERSION="1.2.3", SCHOOL_HELP="1").output
