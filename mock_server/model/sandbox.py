"""The sandbox itself: sessions of its sites, people's time, and what several processes of it share."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from mock_server.model.base import Table


class SiteSession(Table):
    """A person signed in to the journal, the messenger or Sferum."""

    __tablename__ = "site_session"

    token: Mapped[str] = mapped_column(primary_key=True)
    site: Mapped[str]
    subject_id: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class TimeShift(Table):
    """How far one person's timers have been moved forward, in seconds."""

    __tablename__ = "time_shift"

    phone: Mapped[str] = mapped_column(primary_key=True)
    seconds: Mapped[float]


class DatabaseOwner(Table):
    """The sandbox that keeps its state here, while it runs: see `mock_server.ownership`."""

    __tablename__ = "database_owner"
    __table_args__ = (CheckConstraint("id = 1", name="one_owner"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    addresses: Mapped[dict[str, Any]]
    """The origin of each site, by the site's name."""


class OrderedFault(Table):
    """A failure on order, where several processes share the sandbox; `mock_server.faults.Fault` has its meaning."""

    __tablename__ = "ordered_fault"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str | None]
    organization_id: Mapped[int | None]
    site: Mapped[str]
    operation: Mapped[str]
    kind: Mapped[str]
    status: Mapped[int | None]
    delay_s: Mapped[float | None]
    moment: Mapped[str]
    times: Mapped[int | None]
    body: Mapped[str | None]
    headers: Mapped[dict[str, Any]]
    ordered_at: Mapped[float]
    struck: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[float | None]


class HeldRequest(Table):
    """A request that a fault applies to and that is not answered yet, with the process that answers it."""

    __tablename__ = "held_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    fault_id: Mapped[int] = mapped_column(ForeignKey("ordered_fault.id", ondelete="CASCADE"), index=True)
    process: Mapped[int]
    """The key under which the process says that it is alive; see `mock_server.postgres.channel`."""


class StoredRequest(Table):
    """A record of a request, where several processes share the sandbox; the log deletes the oldest."""

    __tablename__ = "stored_request"
    __table_args__ = (
        Index("stored_request_buffer", "buffer", "id"),
        Index("stored_request_login", "login_id", postgresql_where=text("login_id IS NOT NULL")),
        Index("stored_request_phone", "phone", postgresql_where=text("phone IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buffer: Mapped[str]
    """Which of the log's buffers it is in: none of them pushes out what is in another."""
    phone: Mapped[str | None]
    organization_id: Mapped[int | None]
    login_id: Mapped[str | None]
    site: Mapped[str]
    status: Mapped[int]
    size: Mapped[int]
    """About how many bytes it takes."""
    record: Mapped[str]
    """The whole record, in JSON."""
