"""What the unit tests of the sandbox share: its rules over a database, and one running sandbox a worker."""

from collections.abc import Iterator
from types import SimpleNamespace

import httpx
import pytest
from hypothesis import settings

from fixtures.sandbox import SandboxClient
from mock_server import clock
from mock_server.context import Sandbox
from mock_server.server import running
from mock_server.settings import Settings
from mock_server.store import Store
from tests.interrupts import interrupts as interrupts
from tests.unit.oauth_visitor import OAuthVisitor

# The same examples in every run, and no example is a mistake for being slow on a busy machine.
settings.register_profile("unit", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("unit")


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A database; every test puts people of its own into it."""
    opened = Store(str(tmp_path_factory.mktemp("store") / "state.sqlite"))
    yield opened
    opened.close()


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> float:
    """The clock of the rules stands still at this moment; people's own shifts still move them."""
    moment = 1_800_000_000.0
    monkeypatch.setattr(clock, "time", SimpleNamespace(time=lambda: moment))
    return moment


@pytest.fixture(scope="session")
def own_sandbox() -> Iterator[Sandbox]:
    """A running sandbox of this worker's own, seen from inside."""
    with running(Settings()) as shared:
        yield shared


@pytest.fixture(scope="session")
def sandbox(own_sandbox: Sandbox) -> Iterator[SandboxClient]:
    """The typed client of that sandbox: what `--sandbox` names is no concern of unit tests."""
    client = SandboxClient(own_sandbox.addresses.control)
    yield client
    client.close()


@pytest.fixture(scope="session")
def control(own_sandbox: Sandbox) -> Iterator[httpx.Client]:
    """Its control API as plain HTTP, for requests that the typed client would not make."""
    with httpx.Client(base_url=own_sandbox.addresses.control, trust_env=False) as client:
        yield client


@pytest.fixture
def visitor(sandbox: SandboxClient) -> Iterator[OAuthVisitor]:
    """A person who signs in to applications over HTTP."""
    made = OAuthVisitor(sandbox)
    yield made
    made.http.close()
