"""The catalogue of the checks of a vendor's journal, read from `validation/catalogue.toml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from automation.guide import CatalogueError
from automation.guide import load_requirements as load_guide
from automation.toml_file import Mistake, TomlFileError, read_toml_file

Severity = Literal["must", "should", "info"]
CATALOGUE = Path(__file__).parent / "catalogue.toml"
CHECKS = Path(__file__).parent / "checks"
"""The folder of the tests, one per check."""


@dataclass(frozen=True)
class BilingualText:
    """The same in Russian and in English."""

    ru: str
    en: str


@dataclass(frozen=True)
class Check:
    """One check: what it proves, how much that matters, and who says so."""

    id: str
    section: str
    title: BilingualText
    severity: Severity
    proves: BilingualText
    mend: BilingualText
    """What to do about a failure."""
    source: str
    """A step of the guide, a section of an RFC, VK ID's documentation, or `ours`."""


@dataclass(frozen=True)
class Catalogue:
    """The whole catalogue, in the order of its file."""

    sections: list[tuple[str, BilingualText]]
    checks: dict[str, Check]


class _Table(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Section(_Table):
    id: str
    title: str
    title_en: str


class _Row(_Table):
    id: str
    section: str
    title: str = ""
    """Empty for a requirement of the guide, whose title is the guide's own."""
    title_en: str
    proves: str
    proves_en: str
    mend: str
    mend_en: str
    severity: Severity
    source: str


class _File(_Table):
    section: list[_Section]
    check: list[_Row]


def load_checks(path: Path = CATALOGUE) -> Catalogue:
    """Returns all checks by id. Raises CatalogueError where the file is broken, with one line per mistake."""
    guide = load_guide()

    def mistakes_of_rows(document: dict[str, Any]) -> Iterator[Mistake]:
        rows, sections = (_rows(document, name) for name in ("check", "section"))
        section_ids = {section.get("id") for section in sections}
        ids = [row.get("id") for row in rows]
        for index, row in enumerate(rows):
            if row.get("id") in ids[:index]:
                yield ("check", index, "id"), f"{row['id']} уже есть в файле"
            if row.get("section") not in section_ids:
                yield ("check", index, "section"), "такого раздела нет"
            if not row.get("title") and row.get("id") not in guide:
                yield ("check", index, "title"), "ключа нет, и в методичке нет такого требования"

    try:
        file = read_toml_file(path, _File, mistakes_of_rows).table
    except TomlFileError as error:
        raise CatalogueError(str(error)) from error
    return Catalogue(
        [(section.id, BilingualText(section.title, section.title_en)) for section in file.section],
        {row.id: _check(row, row.title or guide[row.id].title) for row in file.check},
    )


def _check(row: _Row, title: str) -> Check:
    return Check(
        row.id,
        row.section,
        BilingualText(title, row.title_en),
        row.severity,
        BilingualText(row.proves, row.proves_en),
        BilingualText(row.mend, row.mend_en),
        row.source,
    )


def _rows(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = document.get(name)
    return [row if isinstance(row, dict) else {} for row in rows] if isinstance(rows, list) else []
