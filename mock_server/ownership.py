"""Whose a lasting database is: one sandbox's, or that of several which are reached by the same addresses.

A claim ends with the process that made it, however that ends: PostgreSQL keeps it for a connection, the operating
system for an open file beside SQLite's. A restart of PostgreSQL ends it, too: then it is made again.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import Any

import filelock
from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from mock_server.context import Addresses
from mock_server.errors import SandboxError
from mock_server.model.sandbox import DatabaseOwner
from mock_server.store import POOL_SIZE, Store, explain_errors, find_file, is_postgresql, mask_password, open_engines
from mock_server.upserts import upsert

CONNECTIONS = POOL_SIZE + 3
"""How many connections a process may have: the pool's, and one each for its claim, to listen, and for the record."""
_LOCK_KEY = 51_000_002
"""Ours: the sandboxes of a database share this advisory lock; one that starts has it alone until it is ready."""
_START_TIMEOUT_S = 30
_CHECK_INTERVAL_S = 1.0
_COUNT_SHARERS = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = :key AND granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_COUNT_ALLOWED = text(
    "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
)

Publish = Callable[[Store], None]
"""Names the addresses to those who come later: to be called once the database has its tables."""


class OwnershipError(SandboxError):
    """The database is another sandbox's; the message is one line that names it and says what to do."""


def claim_database(
    database: str | None, addresses: Addresses, stop: threading.Event, *, join: bool
) -> AbstractContextManager[Publish]:
    """Claims the database while the block runs, before anything in it is changed. Raises SandboxError.

    With `join` it may be that of sandboxes which are reached by the same addresses. When another sandbox has taken it
    while PostgreSQL restarted, `stop` is set, and the end of the block raises OwnershipError.
    """
    if database is not None and is_postgresql(database):
        return _claim_postgres(database, asdict(addresses), stop, join)
    if join:
        raise OwnershipError(
            "--join: вместе песочницы работают только в базе PostgreSQL; укажите --database postgresql+psycopg://… "
            "или уберите --join"
        )
    return _claim_file(database, asdict(addresses))


@contextlib.contextmanager
def _claim_file(database: str | None, addresses: dict[str, str]) -> Iterator[Publish]:
    file = find_file(database)
    if file is None or file.is_dir() or not file.parent.is_dir():
        yield lambda _store: None
        return
    lock_file = file.resolve().with_name(f"{file.resolve().name}.lock")
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(filelock.FileLock(lock_file, timeout=0, mode=0o600))
            stack.callback(lock_file.unlink, missing_ok=True)  # while it is still locked
        except filelock.Timeout:
            with explain_errors(str(file)), _open_reader(str(file)) as connection:
                owner = _read_owner(connection)
            raise OwnershipError(_describe_owner(str(file), owner, "остановите её или назовите другой файл")) from None
        except OSError:
            pass  # a folder that nobody may write to: SQLite says what it can do there
        yield lambda store: _write_owner(store, addresses)


@contextlib.contextmanager
def _claim_postgres(database: str, addresses: dict[str, str], stop: threading.Event, join: bool) -> Iterator[Publish]:
    with explain_errors(database):
        claim = _PostgresClaim(database, addresses, stop, join)
    try:
        claim.acquire()
        yield claim.publish
    finally:
        claim.close()
    if claim.loss:
        raise claim.loss


class _PostgresClaim:
    """A claim on a connection of its own, with a thread that makes it again when the connection is lost."""

    def __init__(self, database: str, addresses: dict[str, str], stop: threading.Event, join: bool) -> None:
        self._database, self._addresses, self._join = database, addresses, join
        self._stop = stop
        self.loss: OwnershipError | None = None
        """Why the claim could not be made again."""
        self._engine: Engine = open_engines(database).looking
        self._connection = self._engine.connect()
        self._store: Store | None = None
        self._is_alone = False
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="sandbox-claim", daemon=True)

    def acquire(self) -> None:
        """Takes the lock, alone or with those who have it. Raises SandboxError."""
        with explain_errors(self._database):
            self._is_alone = bool(self._execute("SELECT pg_try_advisory_lock(:key)"))
            if not self._is_alone:
                # Whoever is starting has the lock alone: then it is known who that is.
                self._execute(f"SET lock_timeout = '{_START_TIMEOUT_S}s'")
                self._execute("SELECT pg_advisory_lock_shared(:key)")
            owner = None if self._is_alone else _read_owner(self._connection)
        if not self._is_alone:
            self._require_same(owner)
        self._require_room()

    def publish(self, store: Store) -> None:
        """Names the addresses, and lets others join."""
        self._store = store
        self._announce()
        self._keeper.start()

    def close(self) -> None:
        """Ends the claim."""
        self._stopping.set()
        if self._keeper.is_alive():
            self._keeper.join()
        with contextlib.suppress(SQLAlchemyError):
            self._connection.close()
        self._engine.dispose()

    def _require_same(self, owner: dict[str, Any] | None) -> None:
        if not self._join:
            advice = "остановите её, назовите другую базу или присоединитесь к ней (--join с теми же адресами)"
            raise OwnershipError(_describe_owner(self._database, owner, advice))
        differing = next((site for site in self._addresses if (owner or {}).get(site) != self._addresses[site]), None)
        if differing is not None and self._store is not None:
            advice = "она заняла её, пока перезапускался PostgreSQL; остановите её или назовите другую базу"
            raise OwnershipError(_describe_owner(self._database, owner, advice))
        if differing is not None:
            raise OwnershipError(
                f"--join: у песочницы этой базы {differing} по адресу {(owner or {}).get(differing)}, "
                f"а у этой — {self._addresses[differing]}; укажите те же адреса (--address или порты)"
            )

    def _require_room(self) -> None:
        with explain_errors(self._database):
            sharers = self._execute(_COUNT_SHARERS)
            allowed = self._execute(_COUNT_ALLOWED)
        if sharers * CONNECTIONS > allowed:
            raise OwnershipError(
                f"база данных {mask_password(self._database)} принимает {allowed} соединений, а каждому процессу "
                f"песочницы нужно {CONNECTIONS}: уменьшите --processes или увеличьте max_connections"
            )

    def _announce(self) -> None:
        if self._is_alone and self._store:
            _write_owner(self._store, self._addresses)
            self._execute("SELECT pg_advisory_lock_shared(:key)")
            self._execute("SELECT pg_advisory_unlock(:key)")

    def _execute(self, statement: Any) -> Any:
        """Executes a statement, which may name the lock's `:key`; returns its first value, if it has one."""
        statement = text(statement) if isinstance(statement, str) else statement
        result = self._connection.execute(statement, {"key": _LOCK_KEY})
        return result.scalar() if result.returns_rows else None

    def _keep(self) -> None:
        while not self._stopping.wait(_CHECK_INTERVAL_S):
            try:
                self._execute("SELECT 1")
            except SQLAlchemyError:
                self._acquire_again()

    def _acquire_again(self) -> None:
        """Makes the claim again once the server is back: the others of this sandbox do, too, and one is the first."""
        self._join = True
        while not self._stopping.wait(_CHECK_INTERVAL_S):
            try:
                self._connection.invalidate()
                self._connection = self._engine.connect()
                self.acquire()
                self._announce()
            except OwnershipError as error:  # a sandbox with other addresses has been faster
                self.loss = error
                self._stop.set()
                return
            except (SQLAlchemyError, SandboxError):
                continue
            else:
                return


@contextlib.contextmanager
def _open_reader(file: str) -> Iterator[Connection]:
    engine = open_engines(file).reading
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _read_owner(connection: Connection) -> dict[str, Any] | None:
    if not inspect(connection).has_table(DatabaseOwner.__tablename__):
        return None
    owner: dict[str, Any] | None = connection.scalar(select(DatabaseOwner.addresses))
    return owner


def _write_owner(store: Store, addresses: dict[str, str]) -> None:
    with store.write() as session:
        upsert(session, DatabaseOwner, id=1, addresses=addresses)


def _describe_owner(database: str, owner: dict[str, Any] | None, advice: str) -> str:
    where = f", её управление: {owner['control']}" if owner else ""
    return f"база данных {mask_password(database)}: в ней работает другая песочница{where}; {advice}"
