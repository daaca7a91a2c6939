"""Which test is in which shard: each in one, whatever the order, and no shard much longer than another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.shard_plan import assign_shards, hash_plan, parse_shard, weigh_groups

NAMES = st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=40)
COUNTS = st.integers(1, 9)
SECONDS = st.floats(0, 500)


@st.composite
def timed_tests(draw: st.DrawFn) -> tuple[list[str], dict[str, float]]:
    """Returns tests, and the times of some of them and of others that are gone."""
    tests = draw(NAMES)
    times = draw(st.dictionaries(st.sampled_from([*tests, "gone"]), SECONDS))
    return tests, times


def split(
    tests: list[str], times: dict[str, float], count: int, groups: dict[str, str] | None = None
) -> dict[str, int]:
    groups = groups or {test: test for test in tests}
    shards = assign_shards(weigh_groups(groups, times), count)
    return {test: shards[groups[test]] for test in tests}


@given(timed_tests(), COUNTS, st.randoms(use_true_random=False))
def test_each_test_is_in_one_shard_whatever_the_order(timed, count: int, random) -> None:
    """Каждый тест ровно в одном шарде при любом порядке тестов."""
    tests, times = timed
    shuffled = random.sample(tests, len(tests))
    shards = split(tests, times, count)

    assert sorted(shards) == sorted(tests)
    assert set(shards.values()) <= set(range(1, count + 1))
    assert split(shuffled, dict(sorted(times.items(), reverse=True)), count) == shards
    assert hash_plan(split(shuffled, times, count)) == hash_plan(shards)


@given(timed_tests(), COUNTS)
def test_no_shard_is_longer_than_another_by_more_than_one_test(timed, count: int) -> None:
    """Шарды отличаются по времени не больше чем на один тест."""
    tests, times = timed
    weights = weigh_groups({test: test for test in tests}, times)
    shards = assign_shards(weights, count)
    loads = {shard: [weights[test] for test in tests if shards[test] == shard] for shard in range(1, count + 1)}
    shortest = min(sum(load) for load in loads.values())

    assert all(sum(load) - min(load, default=0) <= shortest + 1e-6 for load in loads.values())


@given(NAMES, COUNTS)
def test_without_times_shards_have_equally_many(tests: list[str], count: int) -> None:
    """Без файла времён в шардах поровну тестов."""
    shards = list(split(tests, {}, count).values())
    sizes = [shards.count(shard) for shard in range(1, count + 1)]

    assert max(sizes) - min(sizes) <= 1


@given(NAMES, COUNTS, st.data())
def test_a_group_stays_together(tests: list[str], count: int, data: st.DataObject) -> None:
    """Группа тестов остаётся в одном шарде."""
    groups = {test: data.draw(st.sampled_from(["a", "b", test])) for test in tests}
    shards = split(tests, {}, count, groups)

    assert all(len({shards[test] for test in tests if groups[test] == group}) <= 1 for group in groups.values())


def test_times_of_nothing_are_spread_by_number() -> None:
    """Тесты, которые не занимают времени, тоже делятся поровну."""
    shards = list(split(["a", "b", "c", "d"], dict.fromkeys("abcd", 0.0), 2).values())

    assert shards.count(1) == shards.count(2) == 2


def test_a_test_of_unknown_time_counts_as_the_mean() -> None:
    """Тест без известного времени считается средним."""
    assert weigh_groups({"a": "a", "b": "b", "c": "c"}, {"a": 1, "b": 3}) == {"a": 1, "b": 3, "c": 2}


def test_a_plan_is_known_by_its_hash() -> None:
    """Другое деление даёт другой отпечаток."""
    assert len({hash_plan(plan) for plan in ({}, {"a": 1}, {"a": 2}, {"a": 1, "b": 1}, {"b": 1})}) == 5


@pytest.mark.parametrize(("text", "shard"), [("1/4", (1, 4)), ("4/4", (4, 4)), ("1/1", (1, 1)), (" 2/3 ", (2, 3))])
def test_shard_is_read(text: str, shard: tuple[int, int]) -> None:
    """Номер шарда читается."""
    assert parse_shard(text) == shard


@pytest.mark.parametrize("text", ["5/4", "0/4", "1/0", "0/0", "x", "", "1", "1/", "-1/4", "1.5/4", "1/4/2", "²/4"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    """Негодный номер шарда назван."""
    with pytest.raises(ValueError, match="например"):
        parse_shard(text)
