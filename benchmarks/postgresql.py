"""A PostgreSQL server for one measurement, in a temporary folder, with the settings that it is installed with."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import NotMeasuredError

_USER = "postgres"
_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class PostgresqlServer:
    """A running server, which listens on a socket in its folder."""

    programs: Path
    folder: Path

    @property
    def pid(self) -> int:
        """The process whose children are the connections."""
        return int((self.folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])

    def create_database(self, name: str) -> str:
        """Creates an empty database; returns its URL for SQLAlchemy."""
        _run(self.programs / "createdb", "--host", str(self.folder), "--username", _USER, name)
        return f"postgresql+psycopg://{_USER}@/{name}?host={self.folder}"


@contextlib.contextmanager
def run_postgresql() -> Iterator[PostgresqlServer]:
    """Runs a server with a cluster of its own. Raises NotMeasuredError where none is installed."""
    programs = _find_programs()
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(folder, _USER, _USER)
        data, log = str(folder / "data"), str(folder / "log")
        _run(programs / "initdb", "--pgdata", data, "--auth=trust", f"--username={_USER}", "--encoding=UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
        _run(programs / "pg_ctl", "start", "--wait", "--pgdata", data, "--log", log, "--options", options)
        try:
            yield PostgresqlServer(programs, folder)
        finally:
            _run(programs / "pg_ctl", "stop", "--mode=immediate", "--pgdata", data)


def _find_programs() -> Path:
    """Returns the folder of the newest installed server's programs."""
    debian = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = debian[-1] if debian else shutil.which("initdb")
    if not found:
        raise NotMeasuredError("нет сервера PostgreSQL; установите его (Debian, Ubuntu: apt-get install postgresql)")
    return Path(found).parent


def _run(program: Path, *arguments: str) -> None:
    """Runs one of the server's programs, as its user where this one is root."""
    as_user = ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--clear-groups"] if os.geteuid() == 0 else []
    process = subprocess.run(
        # Not in this folder: the other user may not read it.
        [*as_user, program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", cwd="/"
    )  # fmt: skip
    if process.returncode:
        last = next(reversed(process.stderr.strip().splitlines()), f"код {process.returncode}")
        raise NotMeasuredError(f"PostgreSQL: {program.name}: {last}")
