"""People of a journal, and sessions in the journal or at VK ID that are made for tests."""

from pydantic import BaseModel, Field

from mock_server.control.schemas.fields import Name, Number, Phone, Role
from mock_server.json_api import StrictModel


class Teacher(StrictModel):
    """A person of the journal."""

    login: Name
    password: Name
    last_name: Name
    first_name: Name
    patronymic: str = Field(default="", max_length=200)
    role: Role = "teacher"
    classes: list[str] = Field(default=[], max_length=200)
    phone: Phone


class NewRoster(StrictModel):
    """People of the journal of one organization."""

    organization_id: Number
    teachers: list[Teacher] = Field(min_length=1, max_length=5000)


class RosterMade(BaseModel):
    """The journal's IDs of the people, in the order given."""

    person_ids: list[str]


class JournalSession(StrictModel):
    """A session in the journal, by the login of its owner."""

    login: Name


class Cookie(BaseModel):
    """A cookie to put into a browser, for all ports of the sandbox's host."""

    name: str
    value: str
    url: str
