"""Writes records of requests into PostgreSQL by a connection of its own: many at a time when many come at a time."""

import logging
import threading
from dataclasses import dataclass
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

_ORDER_LOCK = 51_000_012
"""Ours: the key of an advisory lock. Under it records become visible in the order of their IDs, so that whoever reads
on from the last ID misses none."""

_INTO = f"""
WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock({_ORDER_LOCK}), set_config('synchronous_commit', 'off', true))
INSERT INTO stored_request (buffer, phone, organization_id, login_id, site, status, size, record)
"""
# One statement and one round trip. It does not wait for the disk: a record is no promise to anybody.
_ADD_ONE = f"{_INTO} SELECT %s, %s, %s::bigint, %s, %s, %s::int, %s::int, %s FROM turn RETURNING id"  # noqa: S608  constants
_ADD_MANY = f"""{_INTO}
SELECT buffer, phone, organization_id, login_id, site, status, size, record FROM turn, unnest(
    %s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::int[], %s::int[], %s::text[]
) WITH ORDINALITY AS new (buffer, phone, organization_id, login_id, site, status, size, record, position)
ORDER BY position RETURNING id
"""  # noqa: S608  constants


class RequestRow(NamedTuple):
    """What is written of one record; see `mock_server.model.sandbox.StoredRequest`."""

    buffer: str
    phone: str | None
    organization_id: int | None
    login_id: str | None
    site: str
    status: int
    size: int
    record: str


@dataclass
class _Entry:
    row: RequestRow
    id: int | None = None
    """0: it could not be written."""


class RequestWriter:
    """Writes rows in the order in which they come. Whoever has the turn writes what the others have brought, too."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: psycopg.Connection[Any] | None = None
        self._entries: list[_Entry] = []
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def write(self, row: RequestRow) -> int:
        """Returns the ID of the row once everybody can read it; 0 where the database is gone."""
        entry = _Entry(row)
        with self._lock:
            self._entries.append(entry)
        with self._turn:
            if entry.id is None:
                with self._lock:
                    entries, self._entries = self._entries, []
                for written, number in zip(entries, self._insert(entries), strict=True):
                    written.id = number
        return entry.id or 0

    def close(self) -> None:
        """Closes the connection."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()

    def _insert(self, entries: list[_Entry]) -> list[int]:
        rows = [entry.row for entry in entries]
        statement = _ADD_ONE if len(rows) == 1 else _ADD_MANY
        values = rows[0] if len(rows) == 1 else [list(column) for column in zip(*rows, strict=True)]
        for is_last in (False, True):
            try:
                if self._connection is None:
                    self._connection = open_connection(self._engine)
                return [row[0] for row in self._connection.execute(statement, values, prepare=True)]
            except (psycopg.Error, SQLAlchemyError):  # the first may be one that the server has closed meanwhile
                self._connection = None
                if is_last:
                    logging.getLogger(__name__).exception("%s requests are not in the record", len(entries))
        return [0] * len(entries)


def open_connection(engine: Engine) -> "psycopg.Connection[Any]":
    """Returns a connection of the driver's, outside the engine's pool; each statement is a transaction of its own."""
    pooled = engine.raw_connection()
    connection = pooled.driver_connection
    pooled.detach()
    assert isinstance(connection, psycopg.Connection)
    connection.autocommit = True
    return connection
