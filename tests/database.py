"""A database of the sandbox, for tests of its rules."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from mock_server import clock
from mock_server.store import Store


@pytest.fixture(scope="session")
def store(database: str | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Returns an open database; every test puts people of its own into it."""
    opened = Store(database or str(tmp_path_factory.mktemp("store") / "state.sqlite"))
    yield opened
    opened.close()


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> float:
    """Stops the clock of the rules at the moment that it returns; people's own shifts still move them."""
    moment = 1_800_000_000.0
    monkeypatch.setattr(clock, "time", SimpleNamespace(time=lambda: moment))
    return moment
