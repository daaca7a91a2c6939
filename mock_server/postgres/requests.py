"""The record of requests in PostgreSQL: what one process has answered, all of them can read at once."""

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, Select, delete, func, or_, select

from mock_server.model.sandbox import StoredRequest
from mock_server.postgres.request_writer import RequestRow, RequestWriter
from mock_server.recording.records import (
    MAX_BYTES,
    MAX_BYTES_OF_NOBODY,
    MAX_RECORDS,
    MAX_RECORDS_OF_NOBODY,
    RequestFilter,
    RequestRecord,
    choose_buffer,
)

_ROW_OVERHEAD_BYTES = 200
_RECORDS_BETWEEN_TRIMS = 200
_BYTES_BETWEEN_TRIMS = 2 * 2**20
"""How much one process adds until it deletes the oldest: by so much the bounds may be exceeded."""
_MAX_INTEGER = 2**63 - 1
_TRIM_LOCK = 51_000_013
"""Ours: the key of an advisory lock; who has it trims."""

_row = StoredRequest.__table__.c


class StoredRequestLog:
    """The last requests to all processes of a sandbox; see `mock_server.recording.records.RequestLog`."""

    def __init__(
        self, engine: Engine, max_bytes: int = MAX_BYTES, max_bytes_of_nobody: int = MAX_BYTES_OF_NOBODY
    ) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writer = RequestWriter(engine)
        of_nobody = MAX_RECORDS_OF_NOBODY, max_bytes_of_nobody
        self._bounds = {"known": (MAX_RECORDS, max_bytes), "refused": of_nobody, "ordinary": of_nobody}
        self._lock = threading.Lock()
        self._records_added = self._bytes_added = 0

    def add(self, record: RequestRecord) -> None:
        """Adds a finished request and gives it its ID. A database that is gone costs the record, not the answer."""
        buffer = choose_buffer(record)
        if buffer is None:
            return
        text = _write_json(record)
        record.id = self._writer.write(
            RequestRow(
                buffer=buffer,
                phone=record.phone,
                organization_id=record.organization_id if (record.organization_id or 0) <= _MAX_INTEGER else None,
                login_id=record.login_id,
                site=record.site,
                status=record.status,
                size=len(text) + _ROW_OVERHEAD_BYTES,
                record=text,
            )
        )
        if record.id and self._is_trim_due(len(text)):
            self.trim()

    def close(self) -> None:
        """Closes the connection by which it writes."""
        self._writer.close()

    def trim(self) -> None:
        """Deletes the oldest records of each buffer that has too many of them or too many bytes."""
        with self._engine.execution_options(isolation_level="READ COMMITTED").begin() as connection:
            if connection.scalar(select(func.pg_try_advisory_xact_lock(_TRIM_LOCK))):  # else another process trims
                for buffer, (max_records, max_bytes) in self._bounds.items():
                    _trim(connection, buffer, max_records, max_bytes)

    def get(self, record_id: int) -> RequestRecord | None:
        """Returns the request of this ID, if it is not forgotten yet."""
        if not 0 < record_id <= _MAX_INTEGER:
            return None
        return next(iter(self._read(_select().where(_row.id == record_id))), None)

    def search(
        self, wanted: RequestFilter, *, after: int | None = None, before: int | None = None, limit: int
    ) -> list[RequestRecord]:
        """Returns at most `limit` of the requests wanted, by ID: the first of those `after` an ID, or else the last.

        `before`: the last of those before this ID.
        """
        query = _filter(wanted)
        if after is not None:
            query = query.where(_row.id > min(after, _MAX_INTEGER))
        if before is not None:
            query = query.where(_row.id < min(before, _MAX_INTEGER))
        if after is not None:
            return self._read(query.order_by(_row.id).limit(limit))
        return self._read(query.order_by(_row.id.desc()).limit(limit))[::-1]

    def find_by_person(self, phone: str, after: int = 0) -> list[dict[str, Any]]:
        """Returns the requests of one person, with those of the same logins from before the person was known.

        `after`: without so many of the oldest.
        """
        query = _filter(RequestFilter(phone=phone)).order_by(_row.id).offset(min(after, _MAX_INTEGER))
        return [asdict(record) for record in self._read(query)]

    def count_by_person(self, phone: str) -> int:
        """Returns how many `find_by_person` would return."""
        query = _filter(RequestFilter(phone=phone)).with_only_columns(func.count())
        with self._engine.connect() as connection:
            return connection.scalar(query) or 0

    def find_by_organization(self, organization_id: int) -> list[dict[str, Any]]:
        """Returns the requests made for one organization."""
        if organization_id > _MAX_INTEGER:
            return []
        query = _filter(RequestFilter(organization_id=organization_id)).order_by(_row.id)
        return [asdict(record) for record in self._read(query)]

    def find_by_note(self, prefixes: tuple[str, ...]) -> list[dict[str, Any]]:
        """Returns the requests of all persons that have a note with one of these prefixes."""
        query = _select().where(
            _row.buffer.in_(("known", "refused")),
            or_(*(_row.record.contains(f'"{prefix}', autoescape=True) for prefix in prefixes)),
        )
        found = self._read(query.order_by(_row.id))
        return [asdict(record) for record in found if any(note.startswith(prefixes) for note in record.notes)]

    def _read(self, query: Select[Any]) -> list[RequestRecord]:
        with self._engine.connect() as connection:
            return [_read_json(row) for row in connection.execute(query)]

    def _is_trim_due(self, size: int) -> bool:
        with self._lock:
            self._records_added += 1
            self._bytes_added += size
            if self._records_added < _RECORDS_BETWEEN_TRIMS and self._bytes_added < _BYTES_BETWEEN_TRIMS:
                return False
            self._records_added = self._bytes_added = 0
            return True


def _trim(connection: Connection, buffer: str, max_records: int, max_bytes: int) -> None:
    newest_first = _row.id.desc()
    counted = (
        select(
            _row.id,
            func.row_number().over(order_by=newest_first).label("records"),
            func.sum(_row.size).over(order_by=newest_first).label("bytes"),
        )
        .where(_row.buffer == buffer)
        .subquery()
    )
    newest_to_go = select(func.max(counted.c.id)).where(
        or_(counted.c.records > max_records, counted.c.bytes > max_bytes)
    )
    last = connection.scalar(newest_to_go)
    if last is not None:
        connection.execute(delete(StoredRequest).where(_row.buffer == buffer, _row.id <= last))


def _select() -> Select[Any]:
    return select(_row.id, _row.record)


def _filter(wanted: RequestFilter) -> Select[Any]:
    query = _select()
    if wanted.phone is not None:
        logins = select(_row.login_id).where(_row.phone == wanted.phone, _row.login_id.is_not(None))
        query = query.where(_row.buffer == "known", or_(_row.phone == wanted.phone, _row.login_id.in_(logins)))
    if wanted.organization_id is not None:
        query = query.where(_row.organization_id == wanted.organization_id)
    if wanted.site is not None:
        query = query.where(_row.site == wanted.site)
    if wanted.status is not None and wanted.status.endswith("xx"):
        query = query.where(_row.status.between(int(wanted.status[0]) * 100, int(wanted.status[0]) * 100 + 99))
    elif wanted.status is not None:
        query = query.where(_row.status == int(wanted.status))
    if wanted.login_id is not None:
        query = query.where(_row.login_id == wanted.login_id)
    return query


def _write_json(record: RequestRecord) -> str:
    try:
        return orjson.dumps(record).decode()
    except TypeError:  # a number of more than 64 bits in somebody's JSON
        return json.dumps(asdict(record))


def _read_json(row: Sequence[Any]) -> RequestRecord:
    return RequestRecord(**{**json.loads(row[1]), "id": row[0]})
