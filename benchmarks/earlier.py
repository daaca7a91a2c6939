"""Version 0.2 of the project, which today's is measured beside: same machine, same run, same packages."""

import contextlib
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import NotMeasuredError

VERSION, COMMIT = "0.2", "7c9d859"
_PROJECT = Path(__file__).parents[1]
_FOLDERS = ("automation", "mock_server", "pages")


@contextlib.contextmanager
def check_out() -> Iterator[Path]:
    """Yields a temporary folder with the sandbox and the factories of that version.

    Raises NotMeasuredError without git and in a clone that has not got the commit.
    """
    command = ["git", "-C", str(_PROJECT), "archive", "--format=tar", COMMIT, *_FOLDERS]
    try:
        archive = subprocess.run(command, capture_output=True, check=True).stdout
    except FileNotFoundError:
        raise NotMeasuredError(f"версию {VERSION} достаёт git, а его нет") from None
    except subprocess.CalledProcessError:
        raise NotMeasuredError(
            f"в этой копии нет коммита {COMMIT} (версия {VERSION}); получите его: git fetch --unshallow"
        ) from None
    with tempfile.TemporaryDirectory() as name:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(name, filter="data")
        yield Path(name)
