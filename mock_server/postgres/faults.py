"""Failures on order in PostgreSQL: «twice» is twice in all, whichever processes answer.

Each process keeps a copy of what is ordered, so that a request without a fault asks the database for nothing. The
copy may have too much: the database decides whether a fault applies once more.
"""

import threading
import time
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from mock_server.faults import MAX_SPENT, REMOVAL_TIMEOUT_S, Fault
from mock_server.model.sandbox import HeldRequest, OrderedFault
from mock_server.postgres.channel import ALIVE, Channel
from mock_server.recording.records import RequestRecord

_MAX_INTEGER = 2**63 - 1
_CHECK_S = 0.25
"""How soon it is noticed that a process has died with a request that somebody waits for."""

# One statement: a request counts as held as soon as the fault is used up.
_USE_UP = text("""
WITH hit AS (
    UPDATE ordered_fault SET struck = struck + 1
    WHERE id = :number AND removed_at IS NULL AND (times IS NULL OR struck < times) RETURNING id
)
INSERT INTO held_request (fault_id, process) SELECT id, :process FROM hit RETURNING id
""")
_RELEASE = text("""
WITH released AS (DELETE FROM held_request WHERE id = :held_id RETURNING fault_id)
SELECT pg_notify('sandbox', 'released ' || fault_id) FROM released
""")
_COUNT_HELD = text(f"SELECT count(*) FROM held_request WHERE fault_id = :number AND process IN ({ALIVE})")  # noqa: S608
_FORGET_DEAD = text(f"DELETE FROM held_request WHERE process NOT IN ({ALIVE})")  # noqa: S608
_LAST_NUMBER = text("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM ordered_fault_id_seq")

_ORDERED = (
    "phone",
    "organization_id",
    "site",
    "operation",
    "kind",
    "status",
    "delay_s",
    "moment",
    "times",
    "body",
    "headers",
    "ordered_at",
)
_row = OrderedFault.__table__.c
_IS_PENDING = _row.removed_at.is_(None) & (_row.times.is_(None) | (_row.struck < _row.times))


@dataclass
class _HeldFault:
    """A fault that applies to a request which this process has not answered yet."""

    held_id: int
    fault: Fault


class StoredFaults:
    """The failures of all processes of a sandbox; see `mock_server.faults.Faults`."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._engine = channel.engine
        self._pending: dict[int, Fault] = {}
        self._held: dict[int, _HeldFault] = {}
        self._lock = threading.Lock()
        self._released = threading.Condition()
        self._stopping = False
        channel.subscribe("", self._reload_all)
        channel.subscribe("fault", self._reload)
        channel.subscribe("released", self._note_release)

    def add(self, fault: Fault) -> int:
        """Adds the fault; returns its ID when all processes know of it."""
        values = {name: getattr(fault, name) for name in _ORDERED}
        with self._engine.connect() as connection:
            number = connection.scalar(insert(OrderedFault).values(**values, struck=0).returning(_row.id)) or 0
            _forget_spent(connection)
        self._channel.settle(f"fault {number}")
        return number

    def list_newest(
        self, limit: int, before: int | None = None, phone: str | None = None, organization_id: int | None = None
    ) -> list[Fault]:
        """Returns copies of the faults that are not removed, the newest first.

        `before`: only those of lower IDs; `phone`, `organization_id`: only that person's or organization's.
        """
        query = select(OrderedFault.__table__).where(_row.removed_at.is_(None))
        if before is not None:
            query = query.where(_row.id < min(before, _MAX_INTEGER))
        if phone is not None:
            query = query.where(_row.phone == phone)
        if organization_id is not None:
            query = query.where(_row.organization_id == min(organization_id, _MAX_INTEGER))
        return self._load(query.order_by(_row.id.desc()).limit(limit))

    def remove(self, number: int) -> bool:
        """Removes the fault, if it is still there; returns False where this ID was never given.

        A request that the fault delays goes on: it has been answered when this returns.
        """
        if not self._was_given(number):
            return False
        remove = update(OrderedFault).where(_row.id == number, _row.removed_at.is_(None))
        with self._engine.connect() as connection:
            connection.execute(remove.values(removed_at=time.time()))
        self._channel.send(f"fault {number}")
        deadline = time.monotonic() + REMOVAL_TIMEOUT_S
        with self._released:
            while self._count_held(number) and time.monotonic() < deadline:
                self._released.wait(_CHECK_S)
        return True

    def count_active_requests(self, number: int) -> int | None:
        """Returns how many requests the fault holds at the moment; None where this ID was never given."""
        return self._count_held(number) if self._was_given(number) else None

    def acquire(self, record: RequestRecord, moment: str) -> Fault | None:
        """Returns the oldest fault that matches this request and uses up one of its repetitions.

        The caller gives it back with `release` when the request has been answered.
        """
        if not self._channel.is_listening:  # the copy may be old
            self._reload_all("")
        with self._lock:
            matching = [fault for fault in self._pending.values() if fault.matches(record, moment)]
        for fault in sorted(matching, key=lambda fault: fault.number):
            held = self._use_up(fault)
            if held is not None:
                record.notes.append(f"fault {fault.number}: {fault.kind} {moment}")
                return held.fault
        return None

    def release(self, fault: Fault) -> None:
        """Notes that a request with this fault has been answered."""
        with self._lock:
            held = self._held.pop(id(fault))
        with self._engine.connect() as connection:
            connection.execute(_RELEASE, {"held_id": held.held_id})

    def remove_all(self) -> None:
        """Ends the delays of this process, for good: it stops. The others go on with the faults."""
        with self._lock:
            self._stopping = True
            self._pending.clear()
            for held in self._held.values():
                held.fault.removed.set()

    def _use_up(self, fault: Fault) -> _HeldFault | None:
        held = _HeldFault(0, replace(fault))  # with the same event: one removal ends all delays
        with self._lock:  # before it counts in the database: a removal from now on finds it
            self._held[id(held.fault)] = held
            if self._stopping:
                fault.removed.set()
        with self._engine.connect() as connection:
            held_id = connection.scalar(_USE_UP, {"number": fault.number, "process": self._channel.key})
        if held_id is not None:
            held.held_id = held_id
            return held
        with self._lock:
            del self._held[id(held.fault)]
            self._pending.pop(fault.number, None)
        return None

    def _reload(self, number: str) -> None:
        """Reads the fault anew, and ends the delays that it has here if it is removed."""
        found = self._load(_select_pending().where(_row.id == int(number)))
        with self._lock:
            earlier = self._pending.pop(int(number), None)
            for fault in found if not self._stopping else ():
                self._pending[fault.number] = replace(fault, removed=earlier.removed) if earlier else fault
        if not found:
            self._end_delays_of_removed()

    def _reload_all(self, _key: str) -> None:
        found = self._load(_select_pending())
        with self._lock:
            earlier = self._pending
            self._pending = {
                fault.number: replace(fault, removed=earlier[fault.number].removed)
                if fault.number in earlier
                else fault
                for fault in found
                if not self._stopping
            }
        self._end_delays_of_removed()

    def _end_delays_of_removed(self) -> None:
        with self._lock:
            held_faults = [held.fault for held in self._held.values()]
        if held_faults:
            numbers = {fault.number for fault in held_faults}
            with self._engine.connect() as connection:
                query = select(_row.id).where(_row.id.in_(numbers), _row.removed_at.is_(None))
                removed = numbers - set(connection.scalars(query))
            for fault in held_faults:
                if fault.number in removed:
                    fault.removed.set()

    def _note_release(self, _number: str) -> None:
        with self._released:
            self._released.notify_all()

    def _load(self, query: Select[Any]) -> list[Fault]:
        with self._engine.connect() as connection:
            return [_build_fault(row) for row in connection.execute(query)]

    def _was_given(self, number: int) -> bool:
        with self._engine.connect() as connection:
            return 1 <= number <= (connection.scalar(_LAST_NUMBER) or 0)

    def _count_held(self, number: int) -> int:
        with self._engine.connect() as connection:
            return connection.scalar(_COUNT_HELD, {"number": number}) or 0


def _select_pending() -> Select[Any]:
    return select(OrderedFault.__table__).where(_IS_PENDING)


def _build_fault(row: Row[Any]) -> Fault:
    values = row._asdict()
    number = values.pop("id")
    del values["removed_at"]
    return Fault(number=number, **values)


def _forget_spent(connection: Connection) -> None:
    """Deletes what dead processes have held, and of the faults that are spent or removed all but the last."""
    connection.execute(_FORGET_DEAD)
    last_ones = select(_row.id).where(~_IS_PENDING).order_by(_row.id.desc()).offset(MAX_SPENT)
    is_held = select(HeldRequest.fault_id).where(HeldRequest.fault_id == _row.id).exists()
    connection.execute(delete(OrderedFault).where(_row.id.in_(last_ones), ~is_held))
