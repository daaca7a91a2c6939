"""Time, which the control API may move forward for one person at a time."""

import time
from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mock_server.model.base import LOCK
from mock_server.model.sandbox import TimeShift
from mock_server.rows import RowQuery, Transaction
from mock_server.upserts import insert_new

_MOSCOW = timezone(timedelta(hours=3))
MAX_SHIFT_S = 100 * 365.25 * 86_400
"""Ours: dates end with the year 9999, and what lasts for years must still fit."""
_SHIFT = RowQuery(select(TimeShift.seconds).where(TimeShift.phone == bindparam("phone")))


class ClockTooFarError(Exception):
    """One person's timers cannot be moved that far."""


def now(transaction: Transaction, phone: str | None) -> float:
    """Returns the present moment for the owner of the phone, in seconds since 1970, UTC."""
    return shift_time(_SHIFT.scalar(transaction, phone=phone) if phone else None)


def shift_time(seconds: float | None) -> float:
    """Returns the present moment for a person whose time has been moved forward by so much, if at all."""
    return time.time() + (seconds or 0)


def to_moscow_time(moment: float) -> datetime:
    """Returns a moment in seconds since 1970 as Moscow time (UTC+3, no summer time)."""
    return datetime.fromtimestamp(moment, UTC).astimezone(_MOSCOW)


def move_forward(session: Session, phone: str, seconds: float) -> None:
    """Moves one person's timers forward: codes expire, a resend becomes possible. Other people's timers stay.

    Raises ClockTooFarError where all moves together come to more than 100 years.
    """
    insert_new(session, TimeShift, phone=phone, seconds=0.0)
    shift = session.get_one(TimeShift, phone, with_for_update=LOCK)
    if shift.seconds + seconds > MAX_SHIFT_S:
        raise ClockTooFarError
    shift.seconds += seconds
