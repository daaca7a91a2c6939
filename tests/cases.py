"""Cases that one test tries in turn: a failure names its case."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def case(name: object) -> Iterator[None]:
    """Adds the name of the case to an exception that the block raises."""
    try:
        yield
    except Exception as failure:
        failure.add_note(f"case: {name}")
        raise
