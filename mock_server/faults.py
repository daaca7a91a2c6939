"""Failures on order: the control API asks for them, and they strike one person or organization only.

A fault names a site and an operation (a view of that site) and strikes when that operation is asked for by that
person, `before` it is done or `after` (done, but the answer is lost).
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from flask import Response, abort, request

from mock_server.recording.records import RequestRecord

_REMOVAL_TIMEOUT_S = 10


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
    """`error`, `delay`, `drop` or `identity-data`."""
    status: int | None
    delay_s: float | None
    moment: str
    """`before` the operation is done, or `after`, when its answer is lost."""
    times: int | None
    """How many times it will strike yet; None: until removed."""
    removed: threading.Event = field(default_factory=threading.Event)
    active_requests: int = 0
    """How many requests that it has struck are not answered yet."""

    def matches(self, record: RequestRecord, moment: str) -> bool:
        """Whether it is to strike the request of this record at this moment."""
        if (self.site, self.operation, self.moment) != (record.site, record.operation, moment):
            return False
        if self.phone is not None:
            return self.phone == record.phone
        return self.organization_id == record.organization_id


class Faults:
    """The failures ordered now. Kept in memory: a restart forgets them."""

    def __init__(self) -> None:
        self._pending: dict[int, Fault] = {}
        self._active: dict[int, Fault] = {}
        self._count = 0
        self._lock = threading.Condition()
        self._stopping = False

    def add(self, fault: Fault) -> int:
        """From now on it strikes; returns its ID."""
        with self._lock:
            if self._stopping:
                fault.removed.set()
            self._count += 1
            self._pending[self._count] = fault
            return self._count

    def remove(self, number: int) -> bool:
        """It strikes no more, if it would have. False where none of this ID was ever ordered.

        A request that it holds up goes on, and has been answered when this returns.
        """
        with self._lock:
            ordered = self._pending.pop(number, None)
            fault = self._active.get(number, ordered)
            if fault is not None:
                fault.removed.set()
                self._lock.wait_for(lambda: fault.active_requests == 0, _REMOVAL_TIMEOUT_S)
            return 1 <= number <= self._count

    def acquire(self, record: RequestRecord, moment: str) -> Fault | None:
        """The fault that is to strike this request, the first ordered first; one of its times is spent.

        Whoever takes one gives it back with `release` when the request has been answered.
        """
        with self._lock:
            for number, fault in self._pending.items():
                if fault.matches(record, moment):
                    if fault.times is not None:
                        fault.times -= 1
                    if fault.times == 0:
                        del self._pending[number]
                    fault.active_requests += 1
                    self._active[number] = fault
                    record.notes.append(f"fault {number}: {fault.kind} {moment}")
                    return fault
        return None

    def remove_all(self) -> None:
        """Nothing is held up any more: the sandbox stops."""
        with self._lock:
            self._stopping = True
            for fault in self._pending.values():
                fault.removed.set()
            self._pending.clear()
            for fault in self._active.values():
                fault.removed.set()

    def release(self, fault: Fault) -> None:
        """A request that it struck has been answered."""
        with self._lock:
            fault.active_requests -= 1
            if fault.active_requests == 0:
                self._active = {number: each for number, each in self._active.items() if each is not fault}
            self._lock.notify_all()


def apply(
    fault: Fault,
    error_page: Callable[[int], Response],
    waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """Let the fault happen to the present request; a delay is `waiting`.

    Raises IdentityDataError for `identity-data`; ends the request for `error` and `drop`; returns after `delay`,
    sooner where the fault is removed.
    """
    if fault.kind == "delay":
        with waiting():
            fault.removed.wait(fault.delay_s or 0)
    elif fault.kind == "error":
        abort(error_page(fault.status or 503))
    elif fault.kind == "drop":
        request.environ["sandbox.drop"]()
        abort(Response(status=503))
    else:
        raise IdentityDataError
