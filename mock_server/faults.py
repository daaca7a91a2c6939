"""Failures on order: the control API adds them, each for one person or one organization.

A fault names a site and an operation (a view of that site). It applies when that person asks for that operation:
`before` the operation is done, or `after` (done, but the answer is lost).
"""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import islice

from flask import Response, abort, request

from mock_server.recording.records import RequestRecord

REMOVAL_TIMEOUT_S = 10
MAX_SPENT = 200
"""Faults kept for the list after they have applied as often as ordered. Ours."""


class IdentityDataError(Exception):
    """The guide's «невозможно получить идентификационные данные» (A-3E), ordered for this person."""


@dataclass
class Fault:
    """One failure, ordered for a phone or for an organization."""

    phone: str | None
    organization_id: int | None
    site: str
    operation: str
    kind: str
    """`error`, `answer`, `delay`, `drop`, `stall` or `identity-data`."""
    status: int | None
    delay_s: float | None
    """How long a `delay` or a `stall` is; of the other kinds, how long the request waits for what they do."""
    moment: str
    """`before` the operation is done, or `after`, when its answer is lost."""
    times: int | None
    """How many times it applies; None: until removed."""
    body: str | None = None
    """Of an `answer`; None: the operation's own where it is done, empty where it is not."""
    headers: dict[str, str] = field(default_factory=dict)
    """Of an `answer`."""
    removed: threading.Event = field(default_factory=threading.Event)
    active_requests: int = 0
    """How many requests that it applies to are not answered yet."""
    number: int = 0
    """Its ID, which `Faults.add` gives."""
    ordered_at: float = field(default_factory=time.time)
    struck: int = 0
    """How many requests it has applied to."""

    @property
    def remaining(self) -> int | None:
        """Returns how many more times it applies; None: until removed."""
        return None if self.times is None else self.times - self.struck

    def matches(self, record: RequestRecord, moment: str) -> bool:
        """Returns whether it applies to the request of this record at this moment."""
        if (self.site, self.operation, self.moment) != (record.site, record.operation, moment):
            return False
        if self.phone is not None:
            return self.phone == record.phone
        return self.organization_id == record.organization_id


class Faults:
    """The failures of one sandbox. Kept in memory: a restart forgets them."""

    def __init__(self) -> None:
        self._pending: dict[int, Fault] = {}
        self._active: dict[int, Fault] = {}
        self._spent: dict[int, Fault] = {}
        self._count = 0
        self._lock = threading.Condition()
        self._stopping = False

    def add(self, fault: Fault) -> int:
        """Adds the fault; returns its ID."""
        with self._lock:
            if self._stopping:
                fault.removed.set()
            self._count += 1
            fault.number = self._count
            self._pending[fault.number] = fault
            return fault.number

    def list_newest(
        self, limit: int, before: int | None = None, phone: str | None = None, organization_id: int | None = None
    ) -> list[Fault]:
        """Returns copies of the faults that are not removed, the newest first.

        `before`: only those of lower IDs; `phone`, `organization_id`: only that person's or organization's. Of the
        faults that have applied as often as ordered, the last `MAX_SPENT` are kept.
        """
        with self._lock:
            faults = sorted((*self._pending.values(), *self._spent.values()), key=lambda fault: -fault.number)
            chosen = (
                fault
                for fault in faults
                if (before is None or fault.number < before)
                and phone in (None, fault.phone)
                and organization_id in (None, fault.organization_id)
            )
            return [replace(fault) for fault in islice(chosen, limit)]

    def remove(self, number: int) -> bool:
        """Removes the fault, if it is still there; returns False where this ID was never given.

        A request that the fault delays goes on: it has been answered when this returns.
        """
        with self._lock:
            pending = self._pending.pop(number, None)
            self._spent.pop(number, None)
            fault = self._active.get(number, pending)
            if fault is not None:
                fault.removed.set()
                self._lock.wait_for(lambda: fault.active_requests == 0, REMOVAL_TIMEOUT_S)
            return 1 <= number <= self._count

    def count_active_requests(self, number: int) -> int | None:
        """Returns how many requests the fault holds at the moment; None where this ID was never given."""
        with self._lock:
            if not 1 <= number <= self._count:
                return None
            fault = self._active.get(number)
            return fault.active_requests if fault else 0

    def acquire(self, record: RequestRecord, moment: str) -> Fault | None:
        """Returns the oldest fault that matches this request and uses up one of its repetitions.

        The caller gives it back with `release` when the request has been answered.
        """
        with self._lock:
            for number, fault in self._pending.items():
                if fault.matches(record, moment):
                    fault.struck += 1
                    if fault.remaining == 0:
                        self._keep_spent(self._pending.pop(number))
                    fault.active_requests += 1
                    self._active[number] = fault
                    record.notes.append(f"fault {number}: {fault.kind} {moment}")
                    return fault
        return None

    def remove_all(self) -> None:
        """Removes all faults and ends their delays, for good: the sandbox stops."""
        with self._lock:
            self._stopping = True
            for fault in self._pending.values():
                fault.removed.set()
            self._pending.clear()
            self._spent.clear()
            for fault in self._active.values():
                fault.removed.set()

    def release(self, fault: Fault) -> None:
        """Notes that a request with this fault has been answered."""
        with self._lock:
            fault.active_requests -= 1
            if fault.active_requests == 0:
                self._active = {number: active for number, active in self._active.items() if active is not fault}
            self._lock.notify_all()

    def _keep_spent(self, fault: Fault) -> None:
        self._spent[fault.number] = fault
        while len(self._spent) > MAX_SPENT:
            del self._spent[next(iter(self._spent))]


def apply(
    fault: Fault,
    error_page: Callable[[int], Response],
    waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
    response: Response | None = None,
) -> None:
    """Applies the fault to the present request; the delay that it has takes place inside `waiting`.

    `response` is the operation's own, where it is done. Raises IdentityDataError for `identity-data`. Ends the request
    for `error`, `answer`, `drop` and `stall`, which has sent the beginning of an answer by then. Returns after `delay`,
    or when the fault is removed.
    """
    if fault.delay_s is not None:
        with waiting():
            if fault.kind == "stall":
                request.environ["sandbox.begin"]()
            fault.removed.wait(fault.delay_s)
    if fault.kind == "delay":
        return
    if fault.kind == "error":
        abort(error_page(fault.status or 503))
    elif fault.kind == "answer":
        abort(_build_answer(fault, response))
    elif fault.kind in ("drop", "stall"):
        request.environ["sandbox.drop"]()
        abort(Response(status=503 if fault.kind == "drop" else 200))
    else:
        raise IdentityDataError


def _build_answer(fault: Fault, response: Response | None) -> Response:
    body = fault.body.encode() if fault.body is not None else response.get_data() if response else b""
    own_type = response.content_type if response else "application/json"
    return Response(body, fault.status or 200, {"Content-Type": own_type, **fault.headers})
