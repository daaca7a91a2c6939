"""Finds people under several IDs of one organization (E-1): across organizations namesakes are too many."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, product

from automation.statistics.names import covers, is_initial, lookalike_key, other_lookalike_keys
from automation.statistics.rows import Row

_Key = tuple[int | None, str]
"""An organization's ID and a key of a name."""
_Words = tuple[str, ...]

_FEWEST_WORDS = 2
_MOST_WORDS = 6
"""A longer name is not looked for in shorter ones: it has too many parts."""


def under_two_ids(people: Iterable[Row]) -> list[list[Row]]:
    """Return the rows of each name that stands under several IDs."""
    _, several = _by_key(((row.organization_id, row.person), row) for row in people if row.user_id is not None)
    return list(several.values())


def possibly_under_two_ids(people: Iterable[Row]) -> list[list[Row]]:
    """Return the rows of each group of names that look alike, or where one lacks what the other has.

    A name with a part less (a patronymic, the second half of a surname) or with initials belongs to a longer name only
    when no other longer name fits: «Иванова Анна» beside «Иванова Анна Львовна» and «Иванова Анна Петровна» may be
    anybody's.
    """
    identified = [row for row in people if row.user_id is not None]
    first, several = _by_key(((row.organization_id, lookalike_key(row.person)), row) for row in identified)
    pairs = _spellings(identified)
    names: dict[int | None, list[str]] = defaultdict(list)
    for organization_id, name in first:
        names[organization_id].append(name)
    for organization_id, of_one in names.items():
        pairs += [((organization_id, short), (organization_id, long)) for short, long in _completions(of_one)]
    keys_of_groups = _joined(first, pairs) if pairs else [[key] for key in several]
    groups = [[row for key in keys for row in several.get(key) or [first[key]]] for keys in keys_of_groups]
    return [rows for rows in groups if len({row.person for row in rows}) > 1]


def _by_key(rows: Iterable[tuple[_Key, Row]]) -> tuple[dict[_Key, Row], dict[_Key, list[Row]]]:
    """Return the first row of each key, and all rows of the keys that have several: most have one."""
    first: dict[_Key, Row] = {}
    several: dict[_Key, list[Row]] = {}
    for key, row in rows:
        if (other := first.setdefault(key, row)) is not row:
            several.setdefault(key, [other]).append(row)
    return first, several


def _spellings(people: Iterable[Row]) -> list[tuple[_Key, _Key]]:
    """Return the other keys that each name may have, each beside its own."""
    return [
        ((row.organization_id, other), (row.organization_id, lookalike_key(row.person)))
        for row in people
        for other in other_lookalike_keys(row.person)
    ]


def _completions(names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the shorter names with the one longer name that each belongs to."""
    split = {name: tuple(name.split()) for name in names}
    sizes = {len(words) for words in split.values() if len(words) >= _FEWEST_WORDS}
    longer: dict[str, list[str]] = defaultdict(list)
    if len(sizes) > 1:
        for name, words in split.items():
            for part in _parts(words, sizes):
                if part in split:
                    longer[part].append(name)
    longer |= _fitting_initials(split)
    nearest = {short: _nearest(fitting, split) for short, fitting in longer.items()}
    return [(short, long) for short, long in nearest.items() if long]


def _parts(words: _Words, sizes: set[int]) -> set[str]:
    if len(words) > _MOST_WORDS:
        return set()
    return {" ".join(part) for size in sizes if size < len(words) for part in combinations(words, size)}


def _fitting_initials(split: dict[str, _Words]) -> dict[str, list[str]]:
    """Return the longer names that each name with initials fits; a name of nothing but initials fits nobody's."""
    short = {name: words for name, words in split.items() if 1 in map(len, words)}
    sought: dict[str, tuple[str, str]] = {}
    for name, words in short.items():
        whole = [word for word in words if not is_initial(word)]
        if whole and len(whole) < len(words):
            sought[name] = whole[0], next(filter(is_initial, words))
    surnames = {word for word, _ in sought.values()}
    names_with: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, words in split.items() if sought else ():
        for pair in product(surnames.intersection(words), {word[0] for word in words}):
            names_with[pair].append(name)
    return {
        name: [other for other in names_with[pair] if other != name and covers(split[other], split[name])]
        for name, pair in sought.items()
    }


def _nearest(fitting: list[str], split: dict[str, _Words]) -> str | None:
    """Return the shortest of the names when the others only add to it: then whose the name is, is clear."""
    if not fitting:
        return None
    shortest = min(fitting, key=lambda name: (len(split[name]), name))
    clear = all(covers(split[name], split[shortest]) for name in fitting)
    return shortest if clear else None


def _joined(keys: Iterable[_Key], pairs: Sequence[tuple[_Key, _Key]]) -> list[list[_Key]]:
    """Return the keys in groups: those that pairs join are together."""
    leaders: dict[_Key, _Key] = {}

    def leader(key: _Key) -> _Key:
        while (above := leaders.get(key, key)) != key:
            key = above
        return key

    for one, other in pairs:
        leaders[leader(one)] = leader(other)
    groups: dict[_Key, list[_Key]] = defaultdict(list)
    for key in keys:
        groups[leader(key) if leaders else key].append(key)
    return list(groups.values())
