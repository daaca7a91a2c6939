"""Recognizes the columns of a sheet by the headings in its header, in any order."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from automation.statistics import cells
from automation.statistics.names import LATIN_LOOKALIKES

_MIN_CUT_CHARS = 4
_MAX_HEADING_CHARS = 200
_LOOKALIKES = str.maketrans(LATIN_LOOKALIKES | {"ё": "е"} | dict.fromkeys("‐‑‒–—", "-"))
_STRIPPED = " *:;.,\"'«»"


@dataclass(frozen=True)
class KnownColumn:
    """A column that a sheet may have: its heading, what reads its cells, other spellings of the heading."""

    heading: str
    parse: Callable[[object], object]
    other_spellings: tuple[str, ...] = ()

    @property
    def keys(self) -> list[str]:
        """The heading and its other spellings, as `heading_key` gives them."""
        return [heading_key(spelling) for spelling in (self.heading, *self.other_spellings)]


@dataclass(frozen=True)
class Layout:
    """The columns that are understood, by the names of our own fields, and those that are required."""

    columns: dict[str, KnownColumn]
    required: tuple[str, ...]
    instead: tuple[str, ...] = ()
    """Columns that may replace the required ones."""

    def find_columns(self, header: Mapping[int, object]) -> dict[str, int]:
        """Returns the index of each known column: A is 0. A heading may be cut short where it stays unmistakable."""
        headings = {index: heading_key(heading) for index, heading in sorted(header.items())}
        keys_of = {field: column.keys for field, column in self.columns.items()}
        indexes: dict[str, int] = {}
        for index, heading in headings.items():
            for field, keys in keys_of.items():
                if heading in keys:
                    indexes.setdefault(field, index)
        for index, heading in headings.items():
            fields = [field for field, keys in keys_of.items() if any(key.startswith(heading) for key in keys)]
            if len(heading) >= _MIN_CUT_CHARS and len(fields) == 1:
                indexes.setdefault(fields[0], index)
        return indexes

    def repeated_headings(self, headings: Iterable[object]) -> list[str]:
        """Returns the headings of known columns that stand several times: which one is right is unknown."""
        counts = Counter(map(heading_key, headings))
        return [column.heading for column in self.columns.values() if sum(counts[key] for key in column.keys) > 1]

    def missing_headings(self, fields: Collection[str]) -> list[str]:
        """Returns the headings of the required columns that are not among these."""
        if self.instead and all(field in fields for field in self.instead):
            return []
        return [self.columns[field].heading for field in self.required if field not in fields]


# Both reports of the guide (D-3), with the headings as its picture cuts them.
REPORT = Layout(
    columns={
        "date": KnownColumn("Дата", cells.parse_day),
        "organization_id": KnownColumn("ID организации", cells.make_optional(cells.parse_whole_number)),
        "user_id": KnownColumn("ID пользователя", cells.make_optional(cells.parse_whole_number)),
        "name": KnownColumn("ФИО", cells.parse_name),
        "user_type": KnownColumn("Тип пользователя", cells.parse_text, other_spellings=("Тип пользы",)),
        "linked": KnownColumn("Связь с ЭЖ", cells.parse_yes_or_no, other_spellings=("Связь с ЭИП",)),
        "messages": KnownColumn("Кол-во сообщений за 7 дней", cells.parse_whole_number),
        "calls": KnownColumn("Кол-во звонков за 7 дней", cells.parse_whole_number),
    },
    required=("date", "name", "linked"),
)

NAME_PARTS = ("last_name", "first_name", "patronymic")

# Ours: the guide has no roster. One column with whole names, or the parts of names in columns of their own.
ROSTER = Layout(
    columns={
        "name": KnownColumn("ФИО", cells.parse_name),
        "last_name": KnownColumn("Фамилия", cells.parse_name),
        "first_name": KnownColumn("Имя", cells.parse_name),
        "patronymic": KnownColumn("Отчество", cells.parse_text),
    },
    required=("name",),
    instead=("last_name", "first_name"),
)


def heading_key(heading: object) -> str:
    """Returns the same for one heading however it is typed: with invisible characters, a colon or a star, in any case.

    Latin letters that look like Russian ones count as them.
    """
    if not isinstance(heading, str):
        return ""
    typed = cells.strip_invisible(normalize("NFKC", heading[:_MAX_HEADING_CHARS])).casefold()
    return typed.translate(_LOOKALIKES).strip(_STRIPPED)
