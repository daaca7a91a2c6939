"""`test` runs a person's own scenarios where a path is named, ours otherwise; a value of an option is no path."""

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from _pytest.config.argparsing import Parser
from click.testing import CliRunner

from runner import command
from runner.command import SCENARIOS, VALUE_OPTIONS
from runner.plugins import PLUGINS


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


@pytest.mark.parametrize(
    ("arguments", "is_unlimited"), [(["--headed"], True), ([], False)], ids=["с окном", "без окна"]
)
def test_walk_that_a_person_watches_has_no_time_limit(
    runs: list[list[str]], arguments: list[str], is_unlimited: bool
) -> None:
    CliRunner().invoke(command.walk, arguments)
    (given,) = runs
    assert ("--timeout=0" in given) == is_unlimited


def test_folder_of_the_person_stays_out_of_the_path_of_workers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    environments: list[Mapping[str, str]] = []

    def run_child(_command: Sequence[str], _folder: Path, environment: Mapping[str, str]) -> int:
        environments.append(environment)
        return 0

    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    monkeypatch.setenv("SANDBOX_URL", "http://127.0.0.1:1")
    monkeypatch.setattr(command, "run_child", run_child)
    CliRunner().invoke(command.test, [])
    (environment,) = environments
    assert (environment["PYTHONSAFEPATH"], environment["SANDBOX_URL"]) == ("1", "http://127.0.0.1:1")


def test_every_option_of_ours_that_takes_a_value_is_known() -> None:
    parser = Parser(_ispytest=True)
    for name in PLUGINS:
        if add_options := getattr(importlib.import_module(name), "pytest_addoption", None):
            add_options(parser)
    options = parser.getgroup("sferum").options
    ours = {name for option in options if option.attrs()["nargs"] != 0 for name in option.names()}
    assert "--target" in ours
    assert "--walk" not in ours
    assert ours - {"--repeat-command"} <= VALUE_OPTIONS
