"""Shared by all tests: how hypothesis searches, and Ctrl-C for the programs under test."""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

# The same examples in every run; an example may be slow on a busy machine.
settings.register_profile("suite", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def interrupts() -> Iterator[None]:
    """Lets programs that tests start hear Ctrl-C: a shell has its background jobs, and all they start, ignore it."""
    handler = signal.getsignal(signal.SIGINT)
    if handler == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, handler)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Names parameters that pytest, told to escape nothing for the sake of Cyrillic letters, would name as they are."""
    if isinstance(val, bytes):
        return repr(val)
    if isinstance(val, str) and not val.isprintable():
        return val.encode("unicode_escape", "backslashreplace").decode("ascii")
    return None
