"""People, by phone: accounts, profiles, confirmation codes, time, and what the sandbox knows of them."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator

from mock_server.control.schemas.fields import Email, Name, Number, Phone
from mock_server.json_api import StrictModel


class PersonPath(StrictModel):
    """A person, by phone."""

    phone: Phone


class NewProfile(StrictModel):
    """An educational profile an account has already."""

    last_name: Name
    first_name: Name
    patronymic: str = Field(default="", max_length=200)
    birth_date: date | None = None
    sex: Literal["male", "female"] | None = None


class ProfileMade(BaseModel):
    """The ID of the new educational profile."""

    id: int


class ConfirmationBody(StrictModel):
    """How one phone is confirmed; what is not given stays as the sandbox has it."""

    method: Literal["call", "sms"] | None = None
    code_length: int | None = Field(default=None, ge=3, le=9)
    lifetime_s: float | None = Field(default=None, gt=0, le=86400)
    resend_s: float | None = Field(default=None, ge=0, le=86400)
    attempts: int | None = Field(default=None, ge=1, le=100)


class NewAccount(StrictModel):
    """A VK ID account."""

    phone: Phone
    email: Email | None = None
    last_name: str = Field(default="", max_length=200)
    first_name: str = Field(default="", max_length=200)
    profiles: list[NewProfile] = Field(default=[], max_length=20)
    confirmation: ConfirmationBody | None = None


class AccountMade(BaseModel):
    """The IDs of the account's educational profiles, in the order given."""

    profile_ids: list[int]


class CodesQuery(StrictModel):
    """How long to wait for a code."""

    wait_s: float = Field(default=0, ge=0, le=30, description="how long to wait for a code to arrive, in seconds")

    @model_validator(mode="before")
    @classmethod
    def _explain_consume(cls, query: Any) -> Any:
        if "consume" in query:
            raise ValueError(
                "consume: is no more: GET reads codes and leaves them, POST /people/{phone}/codes/take takes each once"
            )
        return query


class Code(BaseModel):
    """A confirmation code as it was sent."""

    code: str
    method: Literal["call", "sms", "email"]
    caller: str | None = Field(description="the number a call came from; its last digits are the code")
    sent_at: float = Field(description="seconds since 1970, UTC, on the person's clock")
    expires_at: float


class Codes(BaseModel):
    """Codes sent to one phone and not taken yet, the oldest first."""

    codes: list[Code]


class MoveTime(StrictModel):
    """How far to move a person's timers forward."""

    forward_s: float = Field(gt=0, le=315_360_000, description="in seconds; all moves come to 100 years at most")


class LinkState(BaseModel):
    """The person of a journal that a profile is linked with."""

    organization_id: int
    person_id: str


class ProfileState(BaseModel):
    """One educational profile of the person."""

    id: int
    last_name: str
    first_name: str
    patronymic: str
    birth_date: date | None
    sex: str | None
    link: LinkState | None
    organizations: list[int] = Field(description="organizations the profile belongs to")
    chats: int = Field(description="how many chats it is in")


class JournalState(BaseModel):
    """What the journal knows of the person."""

    person_id: str
    login: str
    password: str
    last_name: str
    first_name: str
    patronymic: str
    role: str
    organization_id: int
    profile_id: int | None = Field(description="the profile it holds for linked")


class PersonState(BaseModel):
    """All that the sandbox knows of one phone."""

    phone: str
    account: bool = Field(description="whether VK ID has an account for the phone")
    profiles: list[ProfileState]
    journal: list[JournalState]
    time_shift_s: float = Field(description="how far the person's timers have been moved forward")


class PeopleQuery(StrictModel):
    """Which of the people."""

    search: str = Field(default="", max_length=200, description="words, each in a phone, login, name or e-mail")
    after: str = Field(default="", max_length=40, description="`next` of the page before")
    limit: int = Field(default=50, ge=1, le=200)


class People(BaseModel):
    """People whom VK ID or the journal knows, by phone."""

    people: list[PersonState]
    next: str | None = Field(description="`after` of the next page; null: there is none")


class NewTeacher(StrictModel):
    """A teacher to make up; what is not given is invented."""

    organization_id: Number | None = Field(default=None, description="the teacher's; null: a new school №51")
    profile: bool = Field(default=True, description="whether VK ID has an account with an educational profile")
    last_name: Name | None = None
    first_name: Name | None = None
    patronymic: Name | None = None


class TeacherMade(BaseModel):
    """A teacher who can sign in to the journal and link."""

    phone: str
    login: str
    password: str
    last_name: str
    first_name: str
    patronymic: str
    organization_id: int
    person_id: str = Field(description="the person's ID in the journal")
    profile_id: int | None
