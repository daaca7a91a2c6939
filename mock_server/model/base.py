"""The base of all tables."""

from typing import Any, ClassVar

from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase


class Table(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map: ClassVar = {list[str]: JSON, dict[str, Any]: JSON}
