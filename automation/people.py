"""Whom a journey is about."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Teacher:
    """A teacher of a journal, with what the journeys type on the screens."""

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
    """By which the journal names the person to Sferum, where that is known beforehand."""

    @property
    def full_name(self) -> str:
        """Фамилия Имя Отчество."""
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)
