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
