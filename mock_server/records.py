"""The record of requests: who asked which site for what, for evidence and for checks on the wire.

Kept in memory, the oldest forgotten first. See `mock_server.redaction` for what of a request is kept.
"""

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

KEPT = 20_000
KEPT_BYTES = 64 * 2**20
"""Requests that are kept, and the memory that they may take together."""
KEPT_OF_NOBODY = 1_000
"""Requests of nobody, refused or failed, that are kept beside them: they push out nobody's evidence."""
_EMPTY_BYTES = 1_000  # of a record's own, beside its texts


@dataclass
class Record:
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


class RequestLog:
    """The last requests to the sandbox, in as much memory as `kept_bytes` at most."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._records: deque[Record] = deque()
        self._of_nobody: deque[Record] = deque(maxlen=KEPT_OF_NOBODY)
        self._kept_bytes = kept_bytes
        self._bytes = 0
        self._lock = threading.Lock()

    def add(self, record: Record) -> None:
        """Remember a finished request; one of nobody's is kept only if there is a remark on it."""
        if not (record.phone or record.organization_id or record.login_id):
            if record.notes:
                self._of_nobody.append(record)
            return
        with self._lock:
            self._records.append(record)
            self._bytes += _size(record)
            while len(self._records) > KEPT or self._bytes > self._kept_bytes:
                self._bytes -= _size(self._records.popleft())

    def of_person(self, phone: str) -> list[dict[str, Any]]:
        """Requests of one person, with those of the same logins made before the person was known."""
        with self._lock:
            records = list(self._records)
        logins = {record.login_id for record in records if record.phone == phone and record.login_id}
        return _plain(records, lambda record: record.phone == phone or record.login_id in logins)

    def of_organization(self, organization_id: int) -> list[dict[str, Any]]:
        """Requests made on behalf of one organization."""
        with self._lock:
            records = list(self._records)
        return _plain(records, lambda record: record.organization_id == organization_id)

    def noted(self, beginning: tuple[str, ...]) -> list[dict[str, Any]]:
        """Requests with a remark that begins with one of these, whoever's they are."""
        with self._lock:
            records = sorted([*self._records, *self._of_nobody], key=lambda record: record.at)
        return _plain(records, lambda record: any(remark.startswith(beginning) for remark in record.notes))


def _plain(records: list[Record], wanted: Callable[[Record], bool]) -> list[dict[str, Any]]:
    return [asdict(record) for record in records if wanted(record)]


def _size(record: Record) -> int:
    """About how many bytes of memory it takes."""
    texts = [record.method, record.path, record.authorization, *record.notes]
    for fields in (record.query, record.form, record.answer):
        texts += (*fields, *fields.values())
    return _EMPTY_BYTES + sum(map(sys.getsizeof, texts))
