"""Which test is in which shard: by the set of tests and their known times alone, never by their order."""

import hashlib
import heapq
import re
from collections import defaultdict
from collections.abc import Mapping
from statistics import fmean

_SHARD = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")


def parse_shard(text: str) -> tuple[int, int]:
    """Returns index and count of "2/4". Raises ValueError, whose message says in Russian what is wrong."""
    found = _SHARD.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} — не номер шарда: нужно, например, 1/4, первый из четырёх")
    index, count = int(found[1]), int(found[2])
    if not 1 <= index <= count:
        raise ValueError(f"{text!r} — такого шарда нет: первое число от 1 до второго, например 1/4")
    return index, count


def weigh_groups(groups: Mapping[str, str], times: Mapping[str, float]) -> dict[str, float]:
    """Returns the seconds of each group of tests; a test of unknown time counts as the mean of those known.

    `groups` has the group of each test. Where no time is known every test counts the same.
    """
    known = [times[test] for test in groups if test in times]
    mean = fmean(known) if known else 1.0
    weights: dict[str, float] = defaultdict(float)
    for test in sorted(groups):
        weights[groups[test]] += times.get(test, mean)
    return dict(weights)


def assign_shards(weights: Mapping[str, float], count: int) -> dict[str, int]:
    """Returns the shard, from 1, of each group: the longest first, each to the shard with the least so far.

    No shard is longer than another by more than its own shortest group: the usual rule of longest processing time.
    """
    loads = [(0.0, 0, shard) for shard in range(1, count + 1)]
    shards = {}
    for group in sorted(weights, key=lambda name: (-weights[name], name)):
        seconds, groups, shard = heapq.heappop(loads)
        shards[group] = shard
        heapq.heappush(loads, (seconds + weights[group], groups + 1, shard))
    return shards


def hash_plan(shards: Mapping[str, int]) -> str:
    """Returns the same short text for the same shards of the same tests."""
    lines = "\n".join(f"{shards[test]} {test}" for test in sorted(shards))
    return hashlib.sha256(lines.encode(errors="surrogatepass")).hexdigest()[:16]
