"""Which column of a sheet is which: by the names in its header, in any order."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from automation.statistics import cells

_SHORTEST_CUT = 4
_LONGEST_HEADING = 200
_LOOKS_LIKE = str.maketrans("abcehkmoptxyё‐‑‒–—", "авсенкмортхуе-----")
_AROUND = " *:;.,\"'«»"


@dataclass(frozen=True)
class Column:
    """A column that a sheet may have: its heading, how a cell of it is read, other spellings of the heading."""

    heading: str
    parse: Callable[[object], object]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """The columns that are understood, by the names of our own fields, and those that must be there."""

    columns: dict[str, Column]
    required: tuple[str, ...]
    instead: tuple[str, ...] = ()
    """Columns that may stand in place of the required ones."""

    def find(self, header: Mapping[int, object]) -> dict[str, int]:
        """Where each known column is, counted from 0. A heading may be cut short where it stays unmistakable."""
        headings = {place: heading_key(heading) for place, heading in sorted(header.items())}
        spellings = {
            name: [heading_key(each) for each in (column.heading, *column.also)]
            for name, column in self.columns.items()
        }
        found: dict[str, int] = {}
        for place, heading in headings.items():
            for name, known in spellings.items():
                if heading in known:
                    found.setdefault(name, place)
        for place, heading in headings.items():
            cut_from = [name for name, known in spellings.items() if any(each.startswith(heading) for each in known)]
            if len(heading) >= _SHORTEST_CUT and len(cut_from) == 1:
                found.setdefault(cut_from[0], place)
        return found

    def repeated(self, headings: Iterable[object]) -> list[str]:
        """Return the headings of known columns that stand several times: which of them is right, nobody knows."""
        times = Counter(map(heading_key, headings))
        return [
            column.heading
            for column in self.columns.values()
            if sum(times[heading_key(spelling)] for spelling in (column.heading, *column.also)) > 1
        ]

    def missing(self, found: dict[str, int]) -> list[str]:
        """Headings of the required columns that are not there."""
        if self.instead and all(name in found for name in self.instead):
            return []
        return [self.columns[name].heading for name in self.required if name not in found]


# Both reports of the guide (D-3), with the headings as its picture cuts them.
REPORT = Layout(
    columns={
        "date": Column("Дата", cells.day),
        "organization_id": Column("ID организации", cells.optional(cells.whole_number)),
        "user_id": Column("ID пользователя", cells.optional(cells.whole_number)),
        "name": Column("ФИО", cells.full_name),
        "user_type": Column("Тип пользователя", cells.text, also=("Тип пользы",)),
        "linked": Column("Связь с ЭЖ", cells.yes_or_no, also=("Связь с ЭИП",)),
        "messages": Column("Кол-во сообщений за 7 дней", cells.whole_number),
        "calls": Column("Кол-во звонков за 7 дней", cells.whole_number),
    },
    required=("date", "name", "linked"),
)

NAME_PARTS = ("last_name", "first_name", "patronymic")

# Ours: the guide has no roster. One column with whole names, or the parts of names in columns of their own.
ROSTER = Layout(
    columns={
        "name": Column("ФИО", cells.full_name),
        "last_name": Column("Фамилия", cells.full_name),
        "first_name": Column("Имя", cells.full_name),
        "patronymic": Column("Отчество", cells.text),
    },
    required=("name",),
    instead=("last_name", "first_name"),
)


def heading_key(heading: object) -> str:
    """What stays of a heading however it is typed: with unseen signs, with a colon or a star after it, in any case.

    Latin letters that look like Russian ones are taken for them.
    """
    if not isinstance(heading, str):
        return ""
    typed = cells.one_line(normalize("NFKC", heading[:_LONGEST_HEADING])).casefold()
    return typed.translate(_LOOKS_LIKE).strip(_AROUND)
