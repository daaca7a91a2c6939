"""People of a journal, and what is made for tests: sessions in it or at VK ID, tokens, accounts of MAX."""

from typing import Annotated, Literal

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


class NewJournalToken(StrictModel):
    """A token with which a program asks the journal for a person."""

    login: Name
    scope: Literal["person", "organization"] | None = Field(
        default=None,
        description="whom it may ask about: its owner only, or everybody of the owner's organization; null: "
        "organization for a person whose role is admin",
    )
    lifetime_s: float = Field(default=86_400, gt=0, le=315_360_000, description="in seconds, on the person's clock")
    requests_per_minute: int | None = Field(
        default=None, ge=1, le=100_000, description="more are refused with 429 and Retry-After; null: any number"
    )


class JournalTokenMade(BaseModel):
    """A token, and the numbers by which the journal knows its owner."""

    token: str = Field(description="to send as Authorization: Bearer")
    scope: Literal["person", "organization"]
    person_id: str
    staff_id: str | None = Field(description="null for pupils and parents")
    expires_in: float


class NewMaxAccount(StrictModel):
    """An account of MAX that a person has linked; what is not given is made up."""

    max_id: Number | None = None
    max_link: Annotated[str, Field(pattern=r"^https://[!-~]+$", max_length=300)] | None = None


class MaxAccountState(BaseModel):
    """The account of MAX that the journal holds for linked."""

    max_id: int
    max_link: str
