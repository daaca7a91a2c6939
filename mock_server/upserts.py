"""Rows that others may be making at the same moment: one statement that the database decides, without an error.

On PostgreSQL an error ends the whole transaction, and the writers of many processes have no turns.
"""

from functools import cache
from typing import Any, Final, TypeVar

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite

from mock_server.model.base import Table
from mock_server.rows import Transaction, build_row, complete_values, connect
from mock_server.statements import Statement

_Row = TypeVar("_Row", bound=Table)
_INSERTS: Final[dict[str, Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def insert_new(transaction: Transaction, table: type[_Row], **values: Any) -> _Row | None:
    """Inserts a row and returns it; returns None where a constraint allows only the one that is there."""
    connection = connect(transaction)
    row_values = complete_values(table, values)
    row = _build_insert_new(connection.dialect.name, table, tuple(row_values)).find(connection, row_values)
    return None if row is None else build_row(table, row)


def upsert(transaction: Transaction, table: type[_Row], **values: Any) -> None:
    """Inserts a row, or gives these values to the row of the same primary key."""
    connection = connect(transaction)
    row_values = complete_values(table, values)
    _build_upsert(connection.dialect.name, table, tuple(values), tuple(row_values)).run(connection, row_values)


@cache
def _build_insert_new(dialect: str, table: type[Table], names: tuple[str, ...]) -> Statement:
    return Statement(_INSERTS[dialect](table).on_conflict_do_nothing().returning(*table.__table__.columns), names)


@cache
def _build_upsert(dialect: str, table: type[Table], changed: tuple[str, ...], names: tuple[str, ...]) -> Statement:
    statement, keys = _INSERTS[dialect](table), [column.name for column in inspect(table).primary_key]
    changes = {name: statement.excluded[name] for name in changed if name not in keys}
    if changes:
        return Statement(statement.on_conflict_do_update(index_elements=keys, set_=changes), names)
    return Statement(statement.on_conflict_do_nothing(index_elements=keys), names)
