"""The database of a sandbox, and the only two ways to open a transaction on it."""

import contextlib
import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from mock_server.model.base import Table


class StoreError(Exception):
    """The database cannot be opened; the message is one line for the person who named it."""


class Store:
    """Opens transactions. None may be held while another site is called over HTTP: that site needs the database too."""

    def __init__(self, database: str | None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="sandbox-") if database is None else None
        place = str(Path(self._folder.name) / "state.sqlite") if self._folder else database
        assert place is not None
        try:
            self._engine = _engine(place)
            if database is not None:
                _demand_own_tables(self._engine)
            Table.metadata.create_all(self._engine)
            _let_readers_go_on(self._engine)
        except (SQLAlchemyError, sqlite3.Error, ImportError, ValueError) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise StoreError(f"database {_shown(place)}: {reason}; name another file or URL") from error
        # A reader of SQLite opens no lock that a writer would wait for; a writer takes its lock at once, since a
        # reader that turns writer half-way may be refused by SQLite without waiting.
        self._reading = self._engine.execution_options(sqlite_begin="DEFERRED")
        self._writing = self._engine.execution_options(sqlite_begin="IMMEDIATE")
        # Left to themselves, SQLite's writers try again and again, and in a crowd one may have no luck for seconds.
        self._turn = threading.Lock() if self._engine.dialect.name == "sqlite" else contextlib.nullcontext()

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that changes nothing."""
        with Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is kept if the block ends well and undone if it raises."""
        with self._turn, Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close the database; a temporary one is removed."""
        self._engine.dispose()
        if self._folder:
            self._folder.cleanup()


def _engine(place: str) -> Engine:
    url = make_url(place) if "://" in place else URL.create("sqlite", database=place)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=20, max_overflow=40)
    if not url.database or ":memory:" in url.database:
        raise ValueError("is no file")
    if not url.query:
        _create_private(url.database)
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, pool_size=60)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'IMMEDIATE')}")

    return engine


def _create_private(file: str) -> None:
    """For its owner alone, since it holds phones and codes; SQLite gives its -wal and -shm the same mode.

    A file that is there keeps its own: somebody may have shared it on purpose.
    """
    with contextlib.suppress(OSError):  # SQLite says why it cannot be opened
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _demand_own_tables(engine: Engine) -> None:
    """A table of the same name made by another program, or by another version, would fail much later."""
    there = inspect(engine)
    for table in Table.metadata.sorted_tables:
        if there.has_table(table.name):
            columns = {column["name"] for column in there.get_columns(table.name)}
            if columns != set(table.columns.keys()):
                engine.dispose()
                raise ValueError(f"its table {table.name} was made by another version or another program")


def _let_readers_go_on(engine: Engine) -> None:
    """While somebody writes. SQLite keeps the mode in the file, so only a file that is ours is touched."""
    if engine.dialect.name == "sqlite":
        with contextlib.closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA journal_mode=WAL")


def _shown(place: str) -> str:
    """The name or address without the password that a URL may hold."""
    try:
        return make_url(place).render_as_string() if "://" in place else place
    except (SQLAlchemyError, ValueError):
        return place.partition("://")[0] + "://..."
