"""Tests of this folder start no process, no browser and no server: what does, belongs into another folder."""

import socket
import subprocess
from collections.abc import Iterator
from typing import NoReturn

import pytest


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_started(database: str | None) -> Iterator[None]:  # with --on-postgres its server runs by now
    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("a test of tests/unit starts no process and opens no connection: it belongs into another folder")

    with pytest.MonkeyPatch.context() as patch:
        for method in ("bind", "connect"):
            patch.setattr(socket.socket, method, refuse)
        patch.setattr(subprocess.Popen, "__init__", refuse)
        yield
