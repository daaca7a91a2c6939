"""Cases tried one after another in one test: a failure says in which."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def case(name: object) -> Iterator[None]:
    """Whatever is raised in the block names the case in its message."""
    try:
        yield
    except Exception as failure:
        failure.add_note(f"case: {name}")
        raise
