"""Finding rows by what a person types: each word must be in one of the columns, in letters of any case."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

_MAX_WORDS = 5


def match_words(text: str, columns: Sequence[Any]) -> ColumnElement[bool]:
    """Returns the condition that each word of the text is part of one of these columns; nothing typed fits all."""
    words = text.split()[:_MAX_WORDS]
    return and_(
        true(),
        *(
            or_(*(column.contains(part, autoescape=True) for column in columns for part in _spell(word)))
            for word in words
        ),
    )


def _spell(word: str) -> list[str]:
    """Returns the word as names are spelt: SQLite compares Cyrillic letters with their case."""
    return list(dict.fromkeys((word, word.lower(), word.upper(), word.capitalize())))
