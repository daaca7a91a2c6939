"""The base of all tables."""

from typing import Any, ClassVar

from sqlalchemy import JSON, Index, text
from sqlalchemy.orm import DeclarativeBase


class Table(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map: ClassVar = {list[str]: JSON, dict[str, Any]: JSON}


def unique_where(condition: str, name: str, *columns: str) -> Index:
    """Returns an index by which, among the rows that meet the condition, no two have the same values here."""
    return Index(name, *columns, unique=True, sqlite_where=text(condition), postgresql_where=text(condition))
