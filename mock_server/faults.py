"""Failures on order: the control API asks for them, and they strike one person or organization only.

A fault names a site and an operation (a view of that site) and strikes when that operation is asked for by that
person, `before` it is done or `after` (done, but the answer is lost).
"""

from collections.abc import Callable

from flask import Response, abort, request
from sqlalchemy import or_, select

from mock_server.context import Sandbox
from mock_server.model import Fault
from mock_server.records import Record


class IdentityDataUnavailable(Exception):
    """The guide's «невозможно получить идентификационные данные» (A-3E), ordered for this person."""


def strike(sandbox: Sandbox, record: Record, moment: str, error_page: Callable[[int], Response]) -> None:
    """Let the fault that was ordered for the request of this record, if any, happen now.

    Raises IdentityDataUnavailable for `identity-data`; ends the request for `error` and `drop`; returns after `delay`.
    """
    fault = _take(sandbox, record, moment)
    if fault is None:
        return
    record.notes.append(f"fault {fault.id}: {fault.kind} {moment}")
    if fault.kind == "delay":
        sandbox.stopping.wait(fault.delay_s or 0)
    elif fault.kind == "error":
        abort(error_page(fault.status or 503))
    elif fault.kind == "drop":
        request.environ["sandbox.drop"]()
        abort(Response(status=503))
    else:
        raise IdentityDataUnavailable


def _take(sandbox: Sandbox, record: Record, moment: str) -> Fault | None:
    wanted = (
        select(Fault)
        .where(
            Fault.site == record.site,
            Fault.operation == record.operation,
            Fault.moment == moment,
            # Not None: that would be `IS NULL`, and one person's fault would strike everybody.
            or_(Fault.phone == (record.phone or ""), Fault.organization_id == (record.organization_id or 0)),
            or_(Fault.remaining.is_(None), Fault.remaining > 0),
        )
        .order_by(Fault.id)
        .limit(1)
    )
    with sandbox.store.read() as session:
        if session.scalar(wanted) is None:
            return None
    with sandbox.store.write() as session:
        fault = session.scalar(wanted.with_for_update())
        if fault is not None and fault.remaining is not None:
            fault.remaining -= 1
        return fault
