"""docs/architecture.md says what is: its rooms, paths, arrows and names are those of the folders and the code."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import mock_server.command

PROJECT = Path(__file__).parents[3]
DOCUMENT = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
LINTER: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
PACKAGES = sorted(set(LINTER["root_packages"]) - {"examples"})
NO_ROOMS = {"results", "test-results", "allure-results", "node_modules", "build", "dist"}
KINDS_IN_ROOMS = {".py", ".md", ".yml"}  # a folder of certificates, reports or workbooks that a user made is no room


def test_every_room_has_its_line() -> None:
    rooms = [row[0].strip("`/") for row in _table("## The floor plan")]
    folders = [
        path.name
        for path in PROJECT.iterdir()
        if path.is_dir() and not path.name.startswith((".", "__")) and path.name not in NO_ROOMS
        if KINDS_IN_ROOMS & {file.suffix for file in path.iterdir()}
    ]

    assert rooms == sorted(folders)


def test_paths_exist() -> None:
    paths = set(re.findall(r"`([\w./-]+/[\w./-]*|[\w.-]+\.(?:toml|py|md))`", DOCUMENT)) - {"results/"}

    assert len(paths) > 50
    assert sorted(path for path in paths if not (PROJECT / path).exists()) == []


@pytest.mark.parametrize("room", PACKAGES)
def test_room_is_shown_from_inside(room: str) -> None:
    inside = DOCUMENT.partition("### The rooms from inside")[2].partition("\n## ")[0]
    packages = {path.parent.name for path in (PROJECT / room).glob("*/__init__.py")}

    assert f"\n`{room}/`\n" in inside
    assert {package for package in packages if f"`{room}/{package}/`" not in inside} == set()


def test_arrows_between_rooms_are_those_of_the_linter() -> None:
    layers = ["tests", *_contract("Rooms import downward only")["layers"]]
    drawn = re.findall(r"^ {4,}([a-z]+)$", _section("## The arrows").partition("```mermaid")[0], re.MULTILINE)

    assert _diagrams()[0] == drawn == layers


def test_who_uses_the_sandbox_is_drawn() -> None:
    (users,) = re.findall(r"^ +(\w+(?: & \w+)*) -\.-> mock_server$", DOCUMENT, re.MULTILINE)
    layers = _contract("Rooms import downward only")["layers"]
    forbidden = _contract("Pages know neither pytest nor the sandbox")["source_modules"]

    assert set(users.split(" & ")) == {"tests", *layers} - set(forbidden)


def test_arrows_in_the_sandbox_are_those_of_the_linter() -> None:
    layers = [
        "sites" if " | " in layer else layer.removeprefix("mock_server.")
        for layer in _contract("In the sandbox: server, sites, rules, model")["layers"]
    ]

    assert _diagrams()[1] == [layer for layer in layers if layer != "__main__"]


def test_sites_have_the_ports_of_the_sandbox() -> None:
    ports = [int(row[1]) for row in _table("## Four sites, four origins")]
    options = {option.name: option.default for option in mock_server.command.main.params}

    assert ports == [options[f"{site}_port"] for site in ("journal", "vk_id", "messenger", "sferum", "control")]


def test_names_of_the_glossary_are_in_the_code() -> None:
    words = {
        word
        for room in PACKAGES
        for path in (PROJECT / room).rglob("*.py")
        for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
    } | {word for path in (PROJECT / "tests").glob("*.py") for word in re.findall(r"\w+", path.read_text("utf-8"))}
    names = {name for row in _table("## Glossary") for name in re.findall(r"`(\w+)`", row[3])}

    assert len(names) > 40
    assert names - words == set()


def test_a_word_of_the_glossary_stands_for_one_thing() -> None:
    words = [word for row in _table("## Glossary") for word in row[0].split(", ")]
    translations = [row[1] for row in _table("## Glossary")]

    assert len(set(words)) == len(words)
    assert len(set(translations)) == len(translations)


def _section(heading: str) -> str:
    """Returns the text between a heading and the next of its level."""
    return DOCUMENT.partition(f"\n{heading}\n")[2].partition(f"\n{heading.split()[0]} ")[0]


def _table(heading: str) -> list[list[str]]:
    """Returns the rows of the first table under a heading, without its header."""
    rows = re.search(r"(?:^\|.+\n)+", _section(heading), re.MULTILINE)
    assert rows, heading
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[0].splitlines()[2:]]


def _diagrams() -> list[list[str]]:
    """Returns the longest chain of each Mermaid diagram, from top to bottom."""
    return [chain.split(" --> ") for chain in re.findall(r"^ +(\w+(?: --> \w+)+)$", DOCUMENT, re.MULTILINE)]


def _contract(name: str) -> dict[str, Any]:
    contract: dict[str, Any] = next(contract for contract in LINTER["contracts"] if contract["name"] == name)
    return contract
