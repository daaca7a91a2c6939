"""Rows by statements that are built and compiled once, for what every login asks: an ORM session costs more.

The rows are instances of the mapped classes that no session tracks: an assignment to one changes nothing in the
database, `update_row` does. Transactions of both kinds will do, so that one rule serves `Store.change` and
`Store.write`.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, Generic, TypeVar, TypeVarTuple

from sqlalchemy import Connection, Select, and_, bindparam, insert, inspect, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from mock_server.model.base import LOCK, Table
from mock_server.statements import Statement

Transaction = Session | Connection
RowT = TypeVar("RowT", bound=Table)
_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")


class RowQuery(Generic[*_Ts]):
    """A SELECT of whole rows, by their classes, and of single columns; its values are named by `bindparam`.

    Keep it in a constant: what makes it fast is that it is the same object each time. A row of an outer join that is
    not there is None.
    """

    def __init__(self, statement: Select[*_Ts]) -> None:
        columns: list[Any] = []
        self._readers: list[Callable[[Sequence[Any]], Any]] = []
        for description in statement.column_descriptions:
            selected = description["expr"]
            is_row = isinstance(selected, type)
            new_columns = list(selected.__table__.columns) if is_row else [selected]
            part = slice(len(columns), len(columns) + len(new_columns))
            self._readers.append(_build_reader(selected, part) if is_row else _build_column_reader(part.start))
            columns += new_columns
        self._statement = Statement(statement.with_only_columns(*columns))

    def find(self, transaction: Transaction, **values: Any) -> tuple[*_Ts] | None:
        """Returns the first row, or None."""
        row = self._statement.find(connect(transaction), values)
        return None if row is None else self._read(row)

    def all(self, transaction: Transaction, **values: Any) -> list[tuple[*_Ts]]:
        """Returns all rows."""
        return [self._read(row) for row in self._statement.run(connect(transaction), values)]

    def scalar(self: "RowQuery[_T]", transaction: Transaction, **values: Any) -> _T | None:
        """Returns the only thing selected of the first row, or None."""
        row = self.find(transaction, **values)
        return None if row is None else row[0]

    def scalars(self: "RowQuery[_T]", transaction: Transaction, **values: Any) -> list[_T]:
        """Returns the only thing selected of each row."""
        return [row[0] for row in self.all(transaction, **values)]

    def _read(self, row: Sequence[Any]) -> tuple[*_Ts]:
        values: Any = tuple([read(row) for read in self._readers])
        return values  # type: ignore[no-any-return]


class RowLock:
    """Lets one transaction at a time go on with the rows of a SELECT of their keys, where writers take no turns.

    What is read after it, has all that others have committed.
    """

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = Statement(statement.with_for_update(**LOCK))

    def acquire(self, transaction: Transaction, **values: Any) -> None:
        """Holds the rows until the transaction ends."""
        connection = connect(transaction)
        if connection.dialect.name != "sqlite":
            self._statement.run(connection, values)


def insert_row(transaction: Transaction, kind: type[RowT], /, **values: Any) -> RowT:
    """Inserts a row; returns it, with its key and the defaults of its table."""
    row = complete_values(kind, values)
    (inserted,) = _build_insert(kind, tuple(row)).run(connect(transaction), row)
    keys = dict(zip(_list_keys(kind), inserted, strict=True))
    return _create_instance(kind, {**dict.fromkeys(_list_names(kind)), **row, **keys})


def insert_rows(transaction: Transaction, kind: type[Table], rows: list[dict[str, Any]]) -> None:
    """Inserts rows by one statement, with the defaults of their table; none if there are none."""
    if rows:
        completed = [complete_values(kind, row) for row in rows]
        _build_insert_of_many(kind, tuple(completed[0])).run_many(connect(transaction), completed)


def update_row(transaction: Transaction, row: Table, /, **values: Any) -> None:
    """Changes columns of a row, in the database and here."""
    keys = {f"key_{name}": getattr(row, name) for name in _list_keys(type(row))}
    _build_update(type(row), tuple(values)).run(connect(transaction), {**keys, **values})
    for name, value in values.items():
        set_committed_value(row, name, value)


def connect(transaction: Transaction) -> Connection:
    """Returns the connection of a transaction, which has then got all that its session holds back."""
    if isinstance(transaction, Connection):
        return transaction
    transaction.flush()
    return transaction.connection()


def complete_values(kind: type[Table], values: dict[str, Any]) -> dict[str, Any]:
    """Returns the values of a new row, with the defaults of its table."""
    return {**{name: build() for name, build in _list_defaults(kind).items()}, **values}


def build_row(kind: type[RowT], values: Sequence[Any]) -> RowT:
    """Returns the row that has these values, one per column of its table."""
    return _create_instance(kind, dict(zip(_list_names(kind), values, strict=True)))


def _create_instance(kind: type[RowT], values: dict[str, Any]) -> RowT:
    """Returns an instance that no session tracks, without the costs of its constructor."""
    instance: RowT = kind.__mapper__.class_manager.new_instance()
    instance.__dict__.update(values)
    return instance


def _build_reader(kind: type[Table], part: slice) -> Callable[[Sequence[Any]], Table | None]:
    key_index = part.start + _list_names(kind).index(_list_keys(kind)[0])
    return lambda row: None if row[key_index] is None else build_row(kind, row[part])


def _build_column_reader(index: int) -> Callable[[Sequence[Any]], Any]:
    return lambda row: row[index]


@cache
def _list_names(kind: type[Table]) -> tuple[str, ...]:
    return tuple(kind.__table__.columns.keys())


@cache
def _list_keys(kind: type[Table]) -> tuple[str, ...]:
    return tuple(column.name for column in inspect(kind).primary_key)


@cache
def _list_defaults(kind: type[Table]) -> dict[str, Callable[[], Any]]:
    """Returns what makes the value of each column that has a default."""
    defaults = {column.key: column.default for column in kind.__table__.columns if column.default is not None}
    return {
        name: partial(default.arg, None) if default.is_callable else partial(_return_same, default.arg)
        for name, default in defaults.items()
    }


def _return_same(value: Any) -> Any:
    return value


@cache
def _build_insert(kind: type[Table], names: tuple[str, ...]) -> Statement:
    return Statement(insert(kind).returning(*inspect(kind).primary_key), names)


@cache
def _build_insert_of_many(kind: type[Table], names: tuple[str, ...]) -> Statement:
    return Statement(insert(kind), names)


@cache
def _build_update(kind: type[Table], names: tuple[str, ...]) -> Statement:
    keys = and_(*(column == bindparam(f"key_{column.name}") for column in inspect(kind).primary_key))
    return Statement(update(kind).where(keys).values({name: bindparam(name) for name in names}))
