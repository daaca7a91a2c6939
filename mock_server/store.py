"""The database of a sandbox, and the only ways to open a transaction in it."""

import contextlib
import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session

from mock_server.errors import SandboxError
from mock_server.model.base import Table
from mock_server.schema import prepare_schema

_PING_AFTER_S = 2
_CONNECT_TIMEOUT_S = 10
POOL_SIZE = 10
"""How many connections to PostgreSQL the transactions of one process share: it accepts 100 as a rule."""
_INSTALL_DRIVER = " (pip install 'sferum-linking[postgres]' и postgresql+psycopg://…)"
_SQLITE_REASONS = {
    "attempt to write a readonly database": "записать в неё нельзя: только чтение",
    "database disk image is malformed": "файл повреждён",
    "database is locked": "она занята другой программой",
    "database or disk is full": "на диске нет места",
    "disk I/O error": "диск не отвечает",
    "file is not a database": "это не база SQLite",
    "unable to open database file": "файл не открыть: такой папки нет, нет прав или это папка",
}


class StoreError(SandboxError):
    """The database cannot be opened; the message is one line that says why, for the person who named it."""


class Engines(NamedTuple):
    """How a database is asked, over the same connections."""

    writing: Engine
    """In a transaction that sees what others have committed while it waited."""
    reading: Engine
    """In a transaction that sees one state."""
    looking: Engine
    """Outside any transaction, statement by statement."""


class Store:
    """Opens transactions. End each before a call of another site over HTTP: that site needs the database too."""

    def __init__(self, database: str | None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="sandbox-") if database is None else None
        location = str(Path(self._folder.name) / "state.sqlite") if self._folder else database
        assert location is not None
        with explain_errors(location):
            self._engine, self._reading, self._looking = open_engines(location)
            if database is None:
                Table.metadata.create_all(self._engine, checkfirst=False)  # the file is new
            else:
                prepare_schema(self._engine)
            _let_readers_go_on(self._engine)
        # Left to themselves, SQLite's writers try again and again, and in a crowd one may have no luck for seconds.
        self._turn = threading.Lock() if self._engine.dialect.name == "sqlite" else contextlib.nullcontext()

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """Opens a transaction that changes nothing."""
        with Session(self._reading, expire_on_commit=False) as session:
            yield session
            session.expunge_all()
            session.commit()  # at a rollback, PostgreSQL's driver forgets the statements that it has prepared

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        """Opens a transaction that is committed if the block ends well and rolled back if it raises."""
        with self._turn, Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextlib.contextmanager
    def look(self) -> Iterator[Connection]:
        """Opens no transaction, for statements that change nothing: each sees what is committed when it is run.

        Most answers need a row or two that have nothing to do with one another; around a single SELECT, PostgreSQL
        would be asked three times. See `mock_server.rows`.
        """
        with self._looking.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def change(self) -> Iterator[Connection]:
        """Opens a transaction like that of `write`, without a session: see `mock_server.rows`."""
        with self._turn, self._engine.begin() as connection:
            yield connection

    @property
    def engine(self) -> Engine:
        """Returns SQLAlchemy's engine, for what is no transaction of a rule."""
        return self._engine

    def close(self) -> None:
        """Closes the database; removes a temporary one."""
        self._engine.dispose()
        if self._folder:
            self._folder.cleanup()


def is_postgresql(database: str | None) -> bool:
    """Returns whether this setting names a database of PostgreSQL."""
    return database is not None and database.partition("://")[0].partition("+")[0] == "postgresql"


def find_file(database: str | None) -> Path | None:
    """Returns the file that this setting names, by its path or by a URL of SQLite."""
    if database is None or "://" not in database:
        return Path(database) if database else None
    try:
        url = _parse_url(database)
    except ValueError:
        return None
    is_file = url.get_backend_name() == "sqlite" and url.database and not url.database.startswith((":", "file:"))
    return Path(url.database or "") if is_file else None


@contextlib.contextmanager
def explain_errors(location: str) -> Iterator[None]:
    """Makes a StoreError of what prevents the block from using this database."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, ImportError, ValueError) as error:
        raise StoreError(
            f"база данных {mask_password(location)}: {_describe(error)}; назовите другой файл или URL"
        ) from error


def open_engines(location: str) -> Engines:
    """Returns the engines of a database, by its file or its URL. Raises ValueError for what is neither."""
    url = _parse_url(location) if "://" in location else URL.create("sqlite", database=location)
    if url.get_backend_name() != "sqlite":
        connecting = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_TIMEOUT_S}
        # The last connection used is the next: it has the statements prepared.
        engine = create_engine(url, connect_args=connecting, pool_size=POOL_SIZE, max_overflow=0, pool_use_lifo=True)
        _ping_idle_connections(engine)
        levels = ("REPEATABLE READ", "AUTOCOMMIT")
        return Engines(engine, *(engine.execution_options(isolation_level=level) for level in levels))
    if not url.database or ":memory:" in url.database:
        raise ValueError("это не файл")
    if not url.query:
        _create_private(url.database)
    waiting = {"timeout": 30, "check_same_thread": False}
    writing = create_engine(url, connect_args=waiting, pool_size=60, json_deserializer=orjson.loads)
    reading, looking = (create_engine(url, pool=writing.pool, json_deserializer=orjson.loads) for _ in range(2))

    @event.listens_for(writing, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")

    # A reader takes no lock that a writer would wait for; a writer takes its lock when it begins, since a reader that
    # becomes a writer later may be refused by SQLite without waiting. SQLAlchemy's event for this costs more than the
    # statements of most transactions.
    for engine, begin in ((writing, "BEGIN IMMEDIATE"), (reading, "BEGIN DEFERRED")):
        engine.dialect.do_begin = partial(_begin, begin)  # type: ignore[method-assign]
    return Engines(writing, reading, looking)


def _begin(statement: str, connection: Any) -> None:
    connection.execute(statement)


def _ping_idle_connections(engine: Engine) -> None:
    """Replaces connections that the server has closed meanwhile; one that was used just now costs no ping."""

    @event.listens_for(engine, "checkin")
    def note_use(_connection: Any, record: Any) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ping(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("used_at", time.monotonic()) > _PING_AFTER_S:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error


def _parse_url(location: str) -> URL:
    try:
        return make_url(location)
    except (ArgumentError, ValueError) as error:  # ValueError: the port is no number
        raise ValueError("это не URL для SQLAlchemy") from error


def _describe(error: Exception) -> str:
    """Returns the reason in one line; what a driver says of another server stays in its words."""
    if isinstance(error, NoSuchModuleError):
        return "такой базы SQLAlchemy не знает"
    if isinstance(error, ImportError):
        is_extra = (error.name or "psycopg").startswith("psycopg")
        return f"нет пакета {error.name or 'psycopg'}{_INSTALL_DRIVER if is_extra else ''}"
    line = str(getattr(error, "orig", None) or error).splitlines()[0]
    return _SQLITE_REASONS.get(line, line)


def _create_private(file: str) -> None:
    """Creates the file for its owner only: it has phones and codes. SQLite's -wal and -shm get the same mode.

    An existing file keeps its mode: somebody may have shared it on purpose.
    """
    with contextlib.suppress(OSError):  # SQLite says why it cannot be opened
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _let_readers_go_on(engine: Engine) -> None:
    """Lets readers go on while a writer writes. SQLite keeps this in the file, so only a file of ours is changed."""
    if engine.dialect.name == "sqlite":
        with contextlib.closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA journal_mode=WAL")


def mask_password(location: str) -> str:
    """Returns the path, or the URL without its password."""
    try:
        return make_url(location).render_as_string() if "://" in location else location
    except (SQLAlchemyError, ValueError):
        return location.partition("://")[0] + "://..."
