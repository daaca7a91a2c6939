"""The suite as people have it who never saw the checkout: the wheel, in an environment and a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

PROJECT = Path(__file__).parent.parent.parent
_TIMEOUT_S = 600
_DISTURBED = 'raise SystemExit("a folder of the person\'s own was imported")\n'
_OWN_FOLDERS = ("automation", "fixtures", "mock_server", "pages", "report", "runner", "tests", "validation")


@dataclass(frozen=True)
class Installed:
    """An environment with the suite, and the folder in which a person stands, who has folders named as ours."""

    environment: Path
    folder: Path

    @property
    def programs(self) -> Path:
        """Where the environment's programs are."""
        return self.environment / ("Scripts" if sys.platform == "win32" else "bin")

    def sferum(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs the command in the folder; its output and its errors are one text."""
        return self.run([self.programs / "sferum", *arguments], **variables)

    def run(self, command: Sequence[str | Path], **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs a program in the folder, with nothing of the test's own environment for Python and pytest."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.build_environment() | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=_TIMEOUT_S,
            check=False,
        )

    @contextmanager
    def start(self, *arguments: str) -> Iterator[IO[str]]:
        """Runs the command in the folder until the block ends; gives what it prints."""
        command: list[str | Path] = [self.programs / "sferum", *arguments]
        with subprocess.Popen(
            command, cwd=self.folder, env=self.build_environment(), stdout=subprocess.PIPE, encoding="utf-8"
        ) as process:
            assert process.stdout is not None
            try:
                yield process.stdout
            finally:
                process.terminate()

    def build_environment(self) -> dict[str, str]:
        """Returns the variables of a program that the person starts."""
        ours = ("PYTHONPATH", "PYTHONSAFEPATH", "PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST", "VIRTUAL_ENV")
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        return kept | {"PYTHONIOENCODING": "utf-8", "NO_PROXY": "127.0.0.1,localhost"}


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with nothing but the wheel and what it needs, in the versions of constraints.txt."""
    folder = tmp_path_factory.mktemp("environment")
    wheels = folder / "wheels"
    _run(sys.executable, "-m", "pip", "wheel", str(PROJECT), "--no-deps", "--wheel-dir", str(wheels))
    _run(sys.executable, "-m", "venv", str(folder / "venv"))
    python = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    (wheel,) = wheels.glob("*.whl")
    _run(str(python), "-m", "pip", "install", "--constraint", str(PROJECT / "constraints.txt"), str(wheel))
    return folder / "venv"


@pytest.fixture
def installed(environment: Path, tmp_path: Path) -> Installed:
    """The installed suite, in an empty folder but for folders that are named as the suite's rooms."""
    for name in _OWN_FOLDERS:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(_DISTURBED, encoding="utf-8")
    return Installed(environment, tmp_path)


def _run(*command: str) -> None:
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=_TIMEOUT_S, check=False)
    assert ended.returncode == 0, f"{' '.join(command)}\n{ended.stdout}{ended.stderr}"
