"""Shared by all tests: the database, how hypothesis searches, and Ctrl-C for the programs under test."""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgres_server import PostgresServer, open_database, run_postgres

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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("sferum").addoption(
        "--on-postgres",
        action="store_true",
        help="песочница тестов хранит состояние в PostgreSQL, который для них запускается, а не в SQLite",
    )


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Runs a server of PostgreSQL of this worker's own."""
    with run_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Returns the URL of this worker's database with `--on-postgres`, otherwise None: each sandbox has a file."""
    with open_database(request) as url:
        yield url


def pytest_make_parametrize_id(val: object) -> str | None:
    """Names parameters that pytest, told to escape nothing for the sake of Cyrillic letters, would name as they are."""
    if isinstance(val, bytes):
        return repr(val)
    if isinstance(val, str) and not val.isprintable():
        return val.encode("unicode_escape", "backslashreplace").decode("ascii")
    return None
