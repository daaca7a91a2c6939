"""The record of requests: who asked which site for what, for evidence and for checks on the wire.

Kept in memory, the oldest forgotten first. See `mock_server.recording.redaction` for what of a request is kept.
"""

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from mock_server.http.gate import FAILED, REFUSED

MAX_RECORDS = 20_000
MAX_BYTES = 64 * 2**20
"""Requests that are kept, and the memory that they may take together."""
MAX_RECORDS_OF_NOBODY = 1_000
MAX_BYTES_OF_NOBODY = 4 * 2**20
"""Requests of nobody, refused or failed, that are kept beside them: they push out nobody's evidence."""
_RECORD_OVERHEAD_BYTES = 1_000  # of a record's own, beside its texts


@dataclass
class RequestRecord:
    """One request to one site; `phone`, `organization_id` and `login_id` are filled in once they are known."""

    site: str
    operation: str
    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    """Fields of the body, a form or JSON alike; what is no text in JSON stays JSON."""
    authorization: str = ""
    """`Bearer` with the token's hash, or `Basic` with the client's ID."""
    answer: dict[str, str] = field(default_factory=dict)
    """Fields of an answer in JSON to a client of VK ID or to a journal."""
    at: float = field(default_factory=time.time)
    status: int = 0
    seconds: float = 0.0
    phone: str | None = None
    organization_id: int | None = None
    login_id: str | None = None
    notes: list[str] = field(default_factory=list)
    """Faults that struck it, and what VK ID was lenient about."""


class _RecordBuffer:
    """The last records: so many, and in so many bytes of memory, at most."""

    def __init__(self, count: int, max_bytes: int) -> None:
        self._records: deque[tuple[RequestRecord, int]] = deque()
        self._count = count
        self._max_bytes = max_bytes
        self.bytes = 0

    def add(self, record: RequestRecord) -> None:
        size = _size(record)
        self._records.append((record, size))
        self.bytes += size
        while len(self._records) > self._count or self.bytes > self._max_bytes:
            self.bytes -= self._records.popleft()[1]

    def records(self) -> list[RequestRecord]:
        return [record for record, _ in self._records]


class RequestLog:
    """The last requests to the sandbox, in as much memory as `max_bytes` and `max_bytes_of_nobody` at most."""

    def __init__(self, max_bytes: int = MAX_BYTES, max_bytes_of_nobody: int = MAX_BYTES_OF_NOBODY) -> None:
        self._known = _RecordBuffer(MAX_RECORDS, max_bytes)
        self._of_nobody = _RecordBuffer(MAX_RECORDS_OF_NOBODY, max_bytes_of_nobody)
        self._lock = threading.Lock()

    def add(self, record: RequestRecord) -> None:
        """Remember a finished request; one of nobody's is kept only if it was refused or has failed."""
        known = record.phone or record.organization_id or record.login_id
        if known or any(remark.startswith((REFUSED, FAILED)) for remark in record.notes):
            with self._lock:
                (self._known if known else self._of_nobody).add(record)

    def of_person(self, phone: str) -> list[dict[str, Any]]:
        """Requests of one person, with those of the same logins made before the person was known."""
        with self._lock:
            records = self._known.records()
        logins = {record.login_id for record in records if record.phone == phone and record.login_id}
        return _plain(records, lambda record: record.phone == phone or record.login_id in logins)

    def of_organization(self, organization_id: int) -> list[dict[str, Any]]:
        """Requests made on behalf of one organization."""
        with self._lock:
            records = self._known.records()
        return _plain(records, lambda record: record.organization_id == organization_id)

    def noted(self, beginning: tuple[str, ...]) -> list[dict[str, Any]]:
        """Requests with a remark that begins with one of these, whoever's they are."""
        with self._lock:
            records = sorted([*self._known.records(), *self._of_nobody.records()], key=lambda record: record.at)
        return _plain(records, lambda record: any(remark.startswith(beginning) for remark in record.notes))


def _plain(records: list[RequestRecord], wanted: Callable[[RequestRecord], bool]) -> list[dict[str, Any]]:
    return [asdict(record) for record in records if wanted(record)]


def _size(record: RequestRecord) -> int:
    """About how many bytes of memory it takes."""
    texts = [record.method, record.path, record.authorization, *record.notes]
    for fields in (record.query, record.form, record.answer):
        texts += (*fields, *fields.values())
    return _RECORD_OVERHEAD_BYTES + sum(map(sys.getsizeof, texts))
