"""Measuring in turn: every contender once a round, so that a slow moment of the machine slows all alike."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def in_turn(contenders: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each round for each contender; a first round, not counted, warms everything up."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            start = perf_counter()
            run()
            if number:
                seconds[name].append(perf_counter() - start)
    return seconds


def line(name: str, seconds: list[float]) -> str:
    """Median, fastest and slowest of a contender, in milliseconds."""
    ms = [each * 1000 for each in seconds]
    return f"  {name:<58} {median(ms):8.1f} ms   ({min(ms):.1f}-{max(ms):.1f}, n={len(ms)})"


def verdict(name: str, value: float, goal: float, unit: str = "") -> str:
    """A figure beside its goal, which is the most it may be."""
    return f"  {name:<58} {value:8.2f}{unit}   goal <= {goal:g}{unit}: {'met' if value <= goal else 'NOT MET'}"
