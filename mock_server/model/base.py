"""The base of all tables."""

from typing import Any, ClassVar, Final

from sqlalchemy import JSON, BigInteger, Index, Integer, text
from sqlalchemy.orm import DeclarativeBase

LOCK: Final[dict[str, Any]] = {"key_share": True}
"""How a row is locked until the transaction ends: rows that refer to it may still be added, and wait for nobody."""
_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""64 bits in each database: SQLite's `INTEGER` has them, and numbers rows by itself under no other name."""


class Table(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map: ClassVar = {int: _NUMBER, list[str]: JSON, dict[str, Any]: JSON}


def unique_where(condition: str, name: str, *columns: str) -> Index:
    """Returns an index by which, among the rows that meet the condition, no two have the same values here."""
    return Index(name, *columns, unique=True, sqlite_where=text(condition), postgresql_where=text(condition))
