"""What tests are about, as a catalogue knows it: a requirement of the guide, or a check of a vendor's journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pytest

from automation.guide import Requirement


@dataclass(frozen=True)
class Subject:
    """A requirement or a check: its title, and that of its section, in Russian."""

    id: str
    title: str
    section: str
    severity: Literal["must", "should", "info"]


SUBJECTS = pytest.StashKey[dict[str, Subject]]()
"""What the ids of the marker `requirement` mean in this run; a plugin with another catalogue puts it here first."""


def list_subjects(requirements: Iterable[Requirement]) -> dict[str, Subject]:
    """Returns the requirements of the guide as subjects of tests, by id."""
    return {row.id: Subject(row.id, row.title, row.section.title, row.severity) for row in requirements}
