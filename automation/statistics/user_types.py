"""The types of users in a report (D-3, «Тип пользователя»): their Russian names, and which of them are checked.

The guide shows `teacher` alone. The other types, all Russian names and the types that are checked by default are ours.
A type that is not known here keeps the name that it has in the file.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from automation.statistics.cells import strip_invisible
from automation.statistics.rows import Row, is_active

_SEPARATOR = re.compile(r"[,;]")
_EVERYBODY = {"все", "all", "*"}


class _Known(NamedTuple):
    title: str
    plural: str
    spellings: tuple[str, ...]


_KNOWN = {
    "teacher": _Known(
        "Педагог",
        "педагоги",
        ("учитель", "учителя", "преподаватель", "преподаватели", "воспитатель", "воспитатели", "teachers", "educator"),
    ),
    "staff": _Known("Сотрудник", "сотрудники", ("работник", "работники", "персонал", "employee")),
    "admin": _Known("Администратор", "администраторы", ("administrator", "админ", "админы")),
    "parent": _Known("Родитель", "родители", ("законный представитель", "законные представители", "parents")),
    "pupil": _Known(
        "Ученик",
        "ученики",
        (
            "ученица", "учащийся", "учащиеся", "обучающийся", "обучающиеся", "воспитанник", "воспитанники",
            "student", "students", "pupils", "learner",
        ),
    ),
}  # fmt: skip
_KEYS = {
    spelling.casefold(): key
    for key, known in _KNOWN.items()
    for spelling in (key, known.title, known.plural, *known.spellings)
}
_NOT_CHECKED = frozenset({"parent", "pupil"})
NO_TYPE = ""
"""The key of people whose type the report does not say."""


@dataclass(frozen=True)
class TypeChoice:
    """Which types are checked: the wanted ones, or, where none is named, all but the unwanted.

    People without a type are always checked: the report of October 2024 has no types at all.
    """

    wanted: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()

    def includes(self, row: Row) -> bool:
        """Returns whether the person is checked: one of several types is enough."""
        keys = [key for key, _ in _list_types(row)]
        return not keys or any(map(self.includes_type, keys))

    def includes_type(self, key: str) -> bool:
        """Returns whether people of this type are checked."""
        return key in self.wanted if self.wanted else key not in self.unwanted


EVERYBODY = TypeChoice()
STAFF = TypeChoice(unwanted=_NOT_CHECKED)
"""Teachers, staff and administrators, and whoever has a type that is not known here: checked by default."""


class TypeCount(NamedTuple):
    """How many people of a type the reports have; a person of several types counts in the first that is checked."""

    user_type: str
    title: str
    people: int
    linked: int
    not_linked: int
    silent: int | None
    """None where the reports do not count messages."""
    checked: bool


def parse_types(texts: Iterable[str]) -> TypeChoice:
    """Returns the choice that a person made: types in Russian, or as the file has them, with commas between them."""
    words = [word for text in texts for part in _SEPARATOR.split(text) if (word := strip_invisible(part).casefold())]
    if not words:
        return STAFF
    return EVERYBODY if _EVERYBODY & set(words) else TypeChoice(frozenset(_find_key(word) for word in words))


def find_unknown(choice: TypeChoice, rows: Iterable[Row]) -> tuple[list[str], list[str]]:
    """Returns the wanted types that no row has and nobody knows, and the plural names of the types that the rows have.

    A known type that no row has is no mistake: a school may have no staff this week.
    """
    titles = {key: get_plural(key, title) for row in rows for key, title in _list_types(row)}
    unknown = sorted(choice.wanted - set(titles) - set(_KNOWN))
    return unknown, sorted(titles.values(), key=str.casefold)


def format_types(user_type: str) -> str:
    """Returns the types of a cell in Russian; one that is not known stays as it is."""
    return ", ".join(dict.fromkeys(title for _, title in _split_types(user_type)))


def get_main_type(row: Row, choice: TypeChoice = EVERYBODY) -> str:
    """Returns the key of the person's type, the first of several in the order of this module: of the chosen, if any.

    So people of a type that is not checked are all those who are not, and figures by type add up.
    """
    keys = [key for key, _ in _list_types(row)]
    return min([key for key in keys if choice.includes_type(key)] or keys, key=_rank_key, default=NO_TYPE)


def rank_type(row: Row) -> tuple[int, str]:
    """Returns the key to sort people by type: teachers first, types that are not known before parents and pupils."""
    return _rank_key(get_main_type(row))


def count_types(people: Sequence[Row], choice: TypeChoice) -> list[TypeCount]:
    """Returns the people of each type; nothing where the reports have no types."""
    if not any(row.user_type for row in people):
        return []
    titles = {key: get_plural(key, title) for row in people for key, title in _list_types(row)}
    groups: dict[str, list[Row]] = {}
    for row in people:
        groups.setdefault(get_main_type(row, choice), []).append(row)
    return [
        _count_type(key, titles.get(key, "тип не указан"), groups[key], choice) for key in sorted(groups, key=_rank_key)
    ]


def count_by_type(rows: Iterable[Row], types: Sequence[TypeCount]) -> list[tuple[str, int]]:
    """Returns how many of the rows are of each type, by its title, without the types that none of them has."""
    choice = TypeChoice(wanted=frozenset(count.user_type for count in types if count.checked))
    counts = Counter(get_main_type(row, choice) for row in rows)
    return [(count.title, counts[count.user_type]) for count in types if counts[count.user_type]]


def get_plural(key: str, title: str) -> str:
    """Returns the name of people of a type: «педагоги»; of an unknown type the title that the file has."""
    return _KNOWN[key].plural if key in _KNOWN else title


def _count_type(key: str, title: str, rows: Sequence[Row], choice: TypeChoice) -> TypeCount:
    links = Counter(row.linked for row in rows)
    counted = any(row.messages is not None for row in rows)
    silent = sum(is_active(row) is False for row in rows) if counted else None
    return TypeCount(key, title, len(rows), links[True], links[False], silent, any(map(choice.includes, rows)))


def _list_types(row: Row) -> list[tuple[str, str]]:
    return _split_types(row.user_type) if row.user_type else []


def _split_types(user_type: str) -> list[tuple[str, str]]:
    """Returns the key and the title of each type of a cell."""
    words = [word for part in _SEPARATOR.split(user_type) if (word := part.strip())]
    return [(key, _KNOWN[key].title if key in _KNOWN else word) for word in words if (key := _find_key(word))]


def _find_key(word: str) -> str:
    return _KEYS.get(word.casefold(), word.casefold())


def _rank_key(key: str) -> tuple[int, str]:
    order = [*_KNOWN]
    known = order.index(key) if key in _KNOWN else order.index("admin")
    return 2 * known + (key not in _KNOWN), key
