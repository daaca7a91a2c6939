"""The record of requests: who asked which site for what, for evidence and for checks of traffic.

Kept in memory; the oldest go first. See `mock_server.recording.redaction` for what of a request is kept.
"""

import heapq
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice, takewhile
from operator import attrgetter
from typing import Any, Protocol

from mock_server.http.gate import FAILED, REFUSED

MAX_RECORDS = 20_000
MAX_BYTES = 64 * 2**20
"""Requests that the log keeps, and the memory that they may take together."""
MAX_RECORDS_OF_NOBODY = 1_000
MAX_BYTES_OF_NOBODY = 4 * 2**20
"""The same for requests of unknown persons, refused and failed ones apart from the rest: they never push out the
evidence of known persons, nor the rest those."""
_RECORD_OVERHEAD_BYTES = 1_000  # of a record without its texts


@dataclass
class RequestRecord:
    """One request to one site. The site fills in `phone`, `organization_id` and `login_id` when it knows them."""

    site: str
    operation: str
    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    """Fields of the body, of a form or of JSON; JSON values other than texts stay JSON."""
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
    """Faults that applied to it, and what VK ID was lenient about."""
    id: int = 0
    """Grows with every request that has ended, over all sites; the log gives it."""


@dataclass(frozen=True)
class RequestFilter:
    """Which requests are wanted; what is None admits all."""

    phone: str | None = None
    """Of this person, with those of the same logins from before the person was known."""
    organization_id: int | None = None
    site: str | None = None
    status: str | None = None
    """One status, such as `404`, or all of a class, such as `4xx`."""
    login_id: str | None = None

    def matches(self, record: RequestRecord) -> bool:
        """Returns whether it admits the request, whoever the person is."""
        return (
            (self.site is None or self.site == record.site)
            and (self.login_id is None or self.login_id == record.login_id)
            and (self.organization_id is None or self.organization_id == record.organization_id)
            and (self.status is None or self.status in (str(record.status), f"{record.status // 100}xx"))
        )


class _RecordBuffer:
    """The last records: at most so many, in at most so many bytes of memory."""

    def __init__(self, max_records: int, max_bytes: int) -> None:
        self._records: deque[tuple[RequestRecord, int]] = deque()
        self._max_records = max_records
        self._max_bytes = max_bytes
        self.bytes = 0

    def add(self, record: RequestRecord) -> None:
        size = _estimate_size(record)
        self._records.append((record, size))
        self.bytes += size
        while len(self._records) > self._max_records or self.bytes > self._max_bytes:
            self.bytes -= self._records.popleft()[1]

    def records(self) -> list[RequestRecord]:
        return [record for record, _ in self._records]


class SearchableLog(Protocol):
    """A record of requests, wherever it is kept."""

    def search(
        self, wanted: RequestFilter, *, after: int | None = None, before: int | None = None, limit: int
    ) -> list[RequestRecord]:
        """Returns at most `limit` of the requests wanted, by ID."""


class RequestLog:
    """The last requests to the sandbox, in at most `max_bytes` and twice `max_bytes_of_nobody` of memory."""

    def __init__(self, max_bytes: int = MAX_BYTES, max_bytes_of_nobody: int = MAX_BYTES_OF_NOBODY) -> None:
        self._known = _RecordBuffer(MAX_RECORDS, max_bytes)
        self._of_nobody = _RecordBuffer(MAX_RECORDS_OF_NOBODY, max_bytes_of_nobody)
        self._ordinary_of_nobody = _RecordBuffer(MAX_RECORDS_OF_NOBODY, max_bytes_of_nobody)
        self._buffers = {"known": self._known, "refused": self._of_nobody, "ordinary": self._ordinary_of_nobody}
        self._count = 0
        self._lock = threading.Lock()

    def add(self, record: RequestRecord) -> None:
        """Adds a finished request and gives it its ID.

        Of the control API's own, which nobody watches, it adds those of known persons and refused or failed ones only.
        """
        buffer = choose_buffer(record)
        with self._lock:
            self._count += 1
            record.id = self._count
            if buffer is not None:
                self._buffers[buffer].add(record)

    def get(self, record_id: int) -> RequestRecord | None:
        """Returns the request of this ID, if it is not forgotten yet."""
        newest_first = takewhile(lambda record: record.id >= record_id, self._list_all())
        return next((record for record in newest_first if record.id == record_id), None)

    def search(
        self, wanted: RequestFilter, *, after: int | None = None, before: int | None = None, limit: int
    ) -> list[RequestRecord]:
        """Returns at most `limit` of the requests wanted, by ID: the first of those `after` an ID, or else the last.

        `before`: the last of those before this ID.
        """
        newest_first = self._list_all() if wanted.phone is None else reversed(self._list_of_person(wanted.phone))
        matching = (
            record
            for record in takewhile(lambda record: after is None or record.id > after, newest_first)
            if (before is None or record.id < before) and wanted.matches(record)
        )
        return list(islice(matching, limit))[::-1] if after is None else list(matching)[::-1][:limit]

    def _list_all(self) -> Iterator[RequestRecord]:
        """Returns all requests, the newest first."""
        with self._lock:
            buffers = [buffer.records() for buffer in self._buffers.values()]
        return heapq.merge(*map(reversed, buffers), key=attrgetter("id"), reverse=True)

    def find_by_person(self, phone: str, after: int = 0) -> list[dict[str, Any]]:
        """Returns the requests of one person, with those of the same logins from before the person was known.

        `after`: without so many of the oldest.
        """
        return [asdict(record) for record in self._list_of_person(phone)[after:]]

    def count_by_person(self, phone: str) -> int:
        """Returns how many `find_by_person` would return."""
        return len(self._list_of_person(phone))

    def _list_of_person(self, phone: str) -> list[RequestRecord]:
        with self._lock:
            records = self._known.records()
        logins = {record.login_id for record in records if record.phone == phone and record.login_id}
        return [record for record in records if record.phone == phone or record.login_id in logins]

    def find_by_organization(self, organization_id: int) -> list[dict[str, Any]]:
        """Returns the requests made for one organization."""
        with self._lock:
            records = self._known.records()
        return _select_records(records, lambda record: record.organization_id == organization_id)

    def find_by_note(self, prefixes: tuple[str, ...]) -> list[dict[str, Any]]:
        """Returns the requests of all persons that have a note with one of these prefixes."""
        with self._lock:
            records = sorted([*self._known.records(), *self._of_nobody.records()], key=lambda record: record.at)
        return _select_records(records, lambda record: any(note.startswith(prefixes) for note in record.notes))


def choose_buffer(record: RequestRecord) -> str | None:
    """Returns `known`, `refused` or `ordinary`: which requests this one may push out; None: it is not kept."""
    if record.phone or record.organization_id or record.login_id:
        return "known"
    if any(note.startswith((REFUSED, FAILED)) for note in record.notes):
        return "refused"
    return "ordinary" if record.site != "control" else None


def _select_records(records: list[RequestRecord], matches: Callable[[RequestRecord], bool]) -> list[dict[str, Any]]:
    return [asdict(record) for record in records if matches(record)]


def _estimate_size(record: RequestRecord) -> int:
    """Returns about how many bytes of memory it takes."""
    texts = [record.method, record.path, record.authorization, *record.notes]
    for fields in (record.query, record.form, record.answer):
        texts += (*fields, *fields.values())
    return _RECORD_OVERHEAD_BYTES + sum(map(sys.getsizeof, texts))
