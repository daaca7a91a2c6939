"""Databases of a test, and two sandboxes that share one, as two containers behind one address do."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from tests.postgres_server import PostgresServer


@dataclass
class SharingSandbox:
    """One of the sandboxes, and a client that asks this one, whatever address people see."""

    inside: Sandbox
    client: SandboxClient


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Returns the file or the URL of a database without tables."""
    if request.param == "SQLite":
        yield str(tmp_path / "state.sqlite")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.create_database() as url:
        yield url


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """Returns the URL of a database of PostgreSQL without tables."""
    with postgres.create_database() as url:
        yield url


@pytest.fixture(scope="session")
def pair(postgres: PostgresServer) -> Iterator[tuple[SharingSandbox, SharingSandbox]]:
    """Returns two sandboxes on one database; people reach both by the addresses of the first."""
    with ExitStack() as stack:
        url = stack.enter_context(postgres.create_database())
        first = stack.enter_context(run_sandbox(SandboxSettings(database=url)))
        addresses = tuple(asdict(first.addresses).items())
        second = stack.enter_context(run_sandbox(SandboxSettings(database=url, join=True, public_addresses=addresses)))
        yield _ask(stack, first), _ask(stack, second)


@pytest.fixture(scope="session")
def sandbox(pair: tuple[SharingSandbox, SharingSandbox]) -> SandboxClient:
    """Returns the client of the first: the factory of people puts them there."""
    return pair[0].client


def _ask(stack: ExitStack, inside: Sandbox) -> SharingSandbox:
    client = stack.enter_context(SandboxClient(inside.local_addresses.control))
    client.addresses |= asdict(inside.local_addresses)
    return SharingSandbox(inside, client)
