"""The sandbox itself: sessions of its sites, and people's time."""

from typing import Any

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
