"""A server of PostgreSQL for tests: started in a temporary folder, by Debian's programs or those on the PATH."""

import contextlib
import getpass
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_ACCOUNT = "postgres"
_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB"


@dataclass(frozen=True)
class PostgresServer:
    """A server that runs; whoever may connect to this machine may do everything in it."""

    port: int
    program: str
    folder: str

    def restart(self) -> None:
        """Ends all connections, and starts the server again."""
        command = [self.program, "restart", "-D", self.folder, "-m", "fast", "-w"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def build_url(self, name: str) -> str:
        """Returns the URL of a database, for SQLAlchemy."""
        return f"postgresql+psycopg://{_ACCOUNT}@127.0.0.1:{self.port}/{name}"

    @contextlib.contextmanager
    def create_database(self) -> Iterator[str]:
        """Yields the URL of a new, empty database."""
        from pytest_postgresql.janitor import DatabaseJanitor

        name = f"sandbox_{secrets.token_hex(4)}"
        with DatabaseJanitor(user=_ACCOUNT, host="127.0.0.1", port=self.port, dbname=name):
            yield self.build_url(name)


@contextlib.contextmanager
def run_postgres() -> Iterator[PostgresServer]:
    """Runs a server while the block runs; ends the run of tests where none is installed."""
    # Imported here: most runs need no server.
    from port_for import get_port
    from pytest_postgresql.executors import PostgreSQLExecutor

    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), get_port(None)
        assert port is not None
        executor = PostgreSQLExecutor(
            str(_prepare_program(folder)),
            "127.0.0.1",
            port,
            datadir=str(folder / "data"),
            unixsocketdir=name,
            logfile=str(folder / "server.log"),
            startparams="-w",
            dbname=_ACCOUNT,
            user=_ACCOUNT,
            postgres_options=_OPTIONS,
        )
        with _stop_with_this_process(executor.executable, executor.datadir, name), executor:
            executor.wait_for_postgres()
            yield PostgresServer(port, executor.executable, executor.datadir)


@contextlib.contextmanager
def _stop_with_this_process(program: str, data: str, folder: str) -> Iterator[None]:
    """Stops the server and removes its folder when this process is killed, too: that closes its end of a pipe."""
    script = 'read -r _; "$1" stop -D "$2" -m immediate; rm -rf "$3"'
    command = ["sh", "-c", script, "sh", program, data, folder]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ):
        yield


def _prepare_program(folder: Path) -> Path:
    """Returns `pg_ctl`, which refuses to work for root: for root, a script that calls it as another user."""
    on_path = shutil.which("pg_ctl")
    program = Path(on_path) if on_path else next(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), None)
    if program is None:
        pytest.exit("нет сервера PostgreSQL: apt-get install postgresql", returncode=pytest.ExitCode.USAGE_ERROR)
    if getpass.getuser() != "root":
        return program
    shutil.chown(folder, _ACCOUNT, _ACCOUNT)
    script = folder / "pg_ctl"
    script.write_text(
        f'#!/bin/sh\ncd /\nexec setpriv --reuid={_ACCOUNT} --regid={_ACCOUNT} --clear-groups {program} "$@"\n',
        encoding="utf-8",
    )
    os.chmod(script, 0o755)  # noqa: PTH101
    return script


@contextlib.contextmanager
def open_database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Yields the URL of a new database with `--on-postgres`, otherwise None."""
    if not request.config.getoption("on_postgres"):
        yield None
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.create_database() as url:
        yield url
