"""Organizations: what they are made of, their administrators, activity and state."""

from typing import Literal

from pydantic import BaseModel, Field

from mock_server.control.schemas.fields import Name, Number, Phone, Role
from mock_server.json_api import StrictModel


class SchoolClass(StrictModel):
    """A class; `code` is unique in the organization, titles may repeat."""

    code: Name
    title: Name
    pinned: bool = Field(
        default=False, description="its chat stands above the other classes', as 10А and both 11А do in the guide (C-2)"
    )


class Member(StrictModel):
    """A person who belongs to the organization in Sferum already."""

    last_name: Name
    first_name: Name
    patronymic: str = Field(default="", max_length=200)
    role: Role
    classes: list[str] = Field(default=[], max_length=200)
    left: list[Literal["announcements", "staff", "teachers"]] = Field(
        default=[], description="organization-wide chats the person has left"
    )


class NewOrganization(StrictModel):
    """An organization with its classes and the people it has already."""

    id: Number | None = Field(default=None, description="ID it is known by; null: a free one is found")
    title: Name
    kind: Literal["school", "kindergarten", "additional-education"] = "school"
    classes: list[SchoolClass] = Field(default=[], max_length=500)
    members: list[Member] = Field(default=[], max_length=5000)
    window: Literal["popup", "same-tab"] | None = Field(
        default=None, description="how its journal opens VK ID; null: as the sandbox is set"
    )
    journal_timeout_s: float | None = Field(
        default=None, gt=0, le=600, description="how long its journal waits for VK ID and Sferum"
    )


class OrganizationMade(BaseModel):
    """The ID of the new organization, and the codes of its classes."""

    id: int
    classes: list[str] = Field(description="in the order of the titles: 1А, 2А, 10А")


class OrganizationPath(StrictModel):
    """An organization."""

    organization_id: Number


class AdministratorPath(StrictModel):
    """A person, by phone, and an organization."""

    organization_id: Number
    phone: Phone


class Activity(StrictModel):
    """Messages and calls of one profile in one automatic chat of the organization, all at one moment."""

    profile_id: Number
    chat: str = Field(max_length=200, description="teachers, staff, announcements, or class:<code>")
    messages: int = Field(default=0, ge=0, le=100_000)
    calls: int = Field(default=0, ge=0, le=100_000)
    ago_s: float = Field(default=0, ge=0, le=315_360_000, description="how long ago, in seconds")


class OrganizationState(BaseModel):
    """An organization, with the links and the messages counted for it (C-3)."""

    id: int
    title: str
    links: dict[str, int] = Field(description="profile ID by the journal's person ID")
    members: list[int] = Field(description="profile IDs")
    messages_7_days: dict[str, int] = Field(description="messages of the last 7 days that count, by profile ID")
    calls_7_days: dict[str, int] = Field(description="calls of the last 7 days that count, by profile ID")


class OrganizationsQuery(StrictModel):
    """Which of the organizations."""

    search: str = Field(default="", max_length=200, description="words, each in a title or an ID")
    after: int = Field(default=0, ge=0, le=2**53, description="`next` of the page before")
    limit: int = Field(default=50, ge=1, le=200)


class OrganizationSummary(BaseModel):
    """An organization, and how many it has of each."""

    id: int
    title: str
    kind: str
    members: int = Field(description="profiles that belong to it at Sferum")
    linked: int = Field(description="people of its journal that are linked")
    chats: int
    journal_users: int = Field(description="people of the sandbox's journal")


class Organizations(BaseModel):
    """Organizations by ID."""

    organizations: list[OrganizationSummary]
    next: int | None = Field(description="`after` of the next page; null: there is none")


class MembersQuery(StrictModel):
    """Which of the members."""

    linked: bool = Field(default=False, description="only members who are linked in this organization")
    after: int = Field(default=0, ge=0, le=2**53, description="`next` of the page before")
    limit: int = Field(default=50, ge=1, le=200)


class MemberState(BaseModel):
    """A profile that belongs to an organization."""

    profile_id: int
    last_name: str
    first_name: str
    patronymic: str
    role: str
    classes: list[str]
    phone: str | None = Field(description="of its owner; null: VK ID does not know one")
    person_id: str | None = Field(description="the person of the organization's journal that it is linked with")


class Members(BaseModel):
    """Members of an organization by profile ID."""

    members: list[MemberState]
    next: int | None = Field(description="`after` of the next page; null: there is none")


class ChatState(BaseModel):
    """A chat of an organization."""

    title: str
    kind: str = Field(description="channel or chat")
    members: int


class Chats(BaseModel):
    """Chats of an organization, in the order of a member's list, 1000 at most."""

    chats: list[ChatState]
