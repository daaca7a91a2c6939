"""What a worker of the tests pays: a program that the benchmark runs in a fresh process of each version.

Prints JSON: the processor time and the time of the imports, of the first start of a sandbox, and of each arrangement
of a test. It knows the names of version 0.2, too.
"""

import json
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

ARRANGEMENTS = 15
Times = tuple[float, float]
"""Processor seconds of this process, all threads, and seconds."""


def main() -> None:
    """Starts a sandbox in this process, as a worker does, and makes teachers in it."""
    elapsed = _start_clock()
    server, settings = import_module("mock_server.server"), import_module("mock_server.settings")
    client, factories = import_module("mock_server.client"), import_module("automation.factories")
    times = {"import": [elapsed()]}
    faker = import_module("faker").Faker("ru_RU")
    run: Any = getattr(server, "run_sandbox", None) or server.running
    build_settings: Any = getattr(settings, "SandboxSettings", None) or settings.Settings
    elapsed = _start_clock()
    with run(build_settings()) as sandbox:
        times["start"] = [elapsed()]
        people = factories.People(client.SandboxClient(sandbox.addresses.control), faker)
        create_teacher: Any = getattr(people, "create_teacher", None) or people.teacher
        create_teacher()
        times["arrange"] = [_measure(create_teacher) for _ in range(ARRANGEMENTS)]
    print(json.dumps(times))


def _measure(run: Callable[[], object]) -> Times:
    elapsed = _start_clock()
    run()
    return elapsed()


def _start_clock() -> Callable[[], Times]:
    cpu, wall = time.process_time(), time.perf_counter()
    return lambda: (time.process_time() - cpu, time.perf_counter() - wall)


if __name__ == "__main__":
    main()
