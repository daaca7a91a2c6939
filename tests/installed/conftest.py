"""The suite as people have it who never saw the checkout: the wheel, in an environment and a folder of its own."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from mock_server.client import SandboxClient

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
        return _find_programs(self.environment)

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

    @contextmanager
    def start_sandbox(self) -> Iterator[str]:
        """Runs `sferum sandbox` on free ports until the block ends; gives the address of its control API."""
        ports = [f"--{site}-port=0" for site in ("journal", "vk-id", "messenger", "sferum", "control")]
        with self.start("sandbox", *ports) as output:
            yield _find_address(output, "Управление")

    def read_json(self, path: str) -> Any:
        """Returns what a file of the folder says."""
        return json.loads((self.folder / path).read_text(encoding="utf-8"))

    def read_statuses(self, report: str) -> dict[str, str]:
        """Returns each requirement's or check's status in a report of the folder."""
        return {row["id"]: row["status"] for row in self.read_json(f"{report}/requirements.json")["requirements"]}

    def list_names(self, path: str) -> set[str]:
        """Returns the names in a folder of the folder."""
        return {entry.name for entry in (self.folder / path).iterdir()}

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
    python = _find_programs(folder / "venv") / "python"
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


@pytest.fixture(scope="session")
def control(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a sandbox that the installed suite runs for all tests: each has people of its own."""
    with Installed(environment, tmp_path_factory.mktemp("sandbox")).start_sandbox() as address:
        yield address


@pytest.fixture
def sandbox(control: str) -> Iterator[SandboxClient]:
    """Puts people into that sandbox."""
    with SandboxClient(control) as client:
        yield client


def _find_programs(environment: Path) -> Path:
    return environment / ("Scripts" if sys.platform == "win32" else "bin")


def _find_address(output: Iterable[str], name: str) -> str:
    """Returns the address that stands behind the name in what the sandbox prints at its start."""
    found = (re.match(rf"\s*{name}\s+(http://\S+)", line) for line in output)
    return next(match[1] for match in found if match)


def _run(*command: str) -> None:
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=_TIMEOUT_S, check=False)
    assert ended.returncode == 0, f"{' '.join(command)}\n{ended.stdout}{ended.stderr}"
