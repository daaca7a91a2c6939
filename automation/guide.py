"""Reads the catalogue of the guide's requirements from `guide.toml`, and a team's own from theirs."""

from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from automation.errors import AutomationError
from automation.toml_mistakes import describe_mistake
from mock_server.documents import DocumentError, decode_text, parse_toml, read_bytes

CATALOGUE = Path(__file__).parent.parent / "guide.toml"

_TABLES = {"section", "requirement"}
_STRICT = ConfigDict(strict=True, extra="forbid", frozen=True)
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Entry = TypeVar("_Entry", bound=BaseModel)


class CatalogueError(AutomationError):
    """The file cannot be used; the message is one line: the file, the place in it, what is wrong."""


class Section(BaseModel):
    """A chapter of the guide; `note` says what the guide leaves out of it. English words are ours, and optional."""

    model_config = _STRICT

    id: _Text
    title: _Text
    note: str = ""
    title_en: str = ""
    note_en: str = ""


class Requirement(BaseModel):
    """One requirement: `title` and `quote` (the text of its screen) are the guide's, word for word.

    A line of `quote` that starts with "- " is an item of a list, one with " | " is a row of a table.
    `covered` is false while no test checks it, and then `why` gives the reason, in Russian.
    """

    model_config = _STRICT

    id: _Text
    section: Section
    title: _Text
    severity: Literal["must", "should"] = "must"
    source: Literal["guide", "ours"] = "ours"
    quote: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    covered: bool = True
    why: str = ""
    title_en: str = ""
    """The title in English, ours; a report without it shows the guide's."""


def load_requirements(path: Path = CATALOGUE, own: Path | None = None) -> dict[str, Requirement]:
    """Returns all requirements by id, section by section, with those of `own`, a file of the same form.

    `own` may have sections of its own, and put requirements into the guide's. Raises CatalogueError when a file is
    broken.
    """
    sections: dict[str, Section] = {}
    catalogue: dict[str, Requirement] = {}
    _add_file(path, sections, catalogue, needed=("section", "requirement"))
    if own is not None:
        _add_file(own, sections, catalogue, needed=("requirement",))
    order = list(sections)
    return dict(sorted(catalogue.items(), key=lambda item: order.index(item[1].section.id)))


def _add_file(
    path: Path, sections: dict[str, Section], catalogue: dict[str, Requirement], needed: tuple[str, ...]
) -> None:
    try:
        document = parse_toml(path, decode_text(path, read_bytes(path)))
    except DocumentError as error:
        raise CatalogueError(str(error)) from error
    if others := sorted(document.keys() - _TABLES):
        raise CatalogueError(f"{path}: {others[0]}: здесь бывают только таблицы [[section]] и [[requirement]]")
    for place, table in _find_tables(path, document, "section", is_needed="section" in needed):
        section = _parse(Section, place, table)
        _add(sections, section.id, section, place)
    for place, table in _find_tables(path, document, "requirement"):
        section_id = table.get("section")
        if section_id not in list(sections):  # a list: the value may be unhashable
            raise CatalogueError(f"{place}: section: раздела {section_id!r} нет")
        requirement = _parse(Requirement, place, table | {"section": sections[str(section_id)]})
        if requirement.covered == bool(requirement.why):
            raise CatalogueError(f"{place}: why: бывает при covered = false, и только при нём")
        _add(catalogue, requirement.id, requirement, place)


def _find_tables(
    path: Path, document: dict[str, Any], name: str, *, is_needed: bool = True
) -> list[tuple[str, dict[str, Any]]]:
    """Returns the tables of this name, each with its place for messages. Raises CatalogueError."""
    tables = document.get(name, None if is_needed else [])
    is_list = isinstance(tables, list) and all(isinstance(table, dict) for table in tables)
    if not is_list or (is_needed and not tables):
        raise CatalogueError(f"{path}: нет таблиц [[{name}]]")
    return [(f"{path}: {name} {table.get('id', f'№ {n}')}", table) for n, table in enumerate(tables or [], start=1)]


def _parse(kind: type[_Entry], place: str, table: dict[str, Any]) -> _Entry:
    try:
        return kind(**table)
    except ValidationError as error:
        first = error.errors()[0]
        raise CatalogueError(f"{place}: {first['loc'][0]}: {describe_mistake(kind, first)}") from error


def _add(entries: dict[str, _Entry], entry_id: str, entry: _Entry, place: str) -> None:
    if entry_id in entries:
        raise CatalogueError(f"{place}: id: такой уже есть")
    entries[entry_id] = entry
