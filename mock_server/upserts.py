"""Rows that others may be making at the same moment: one statement that the database decides, without an error.

On PostgreSQL an error ends the whole transaction, and the writers of many processes have no turns.
"""

from typing import Any, Final, TypeVar

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mock_server.model.base import Table

_Row = TypeVar("_Row", bound=Table)
_INSERTS: Final = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def insert_new(session: Session, table: type[_Row], **values: Any) -> _Row | None:
    """Inserts a row and returns it; returns None where a constraint allows only the one that is there."""
    statement = _build_insert(session, table, values).on_conflict_do_nothing()
    row: _Row | None = session.scalar(statement.returning(table))
    return row


def upsert(session: Session, table: type[_Row], **values: Any) -> None:
    """Inserts a row, or gives these values to the row of the same primary key."""
    statement, keys = _build_insert(session, table, values), [column.name for column in inspect(table).primary_key]
    changes = {name: statement.excluded[name] for name in values if name not in keys}
    if changes:
        session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes))
    else:
        session.execute(statement.on_conflict_do_nothing(index_elements=keys))


def _build_insert(session: Session, table: type[Table], values: dict[str, Any]) -> Any:
    return _INSERTS[session.get_bind().dialect.name](table).values(**values)
