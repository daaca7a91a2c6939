"""The person of a journey."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

Role = Literal["teacher", "admin", "staff", "pupil", "parent"]
"""What a person is in an organization, as Sferum names it."""


@dataclass(frozen=True)
class Teacher:
    """A teacher of a journal, with what journeys type on the screens."""

    login: str
    password: str
    phone: str
    """E.164: `+79001234567`."""
    last_name: str
    first_name: str
    patronymic: str
    birth_date: date
    sex: Literal["female", "male"]
    classes: tuple[str, ...]
    organization_id: int
    role: str = "teacher"
    person_id: str | None = None
    """The journal's name of the person to Sferum, where it is known beforehand."""
    session_file: Path | None = None
    """The session with which the person is in the journal already, as Playwright keeps it."""

    @property
    def full_name(self) -> str:
        """Returns «Фамилия Имя Отчество»."""
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)
