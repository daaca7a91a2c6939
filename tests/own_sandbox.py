"""A running sandbox per worker, from inside and from outside; `--sandbox` has no effect on it."""

from collections.abc import Iterator

import httpx
import pytest

from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from tests.oauth_user import OAuthUser
from tests.postgres_server import open_database


@pytest.fixture(scope="session")
def own_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Returns the running sandbox itself; each folder of tests has one, on a database of its own."""
    with open_database(request) as database, run_sandbox(SandboxSettings(database=database)) as shared:
        yield shared


@pytest.fixture(scope="session")
def sandbox(own_sandbox: Sandbox) -> Iterator[SandboxClient]:
    """Returns the typed client of that sandbox."""
    client = SandboxClient(own_sandbox.addresses.control)
    yield client
    client.close()


@pytest.fixture(scope="session")
def control(own_sandbox: Sandbox) -> Iterator[httpx.Client]:
    """Returns its control API as plain HTTP, for requests that the typed client would not make."""
    with httpx.Client(base_url=own_sandbox.addresses.control, trust_env=False) as client:
        yield client


@pytest.fixture
def oauth_user(sandbox: SandboxClient) -> Iterator[OAuthUser]:
    """Returns a person who signs in to applications over HTTP."""
    user = OAuthUser(sandbox)
    yield user
    user.http.close()
