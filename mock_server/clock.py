"""Time, which the control API may move forward for one person at a time."""

import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server.model import TimeShift


def now(session: Session, phone: str | None) -> float:
    """The present moment for the owner of the phone, in seconds since 1970, UTC."""
    shift = session.scalar(select(TimeShift.seconds).where(TimeShift.phone == phone)) if phone else None
    return time.time() + (shift or 0)


def move_forward(session: Session, phone: str, seconds: float) -> None:
    """Move one person's timers forward: codes expire, a resend opens. Nobody else notices."""
    shift = session.get(TimeShift, phone)
    if shift is None:
        session.add(TimeShift(phone=phone, seconds=seconds))
    else:
        shift.seconds += seconds
