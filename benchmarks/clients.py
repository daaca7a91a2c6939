"""Clients of a server in processes of their own: one process of Python is busy before a quick server is."""

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from multiprocessing.pool import Pool

from benchmarks.http_browser import Browser
from benchmarks.journeys import Journey

PROCESSES = 2


@dataclass(frozen=True)
class Tally:
    """What the clients saw: the seconds of each journey, the requests of all, and the processor time they used."""

    wall_s: float
    seconds: tuple[float, ...]
    requests: int
    cpu_s: float

    @property
    def rate(self) -> float:
        """Journeys per second."""
        return len(self.seconds) / self.wall_s


@dataclass(frozen=True)
class _Job:
    journey: Journey
    people: range
    """The numbers of the people who go their way at the same time."""
    times: int


class Clients:
    """The processes of the clients, which wait between the measurements."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._pool.map(_warm_up, range(PROCESSES), chunksize=1)

    def run(self, journey: Journey, together: int, times: int) -> Tally:
        """Goes the journey with `together` people at the same time, `times` one after the other for each of them.

        Raises JourneyError for the first failure.
        """
        processes = min(PROCESSES, together)
        shares = [range(together * part // processes, together * (part + 1) // processes) for part in range(processes)]
        jobs = [_Job(journey, people, times) for people in shares]
        start = time.perf_counter()
        tallies = self._pool.map(_work, jobs, chunksize=1)
        return Tally(
            wall_s=time.perf_counter() - start,
            seconds=tuple(chain.from_iterable(tally.seconds for tally in tallies)),
            requests=sum(tally.requests for tally in tallies),
            cpu_s=sum(tally.cpu_s for tally in tallies),
        )


@contextmanager
def start_clients() -> Iterator[Clients]:
    """Starts the processes of the clients, and ends them."""
    # Ctrl-C reaches them too: the parent ends them, with no traceback of theirs.
    with get_context("spawn").Pool(PROCESSES, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        yield Clients(pool)


def _warm_up(_number: int) -> None:
    """Has this module imported."""


def _work(job: _Job) -> Tally:
    seconds: list[float] = []
    requests: list[int] = []

    def go_repeatedly(number: int) -> None:
        for _ in range(job.times):
            start = time.perf_counter()
            with Browser() as browser:
                job.journey(browser, number)
            seconds.append(time.perf_counter() - start)
            requests.append(browser.requests)

    start, cpu_start = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(len(job.people)) as pool:
        list(pool.map(go_repeatedly, job.people))
    return Tally(time.perf_counter() - start, tuple(seconds), sum(requests), time.process_time() - cpu_start)
