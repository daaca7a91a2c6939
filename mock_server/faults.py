"""Failures on order: the control API asks for them, and they strike one person or organization only.

A fault names a site and an operation (a view of that site) and strikes when that operation is asked for by that
person, `before` it is done or `after` (done, but the answer is lost).
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, abort, request

from mock_server.records import Record


class IdentityDataUnavailable(Exception):
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

    def fits(self, record: Record, moment: str) -> bool:
        """Whether it is to strike the request of this record at this moment."""
        if (self.site, self.operation, self.moment) != (record.site, record.operation, moment):
            return False
        if self.phone is not None:
            return self.phone == record.phone
        return self.organization_id == record.organization_id


class Faults:
    """The failures ordered now. Kept in memory: a restart forgets them."""

    def __init__(self) -> None:
        self._ordered: dict[int, Fault] = {}
        self._last = 0
        self._lock = threading.Lock()

    def order(self, fault: Fault) -> int:
        """From now on it strikes; returns its ID."""
        with self._lock:
            self._last += 1
            self._ordered[self._last] = fault
            return self._last

    def remove(self, number: int) -> bool:
        """It strikes no more, if it would have. False where none of this ID was ever ordered."""
        with self._lock:
            self._ordered.pop(number, None)
            return number <= self._last

    def take(self, record: Record, moment: str) -> Fault | None:
        """The fault that is to strike this request, the first ordered first; one of its times is spent."""
        with self._lock:
            for number, fault in self._ordered.items():
                if fault.fits(record, moment):
                    if fault.times is not None:
                        fault.times -= 1
                    if fault.times == 0:
                        del self._ordered[number]
                    record.notes.append(f"fault {number}: {fault.kind} {moment}")
                    return fault
        return None


def strike(fault: Fault, stopping: threading.Event, error_page: Callable[[int], Response]) -> None:
    """Let the fault happen to the present request.

    Raises IdentityDataUnavailable for `identity-data`; ends the request for `error` and `drop`; returns after `delay`.
    """
    if fault.kind == "delay":
        stopping.wait(fault.delay_s or 0)
    elif fault.kind == "error":
        abort(error_page(fault.status or 503))
    elif fault.kind == "drop":
        request.environ["sandbox.drop"]()
        abort(Response(status=503))
    else:
        raise IdentityDataUnavailable
