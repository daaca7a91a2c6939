"""The catalogue of checks that a vendor's journal is validated by, read from `validation/catalogue.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from automation.guide import CatalogueError
from automation.guide import load as load_guide

Severity = Literal["must", "should", "info"]
CATALOGUE = Path(__file__).parent / "catalogue.toml"


@dataclass(frozen=True)
class Text:
    """The same in Russian and in English."""

    ru: str
    en: str


@dataclass(frozen=True)
class Check:
    """One check: what it proves, how much that matters, and who says so."""

    id: str
    section: str
    title: Text
    severity: Severity
    proves: Text
    source: str
    """A step of the guide, a section of an RFC, VK ID's documentation, or `ours`."""


@dataclass(frozen=True)
class Checks:
    """The whole catalogue, in its order."""

    sections: list[tuple[str, Text]]
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
    severity: Severity
    source: str


class _File(_Table):
    section: list[_Section]
    check: list[_Row]


def load_checks(path: Path = CATALOGUE) -> Checks:
    """All checks by id. Raises CatalogueError when the file is broken."""
    try:
        file = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        raise CatalogueError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    guide = load_guide()
    sections = [(each.id, Text(each.title, each.title_en)) for each in file.section]
    checks: dict[str, Check] = {}
    for row in file.check:
        if row.id in checks or row.section not in dict(sections):
            raise CatalogueError(f"{path}: check {row.id}: it is there twice, or its section is not there")
        title = row.title or (guide[row.id].title if row.id in guide else "")
        if not title:
            raise CatalogueError(f"{path}: check {row.id}: title is missing, and the guide has no such requirement")
        checks[row.id] = Check(
            row.id,
            row.section,
            Text(title, row.title_en),
            row.severity,
            Text(row.proves, row.proves_en),
            row.source,
        )
    return Checks(sections, checks)
