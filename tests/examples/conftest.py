"""An example journal and a sandbox of the test's own, and what the validation says of them."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mock_server.context import Addresses
from mock_server.server import running
from mock_server.settings import Settings

PROJECT = Path(__file__).parent.parent.parent
_SECRETS = {
    "EXAMPLE_PASSWORD": "password-of-the-test",
    "EXAMPLE_CLIENT_SECRET": "secret-of-the-test",
    "EXAMPLE_SERVICE_TOKEN": "service-token-of-the-test",
    "EXAMPLE_JOURNAL_KEY": "journal-key-of-the-test",
    "EXAMPLE_STAND_KEY": "stand-key-of-the-test",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--each", action="store_true", help="plant the mistakes one by one, not in groups")


@dataclass(frozen=True)
class Said:
    """What a validation said: its exit code, its verdict, the last it printed."""

    code: int
    verdict: dict[str, Any]
    output: str

    def ended(self, *statuses: str) -> set[str]:
        """The checks that ended so."""
        return {row["id"] for row in self.verdict["requirements"] if row["status"] in statuses}


class Stand:
    """A sandbox, and a journal started by its command, to be validated."""

    def __init__(self, where: Addresses, folder: Path) -> None:
        self.where = where
        self.folder = folder
        here = dict.fromkeys(("no_proxy", "NO_PROXY"), "127.0.0.1,localhost")  # for the journals, and for commands
        self.env = {**os.environ, **_SECRETS, **here, "PYTHONIOENCODING": "utf-8"}
        self.env.pop("PYTEST_ADDOPTS", None)

    @contextmanager
    def journal(self, module: str, *options: str) -> Iterator[str]:
        """Start the example; gives its address."""
        command = [sys.executable, "-m", module, "--port=0", f"--sferum={self.where.sferum}", *options]
        command.append(f"--messenger={self.where.messenger}")
        with subprocess.Popen(command, cwd=PROJECT, env=self.env, stdout=subprocess.PIPE, encoding="utf-8") as process:
            try:
                assert process.stdout is not None
                found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
                assert found, f"{module} has not told its address"
                yield found[0]
            finally:
                process.terminate()

    def validate(self, target: str, *options: str) -> Said:
        """Validate the journal that the text of a target file names."""
        file = self.folder / "target.toml"
        file.write_text(target, encoding="utf-8")
        report = self.folder / "report"
        command = [sys.executable, "-m", "automation", "validate", str(file), f"--report-dir={report}", *options]
        if not any(option.startswith("--sandbox") for option in options):
            command.append(f"--sandbox={self.where.control}")
        done = subprocess.run(command, cwd=PROJECT, env=self.env, capture_output=True, encoding="utf-8", timeout=600)
        written = report / "requirements.json"
        verdict = json.loads(written.read_text(encoding="utf-8")) if written.exists() else {}
        return Said(done.returncode, verdict, done.stdout + done.stderr)


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """A sandbox of the test's own on free ports."""
    with running(Settings()) as shared:
        yield Stand(shared.addresses, tmp_path)


@pytest.fixture
def lyceum(stand: Stand) -> Iterator[str]:
    """The example in FastAPI, running; the text of its target file."""
    if not (PROJECT / "tests/clients/node_modules/@vkontakte/superappkit").is_dir():
        missing = "@vkontakte/superappkit is not there: npm ci --prefix tests/clients"
        if os.environ.get("CI"):
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    with stand.journal("examples.fastapi_journal", f"--api={stand.where.vk_id}", "--timeout=2") as address:
        target = (PROJECT / "examples" / "fastapi_journal" / "target.toml").read_text(encoding="utf-8")
        yield target.replace("http://127.0.0.1:8012", address)


@pytest.fixture
def gymnasium(stand: Stand) -> Iterator[Callable[..., str]]:
    """Starts the example in Django with these options; gives the text of its target file, `docs/target.toml`."""
    with ExitStack() as running_journals:

        def start(*options: str) -> str:
            made = stand.journal("examples.django_journal", f"--vk-id={stand.where.vk_id}", "--timeout=2", *options)
            address = running_journals.enter_context(made)
            target = (PROJECT / "docs" / "target.toml").read_text(encoding="utf-8")
            return target.replace("http://127.0.0.1:8011", address)

        yield start
