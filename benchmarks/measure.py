"""Measures contenders in turn, each once per round, so that a slow moment of the machine slows all alike."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def in_turn(contenders: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Returns the seconds of each round for each contender; a first round, which does not count, warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for round_number in range(rounds + 1):
        for name, run in contenders.items():
            start = perf_counter()
            run()
            if round_number:
                seconds[name].append(perf_counter() - start)
    return seconds


def line(name: str, seconds: list[float]) -> str:
    """Returns the median, fastest and slowest time of a contender, in milliseconds."""
    ms = [duration_s * 1000 for duration_s in seconds]
    return f"  {name:<58} {median(ms):8.1f} мс   ({min(ms):.1f}-{max(ms):.1f}, n={len(ms)})"


def verdict(name: str, value: float, goal: float, unit: str = "") -> str:
    """Returns a figure beside its goal: the figure may not be larger."""
    result = "достигнута" if value <= goal else "НЕ ДОСТИГНУТА"
    return f"  {name:<58} {value:8.2f}{unit}   цель: до {goal:g}{unit}, {result}"
