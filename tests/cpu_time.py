"""What a piece of work may cost, however busy the machine is with other work."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def expect_cpu_within(seconds: float) -> Iterator[None]:
    """Expects that the block takes this thread no more processor time; what never ends is the time-out's."""
    started = time.thread_time()
    yield
    assert time.thread_time() - started <= seconds
