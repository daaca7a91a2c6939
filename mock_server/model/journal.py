"""The journal: its users and their attempts to link a profile."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mock_server.model.base import Table
from mock_server.model.sferum import Organization


class JournalUser(Table):
    """A teacher's account in the journal; `profile_id` is what the journal knows of the link."""

    __tablename__ = "journal_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]
    """In the clear: the sandbox's people are invented and their passwords guard nothing."""
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    last_name: Mapped[str]
    first_name: Mapped[str]
    patronymic: Mapped[str] = mapped_column(default="")
    role: Mapped[str]
    classes: Mapped[list[str]] = mapped_column(default=list)
    phone: Mapped[str]
    profile_id: Mapped[int | None]
    profile_name: Mapped[str | None]

    organization: Mapped[Organization] = relationship()


class LinkAttempt(Table):
    """One try at linking: the journal's half of the OAuth exchange, taken up once (RFC 6749 §10.12)."""

    __tablename__ = "link_attempt"

    state: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("journal_user.id"), index=True)
    code_verifier: Mapped[str]
    started_at: Mapped[float]
    returned_at: Mapped[float | None]
    outcome: Mapped[str | None]
