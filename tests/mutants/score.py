"""The score of each room, its floor, and the survivors of which a reason says why nobody would suffer from them."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.fork import Fate
from tests.mutants.mutants import Mutant

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Table:
    """What `mutants.toml` says."""

    rooms: Mapping[str, int]
    """Folders whose modules are changed, each with its floor: the least score in percent."""
    harmless: Mapping[str, str]
    """Mutants that nothing needs to notice, by name, each with the reason."""


@dataclass(frozen=True)
class Score:
    """How many mutants of a room the tests noticed."""

    room: str
    floor: int
    noticed: int
    counted: int

    @property
    def percent(self) -> float:
        """The share of the counted mutants; a room without any has nothing that could be missed."""
        return 100 * self.noticed / self.counted if self.counted else 100.0

    @property
    def is_enough(self) -> bool:
        """Whether the floor is reached."""
        return self.percent >= self.floor


def read_table(file: Path = FOLDER / "mutants.toml") -> Table:
    """Returns the table of the rooms and of the harmless mutants."""
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return Table(content["rooms"], {row["mutant"]: row["reason"] for row in content.get("harmless", [])})


def compute_scores(fates: Iterable[tuple[Mutant, Fate]], table: Table) -> list[Score]:
    """Returns the score of each room of the table that has mutants; harmless ones that survive do not count."""
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for mutant, fate in fates:
        if fate == "killed" or mutant.name not in table.harmless:
            counts[find_room(mutant, table)][fate == "killed"] += 1
    return [
        Score(room, floor, counts[room][True], counts[room].total())
        for room, floor in table.rooms.items()
        if counts[room]
    ]


def find_room(mutant: Mutant, table: Table) -> str:
    """Returns the room of the table that the mutant's module lies in."""
    return next(room for room in table.rooms if mutant.file.startswith(f"{room}/"))
