"""The journal: its organizations, their users, attempts to link a profile, and what others know the journal by.

Others are VK ID (its client and secret) and those who ask the journal's API with a person's token.
"""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mock_server.model.base import Table

FIRST_STAFF_ID = 50_000_000
"""A staff ID is this number and the person's ID together. Ours."""
_STAFF_ROLES = ("teacher", "admin", "staff")


class JournalOrganization(Table):
    """An organization that keeps its journal here. Sferum's organization of the same `id` is another table's."""

    __tablename__ = "journal_organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    classes: Mapped[dict[str, Any]]
    """Titles of the classes or groups by code."""
    window: Mapped[str | None]
    """How the journal opens VK ID: `popup` or `same-tab`; None: the sandbox's setting."""
    timeout_s: Mapped[float | None]
    """How long the journal waits for VK ID and Sferum; None: the sandbox's setting."""


class JournalCredentials(Table):
    """The ID and the secret with which the journal is registered with VK ID."""

    __tablename__ = "journal_credentials"

    client_id: Mapped[str] = mapped_column(primary_key=True)
    secret: Mapped[str]


class JournalUser(Table):
    """A teacher's account in the journal; `profile_id` is the profile that the journal holds for linked."""

    __tablename__ = "journal_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]
    """In the clear: the sandbox's people are invented and their passwords guard nothing."""
    organization_id: Mapped[int] = mapped_column(ForeignKey("journal_organization.id"))
    last_name: Mapped[str]
    first_name: Mapped[str]
    patronymic: Mapped[str] = mapped_column(default="")
    role: Mapped[str]
    classes: Mapped[list[str]] = mapped_column(default=list)
    phone: Mapped[str]
    profile_id: Mapped[int | None]
    profile_name: Mapped[str | None]

    organization: Mapped[JournalOrganization] = relationship()

    @property
    def staff_id(self) -> int | None:
        """The number of the person's job, another than the person's own; pupils and parents have none. Ours."""
        return FIRST_STAFF_ID + self.id if self.role in _STAFF_ROLES else None


class LinkAttempt(Table):
    """One attempt to link: the journal's part of the OAuth exchange, finished once (RFC 6749 §10.12)."""

    __tablename__ = "link_attempt"

    state: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("journal_user.id"), index=True)
    code_verifier: Mapped[str]
    started_at: Mapped[float]
    returned_at: Mapped[float | None]
    outcome: Mapped[str | None]


class JournalToken(Table):
    """A token with which a program asks the journal's API for a person."""

    __tablename__ = "journal_token"

    token: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("journal_user.id"))
    for_organization: Mapped[bool]
    """Whether it may ask about everybody of the person's organization, or about the person only."""
    expires_at: Mapped[float]
    requests_per_minute: Mapped[int | None]
    """How many requests a minute allows; None: any number."""
    minute_began_at: Mapped[float] = mapped_column(default=0)
    minute_requests: Mapped[int] = mapped_column(default=0)


class MaxAccount(Table):
    """The account of MAX that the journal holds for linked with a person, by phone."""

    __tablename__ = "max_account"

    phone: Mapped[str] = mapped_column(primary_key=True)
    max_id: Mapped[int]
    max_link: Mapped[str]
