"""Environment variables of pytest's options: the command line wins, an empty one is none, a bad value is named."""

from argparse import SUPPRESS, ArgumentTypeError
from typing import Any

import pytest
from _pytest.config.argparsing import Parser

from runner.variables import find_mistakes, name_source, read_variables


class Config:
    """The options of a run, as pytest hands them out."""

    def __init__(self, option: Any) -> None:
        self.option = option

    def getoption(self, name: str) -> Any:
        return getattr(self.option, name.removeprefix("--").replace("-", "_"))


def parse_part(text: str) -> tuple[int, ...]:
    part = tuple(int(number) for number in text.split("/"))
    if len(part) != 2:
        raise ArgumentTypeError("нужно I/N")
    return part


def read(*arguments: str) -> Any:
    parser = Parser(_ispytest=True)
    read_variables(parser.getgroup("sferum"))
    group = parser.getgroup("sferum")  # as another module does
    group.addoption("--report-dir", default="results", help="куда писать отчёт")
    group.addoption("--walk", action="store_true")
    group.addoption("--crowd", type=int, default=20)
    group.addoption("--part", type=parse_part)
    group.addoption("--order", choices=["long", "random"], default="long")
    group.addoption("--check", action="append", default=[])
    group.addoption("--inner", help=SUPPRESS)
    return Config(parser.parse_known_args(list(arguments)))


def test_option_without_variable_has_its_default() -> None:
    assert vars(read().option).items() >= {
        "report_dir": "results", "walk": False, "crowd": 20, "part": None, "order": "long", "check": [],
    }.items()  # fmt: skip


@pytest.mark.parametrize(
    ("variable", "text", "option", "value"),
    [
        ("SFERUM_REPORT_DIR", "отчёт 1", "--report-dir", "отчёт 1"),
        ("SFERUM_WALK", "1", "--walk", True),
        ("SFERUM_WALK", "true", "--walk", True),
        ("SFERUM_WALK", "0", "--walk", False),
        ("SFERUM_CROWD", "7", "--crowd", 7),
        ("SFERUM_PART", "1/4", "--part", (1, 4)),
        ("SFERUM_ORDER", "random", "--order", "random"),
        ("SFERUM_CHECK", "P-1  P-7", "--check", ["P-1", "P-7"]),
    ],
)
def test_variable_is_read(
    variable: str, text: str, option: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, text)
    assert read().getoption(option) == value


@pytest.mark.parametrize(
    ("variable", "argument", "option", "value"),
    [
        ("SFERUM_REPORT_DIR", "--report-dir=results", "--report-dir", "results"),  # the default, said aloud
        ("SFERUM_CROWD", "--crowd=20", "--crowd", 20),
        ("SFERUM_ORDER", "--order=long", "--order", "long"),
        ("SFERUM_CHECK", "--check=P-9", "--check", ["P-9"]),
        ("SFERUM_WALK", "--walk", "--walk", True),
    ],
)
@pytest.mark.parametrize("text", ["7", "random", "нет такого"])
def test_command_line_goes_before_a_variable_even_a_bad_one(
    variable: str, argument: str, option: str, value: object, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, text)
    config = read(argument)
    assert config.getoption(option) == value
    assert find_mistakes(config) == []
    assert name_source(config, option) == option


def test_repeated_option_of_the_command_line_has_all_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFERUM_CHECK", "P-1 P-7")
    assert read("--check=P-8", "--check=P-9").getoption("--check") == ["P-8", "P-9"]


@pytest.mark.parametrize("variable", ["SFERUM_REPORT_DIR", "SFERUM_WALK", "SFERUM_CROWD", "SFERUM_CHECK"])
def test_empty_variable_counts_as_none(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without = vars(read().option)
    monkeypatch.setenv(variable, "")
    assert vars(read().option) == without


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        ("SFERUM_WALK", "иногда", "SFERUM_WALK: 'иногда' — не да и не нет: напишите 1 или 0"),
        ("SFERUM_CROWD", "много", "SFERUM_CROWD: 'много' не годится: "),
        ("SFERUM_PART", "1", "SFERUM_PART: '1' не годится: нужно I/N"),
        ("SFERUM_ORDER", "short", "SFERUM_ORDER: 'short' — не из списка long, random"),
    ],
)
def test_bad_value_names_the_variable(variable: str, text: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, text)
    (mistake,) = find_mistakes(read())
    assert mistake.startswith(message)


def test_option_that_is_not_shown_has_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFERUM_INNER", "from the environment")
    assert read().getoption("--inner") is None


def test_what_is_to_be_mended_is_where_the_value_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFERUM_REPORT_DIR", "elsewhere")
    monkeypatch.setenv("SFERUM_CHECK", "P-1 P-7")
    assert name_source(read(), "--report-dir") == "SFERUM_REPORT_DIR"
    assert name_source(read(), "--check") == "SFERUM_CHECK"
    assert name_source(read("--report-dir=here"), "--report-dir") == "--report-dir"
