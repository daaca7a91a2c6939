"""An example journal and a sandbox of the test's own, and the result of their validation."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from mock_server.context import Addresses
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings

PROJECT = Path(__file__).parent.parent.parent
_DJANGO_TARGET = PROJECT / "docs" / "target.toml"
_FASTAPI_TARGET = PROJECT / "examples" / "fastapi_journal" / "target.toml"
_VALIDATION_TIMEOUT_S = 840
_SECRETS = {
    "EXAMPLE_PASSWORD": "password-of-the-test",
    "EXAMPLE_CLIENT_SECRET": "secret-of-the-test",
    "EXAMPLE_SERVICE_TOKEN": "service-token-of-the-test",
    "EXAMPLE_JOURNAL_KEY": "journal-key-of-the-test",
    "EXAMPLE_STAND_KEY": "stand-key-of-the-test",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--each", action="store_true", help="делать ошибки по одной, а не группами")
    parser.addoption(
        "--soak", type=int, metavar="N", help="проверить правильные журналы N раз подряд, пока одно ядро занято другим"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "measured: its coverage counts; a measured validation takes twice the time")
    config.addinivalue_line(
        "markers", "nightly: too long for every run of .ci/run, where one of its kind stands for it"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Repeats the correct journals for `--soak`."""
    times = metafunc.config.getoption("soak")
    if times and metafunc.module.__name__.endswith("test_correct"):
        metafunc.fixturenames.append("repetition")
        metafunc.parametrize("repetition", range(1, times + 1))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Keeps one core busy for `--soak`, however many workers there are: timing shows only on a machine with no rest."""
    if session.config.getoption("soak") and not hasattr(session.config, "workerinput"):
        busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
        session.config.add_cleanup(busy.kill)


@dataclass(frozen=True)
class ValidationResult:
    """What a validation ended with: exit code, verdict ({} when none was written), everything that it printed."""

    exit_code: int
    verdict: dict[str, Any]
    output: str

    def checks(self, *statuses: str) -> set[str]:
        """Returns the ids of the checks that ended with one of these statuses."""
        return {row["id"] for row in self.verdict["requirements"] if row["status"] in statuses}


class Stand:
    """A sandbox with journals that its test starts and validates."""

    def __init__(self, addresses: Addresses, folder: Path) -> None:
        self.addresses = addresses
        self.folder = folder
        no_proxy = dict.fromkeys(("no_proxy", "NO_PROXY"), "127.0.0.1,localhost")  # for the journals and for commands
        self.env = {**os.environ, **_SECRETS, **no_proxy, "PYTHONIOENCODING": "utf-8"}
        self.env.pop("PYTEST_ADDOPTS", None)

    @contextmanager
    def journal(self, module: str, *options: str) -> Iterator[str]:
        """Runs a journal; gives its address."""
        command = [sys.executable, "-m", module, "--port=0", f"--sferum={self.addresses.sferum}"]
        command += [f"--messenger={self.addresses.messenger}", *options]
        with subprocess.Popen(command, cwd=PROJECT, env=self.env, stdout=subprocess.PIPE, encoding="utf-8") as process:
            try:
                assert process.stdout is not None
                address = re.search(r"https?://\S+", process.stdout.readline())
                assert address, f"{module} has not printed its address"
                yield address[0]
            finally:
                process.terminate()

    def start(self, module: str, mistakes: Sequence[str], *options: str) -> AbstractContextManager[str]:
        """Runs a journal that waits for services no longer than tests do, with these mistakes; gives its address."""
        return self.journal(module, "--timeout=2", *(f"--mistake={name}" for name in mistakes), *options)

    def validate(self, target: str, *options: str) -> ValidationResult:
        """Validates the journal of a target file with this text."""
        target_file = self.folder / "target.toml"
        target_file.write_text(target, encoding="utf-8")
        report_dir = self.folder / "report"
        command = [sys.executable, "-m", "automation", "validate", str(target_file), f"--report-dir={report_dir}"]
        command += options
        if not any(option.startswith("--sandbox") for option in options):
            command.append(f"--sandbox={self.addresses.control}")
        process = subprocess.run(
            command, cwd=PROJECT, env=self.env, capture_output=True, encoding="utf-8", timeout=_VALIDATION_TIMEOUT_S
        )
        verdict_file = report_dir / "requirements.json"
        verdict = json.loads(verdict_file.read_text(encoding="utf-8")) if verdict_file.exists() else {}
        return ValidationResult(process.returncode, verdict, process.stdout + process.stderr)


class StartJournal(Protocol):
    """Starts a journal with these options and mistakes; returns the text of its target file."""

    def __call__(self, *options: str, mistakes: Sequence[str] = ()) -> str: ...


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """A sandbox of the test's own on free ports."""
    with run_sandbox(SandboxSettings()) as sandbox:
        yield Stand(sandbox.addresses, tmp_path)


@contextmanager
def _start_journals(stand: Stand, modules: tuple[str, str], service: str, target_file: Path) -> Iterator[StartJournal]:
    """Gives what starts one journal: the module of the correct one, and of the one with mistakes."""
    target = target_file.read_text(encoding="utf-8")
    documented = tomllib.loads(target)["journal"]
    with ExitStack() as journals:

        def start(*options: str, mistakes: Sequence[str] = ()) -> str:
            address = journals.enter_context(stand.start(modules[bool(mistakes)], mistakes, service, *options))
            return target.replace(documented, address)

        yield start


@pytest.fixture
def start_fastapi_journal(stand: Stand) -> Iterator[StartJournal]:
    """Starts the journal that `examples/fastapi_journal/target.toml` describes: the correct one, or with mistakes."""
    if not (PROJECT / "tests/clients/node_modules/@vkontakte/superappkit").is_dir():
        reason = "нет @vkontakte/superappkit; выполните `npm ci --prefix tests/clients`"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    modules = ("examples.fastapi_journal", "tests.examples.mistaken_fastapi_journal")
    with _start_journals(stand, modules, f"--api={stand.addresses.vk_id}", _FASTAPI_TARGET) as start:
        yield start


@pytest.fixture
def start_django_journal(stand: Stand) -> Iterator[StartJournal]:
    """Starts the journal that `docs/target.toml` describes: the correct one, or the one with mistakes."""
    modules = ("examples.django_journal", "tests.examples.mistaken_journal")
    with _start_journals(stand, modules, f"--vk-id={stand.addresses.vk_id}", _DJANGO_TARGET) as start:
        yield start
