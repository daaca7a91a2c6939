"""Statements that are compiled once and run by the driver itself, with SQLAlchemy's types and errors.

SQLAlchemy's own execution of a statement costs ten times what SQLite needs for it.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import BindParameter, Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

_Executable = Select[*tuple[Any, ...]] | Insert | Update | Delete
_Processor = Callable[[Any], Any]


class Statement:
    """A statement for both databases; its values are named by `bindparam`, or are columns of the row to be inserted.

    Keep it in a constant or a cache: it compiles itself when it is first run.
    """

    def __init__(self, statement: _Executable, columns: Iterable[str] = ()) -> None:
        self._statement = statement
        self._columns = list(columns)
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[Sequence[Any]]:
        """Returns all rows; none where the statement gives none."""
        compiled = self._compile(connection.dialect)
        if compiled.has_lists:
            return list(connection.execute(self._statement, values))
        with _open_cursor(connection, compiled.sql) as cursor:
            cursor.execute(compiled.sql, compiled.bind(values))
            return compiled.read(cursor.description, list(cursor.fetchall())) if cursor.description else []

    def find(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any] | None:
        """Returns the first row, or None."""
        compiled = self._compile(connection.dialect)
        if compiled.has_lists:
            return connection.execute(self._statement, values).first()
        with _open_cursor(connection, compiled.sql) as cursor:
            cursor.execute(compiled.sql, compiled.bind(values))
            row = cursor.fetchone()
            return None if row is None else compiled.read(cursor.description, [row])[0]

    def run_many(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Runs the statement with each of these values."""
        compiled = self._compile(connection.dialect)
        with _open_cursor(connection, compiled.sql) as cursor:
            cursor.executemany(compiled.sql, [compiled.bind(values) for values in rows])

    def _compile(self, dialect: Dialect) -> "_Compiled":
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self._statement, dialect, self._columns)
        return compiled


@dataclass(frozen=True)
class _Parameter:
    name: str
    """As the driver knows it; the same one may be asked for at several places."""
    key: str
    """As the caller names its value."""
    is_required: bool
    default: Any
    process: _Processor | None
    """Makes the driver's value of a value."""

    def bind(self, values: Mapping[str, Any]) -> Any:
        value = values[self.key] if self.is_required else values.get(self.key, self.default)
        return value if self.process is None else self.process(value)


@dataclass
class _Compiled:
    sql: str
    parameters: tuple[_Parameter, ...]
    by_position: bool
    has_lists: bool
    """Whether the text depends on how many values a list has: such a statement is left to SQLAlchemy."""
    build_reader: Callable[[int, Any], _Processor | None]
    """Returns what mends the values of a column, of which the driver knows the type, where they need it."""
    readers: tuple[tuple[int, _Processor], ...] | None = None
    """Columns whose values the driver gives otherwise than SQLAlchemy, and what mends them: known after a run."""

    def bind(self, values: Mapping[str, Any]) -> Any:
        """Returns the driver's parameters. Raises KeyError for a value that is missing."""
        if self.by_position:
            return [parameter.bind(values) for parameter in self.parameters]
        return {parameter.name: parameter.bind(values) for parameter in self.parameters}

    def read(self, description: Sequence[Any], rows: list[Sequence[Any]]) -> list[Sequence[Any]]:
        """Returns rows of the driver, which describes them so, with the values of SQLAlchemy's types."""
        if self.readers is None:
            built = ((index, self.build_reader(index, column[1])) for index, column in enumerate(description))
            self.readers = tuple((index, process) for index, process in built if process is not None)
        return [_mend(row, self.readers) for row in rows] if self.readers else rows


def _mend(row: Sequence[Any], readers: Iterable[tuple[int, _Processor]]) -> Sequence[Any]:
    mended = list(row)
    for index, process in readers:
        mended[index] = process(mended[index])
    return mended


def _compile(statement: _Executable, dialect: Dialect, columns: list[str]) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=columns or None)
    assert isinstance(compiled, SQLCompiler)
    names = compiled.positiontup if compiled.positional else dict.fromkeys(compiled.bind_names.values())
    types = [column.type.dialect_impl(dialect) for column in statement.exported_columns]
    return _Compiled(
        sql=compiled.string,
        parameters=tuple(_build_parameter(name, compiled.binds[name], dialect) for name in names or ()),
        by_position=compiled.positional,
        has_lists=bool(compiled.post_compile_params),
        build_reader=lambda index, known_type: types[index].result_processor(dialect, known_type),
    )


def _build_parameter(name: str, bind: BindParameter[Any], dialect: Dialect) -> _Parameter:
    process = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return _Parameter(name, bind.key, bind.required, None if bind.required else bind.effective_value, process)


@contextlib.contextmanager
def _open_cursor(connection: Connection, sql: str) -> Iterator[DBAPICursor]:
    if not connection.in_transaction():
        connection.begin()
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except connection.dialect.loaded_dbapi.Error as error:
        _raise_error(connection, sql, error)
    finally:
        cursor.close()  # a statement that is not read to its end would keep SQLite's snapshot


def _raise_error(connection: Connection, sql: str, error: Any) -> NoReturn:
    """Raises SQLAlchemy's error for the driver's; a connection that is lost is lost to the pool, with all others."""
    dialect = connection.dialect
    is_lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if is_lost:
        connection.invalidate(error)
        connection.engine.dispose(close=False)
    raise DBAPIError.instance(
        sql,
        None,  # a parameter may be a secret
        error,
        dialect.loaded_dbapi.Error,
        connection_invalidated=is_lost,
        dialect=dialect,
    ) from error
