"""Notices of a sandbox in PostgreSQL, which are sent only while somebody watches."""

import time
from types import SimpleNamespace

import pytest

from mock_server.postgres import notices
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from tests.postgres_server import PostgresServer


def test_watcher_who_comes_back_after_a_while_reads_all_anew(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Пока никто не смотрел, события не рассылались: кто продолжает с места до этого, читает всё заново."""
    with postgres.create_database() as url, run_sandbox(SandboxSettings(database=url)) as shared:
        place = shared.notices.last_id()
        assert shared.notices.wait(("changes",), place, 0) == []
        later = time.monotonic() + 60
        monkeypatch.setattr(notices, "time", SimpleNamespace(monotonic=lambda: later))
        (notice,) = shared.notices.wait(("changes",), place, 0)
        assert notice.topic == ""
