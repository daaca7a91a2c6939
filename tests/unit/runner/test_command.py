"""`test` runs a person's own scenarios where a path is named, ours otherwise; a value of an option is no path."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from runner import command
from runner.command import SCENARIOS, VALUE_OPTIONS


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """What pytest is given, from a folder with scenarios, a report and a stand's file."""
    (tmp_path / "school").mkdir()
    (tmp_path / "results").mkdir()
    (tmp_path / "stand.toml").touch()
    monkeypatch.chdir(tmp_path)
    given: list[list[str]] = []

    def run_pytest(arguments: Sequence[str]) -> int:
        given.append([*arguments])
        return 0

    monkeypatch.setattr(command, "_run_pytest", run_pytest)
    return given


@pytest.mark.parametrize(
    "arguments",
    [
        ["--target", "stand.toml"],
        ["--report-dir", "results", "-q"],
        ["-k", "school"],
        ["test_chats.py", "-m", "school"],
        [],
    ],
)
def test_value_of_an_option_leaves_ours(runs: list[list[str]], arguments: list[str]) -> None:
    CliRunner().invoke(command.test, arguments)
    (given,) = runs
    assert any(word.startswith("--rootdir=") for word in given)
    assert any(word in given for word in (str(SCENARIOS), str(SCENARIOS / "test_chats.py")))
    assert [word for word in arguments if not word.startswith("test_")] == [word for word in given if word in arguments]


@pytest.mark.parametrize("arguments", [["school"], ["-q", "school"], ["--headed", "school", "--target", "stand.toml"]])
def test_path_is_of_own_scenarios(runs: list[list[str]], arguments: list[str]) -> None:
    CliRunner().invoke(command.test, arguments)
    (given,) = runs
    assert given[-len(arguments) :] == arguments
    assert not any(word.startswith("--rootdir=") for word in given)


def test_every_option_of_ours_that_takes_a_value_is_known(pytestconfig: pytest.Config) -> None:
    parser = pytestconfig._parser
    ours = {name for option in parser.getgroup("sferum").options for name in option.names()}
    flags = {name for action in parser.optparser._actions if action.nargs == 0 for name in action.option_strings}
    assert {"--target", "--walk"} <= ours
    assert ours - flags - {"--repeat-command"} <= VALUE_OPTIONS
