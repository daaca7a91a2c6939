"""Reads the catalogue of the guide's requirements from `guide.toml`."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import ConfigDict, StringConstraints, ValidationError
from pydantic.dataclasses import dataclass

from automation.errors import AutomationError

CATALOGUE = Path(__file__).parent.parent / "guide.toml"

_STRICT = ConfigDict(strict=True, extra="forbid")
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Entry = TypeVar("_Entry")


class CatalogueError(AutomationError):
    """The file cannot be used; the message is one line: the file, the place in it, what is wrong."""


@dataclass(frozen=True, config=_STRICT)
class Section:
    """A chapter of the guide; `note` says what the guide leaves out of it."""

    id: _Text
    title: _Text
    note: str = ""


@dataclass(frozen=True, config=_STRICT)
class Requirement:
    """One requirement: `title` and `quote` (the text of its screen) are the guide's, word for word.

    A line of `quote` that starts with "- " is an item of a list, one with " | " is a row of a table.
    `covered` is false while no test checks it, and then `why` gives the reason, in Russian.
    """

    id: _Text
    section: Section
    title: _Text
    severity: Literal["must", "should"]
    source: Literal["guide", "ours"]
    quote: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    covered: bool = True
    why: str = ""


def load_requirements(path: Path = CATALOGUE) -> dict[str, Requirement]:
    """Returns all requirements by id, in the guide's order. Raises CatalogueError when the file is broken."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # TOML's own errors, and bytes that are not UTF-8
        raise CatalogueError(f"{path}: {error}") from error
    sections: dict[str, Section] = {}
    for place, table in _find_tables(path, document, "section"):
        section = _parse(Section, place, table)
        _add(sections, section.id, section, place)
    catalogue: dict[str, Requirement] = {}
    for place, table in _find_tables(path, document, "requirement"):
        section_id = table.get("section")
        if section_id not in list(sections):  # a list: the value may be unhashable
            raise CatalogueError(f"{place}: section: there is no section {section_id!r}")
        requirement = _parse(Requirement, place, table | {"section": sections[str(section_id)]})
        if requirement.covered == bool(requirement.why):
            raise CatalogueError(f"{place}: why: goes with covered = false, and only with it")
        _add(catalogue, requirement.id, requirement, place)
    return catalogue


def _find_tables(path: Path, document: dict[str, Any], name: str) -> list[tuple[str, dict[str, Any]]]:
    """Returns the tables of this name, each with its place for messages. Raises CatalogueError."""
    tables = document.get(name)
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise CatalogueError(f"{path}: there is no [[{name}]] in it")
    return [(f"{path}: {name} {table.get('id', f'number {n}')}", table) for n, table in enumerate(tables, start=1)]


def _parse(kind: type[_Entry], place: str, table: dict[str, Any]) -> _Entry:
    try:
        return kind(**table)
    except ValidationError as error:
        first = error.errors()[0]
        raise CatalogueError(f"{place}: {first['loc'][0]}: {first['msg']}") from error


def _add(entries: dict[str, _Entry], entry_id: str, entry: _Entry, place: str) -> None:
    if entry_id in entries:
        raise CatalogueError(f"{place}: id: it is taken by another one")
    entries[entry_id] = entry
