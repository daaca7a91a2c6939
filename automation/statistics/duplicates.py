"""Finds people under several IDs of one organization (E-1): across organizations there are too many namesakes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, product

from automation.statistics.names import covers, is_initial, lookalike_key, other_lookalike_keys
from automation.statistics.rows import Row

_Key = tuple[int | None, str]
"""An organization's ID and a key of a name."""
_Words = tuple[str, ...]

_MIN_WORDS = 2
_MAX_WORDS = 6
"""A longer name is not looked for in shorter ones: it has too many parts."""


def find_two_ids(people: Iterable[Row]) -> list[list[Row]]:
    """Returns the rows of each name that has several IDs."""
    _, several = _group_by_key(((row.organization_id, row.person), row) for row in people if row.user_id is not None)
    return list(several.values())


def find_possibly_two_ids(people: Iterable[Row]) -> list[list[Row]]:
    """Returns the rows of each group of names that look alike, or where one lacks a part of the other.

    A name without a part (a patronymic, the second half of a surname) or with initials belongs to a longer name only
    when no other longer name fits: «Иванова Анна» may be both «Иванова Анна Львовна» and «Иванова Анна Петровна».
    """
    identified = [row for row in people if row.user_id is not None]
    first, several = _group_by_key(((row.organization_id, lookalike_key(row.person)), row) for row in identified)
    pairs = _list_spellings(identified)
    names: dict[int | None, list[str]] = defaultdict(list)
    for organization_id, name in first:
        names[organization_id].append(name)
    for organization_id, organization_names in names.items():
        pairs += [
            ((organization_id, short), (organization_id, long)) for short, long in _find_completions(organization_names)
        ]
    key_groups = _join_pairs(first, pairs) if pairs else [[key] for key in several]
    groups = [[row for key in keys for row in several.get(key) or [first[key]]] for keys in key_groups]
    return [rows for rows in groups if len({row.person for row in rows}) > 1]


def _group_by_key(rows: Iterable[tuple[_Key, Row]]) -> tuple[dict[_Key, Row], dict[_Key, list[Row]]]:
    """Returns the first row of each key, and all rows of the keys that have several: most have one."""
    first: dict[_Key, Row] = {}
    several: dict[_Key, list[Row]] = {}
    for key, row in rows:
        if (first_row := first.setdefault(key, row)) is not row:
            several.setdefault(key, [first_row]).append(row)
    return first, several


def _list_spellings(people: Iterable[Row]) -> list[tuple[_Key, _Key]]:
    """Returns the pairs of another key that a name may have and its own key."""
    return [
        ((row.organization_id, other_key), (row.organization_id, lookalike_key(row.person)))
        for row in people
        for other_key in other_lookalike_keys(row.person)
    ]


def _find_completions(names: Sequence[str]) -> list[tuple[str, str]]:
    """Returns the shorter names, each with the one longer name that it belongs to."""
    split = {name: tuple(name.split()) for name in names}
    sizes = {len(words) for words in split.values() if len(words) >= _MIN_WORDS}
    longer: dict[str, list[str]] = defaultdict(list)
    if len(sizes) > 1:
        for name, words in split.items():
            for part in _list_parts(words, sizes):
                if part in split:
                    longer[part].append(name)
    longer |= _match_initials(split)
    nearest = {short: _find_nearest(fitting, split) for short, fitting in longer.items()}
    return [(short, long) for short, long in nearest.items() if long]


def _list_parts(words: _Words, sizes: set[int]) -> set[str]:
    if len(words) > _MAX_WORDS:
        return set()
    return {" ".join(part) for size in sizes if size < len(words) for part in combinations(words, size)}


def _match_initials(split: dict[str, _Words]) -> dict[str, list[str]]:
    """Returns the longer names that each name with initials fits; a name of initials only fits none."""
    short = {name: words for name, words in split.items() if 1 in map(len, words)}
    sought: dict[str, tuple[str, str]] = {}
    for name, words in short.items():
        full_words = [word for word in words if not is_initial(word)]
        if full_words and len(full_words) < len(words):
            sought[name] = full_words[0], next(filter(is_initial, words))
    surnames = {word for word, _ in sought.values()}
    names_with: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, words in split.items() if sought else ():
        for pair in product(surnames.intersection(words), {word[0] for word in words}):
            names_with[pair].append(name)
    return {
        name: [other for other in names_with[pair] if other != name and covers(split[other], split[name])]
        for name, pair in sought.items()
    }


def _find_nearest(fitting: list[str], split: dict[str, _Words]) -> str | None:
    """Returns the shortest of the names when the others only add to it: only then it is clear whose the name is."""
    if not fitting:
        return None
    shortest = min(fitting, key=lambda name: (len(split[name]), name))
    is_clear = all(covers(split[name], split[shortest]) for name in fitting)
    return shortest if is_clear else None


def _join_pairs(keys: Iterable[_Key], pairs: Sequence[tuple[_Key, _Key]]) -> list[list[_Key]]:
    """Returns the keys in groups: those that pairs join are together."""
    leaders: dict[_Key, _Key] = {}

    def leader(key: _Key) -> _Key:
        while (parent := leaders.get(key, key)) != key:
            key = parent
        return key

    for key, other_key in pairs:
        leaders[leader(key)] = leader(other_key)
    groups: dict[_Key, list[_Key]] = defaultdict(list)
    for key in keys:
        groups[leader(key) if leaders else key].append(key)
    return list(groups.values())
