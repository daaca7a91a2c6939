"""The server that the tests start: it ends with them, however they end."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

_RUN = """
import threading
from tests.postgres_server import run_postgres
with run_postgres() as server:
    print(server.folder, flush=True)
    threading.Event().wait()
"""


def test_server_ends_with_a_run_that_is_killed() -> None:
    """Убитый прогон не оставляет после себя ни сервера PostgreSQL, ни его папки."""
    with subprocess.Popen([sys.executable, "-c", _RUN], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        folder = Path(run.stdout.readline().strip())
        server = psutil.Process(int((folder / "postmaster.pid").read_text(encoding="utf-8").split()[0]))
        run.kill()
    _, alive = psutil.wait_procs([server], timeout=30)
    assert alive == []
    deadline = time.monotonic() + 30
    while folder.parent.exists():
        assert time.monotonic() < deadline, f"{folder.parent} is still there"
        threading.Event().wait(0.1)
