"""Runs tests with a mutant in a process of its own, forked from one that has imported the packages but no room.

A process forked so starts in a moment. The mutant is put in when its module is imported; the files stay as they are.
"""

import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import pytest

from tests.mutants.mutants import Mutant

Fate = Literal["killed", "survived", "untested"]

# Imported once, before the forks: they take most of the time in which a run of pytest starts.
_PACKAGES = (
    "pytest_playwright", "playwright.sync_api", "sqlalchemy.orm", "flask", "flask_openapi3", "waitress",
    "httpx", "pydantic", "openpyxl", "faker", "babel", "phonenumbers", "hypothesis", "jwt", "click", "jinja2",
)  # fmt: skip
_EXIT_CODE_OF_NO_TESTS = 5
_LEAST_TIMEOUT_S = 15.0


@dataclass(frozen=True)
class Trial:
    """A mutant and the tests that may notice it."""

    mutant: Mutant
    tests: Sequence[str]
    seconds: float
    """What the tests take without the mutant."""


def run_trials(trials: Iterable[Trial], project: Path, workers: int) -> Iterator[tuple[Mutant, Fate]]:
    """Yields what became of each mutant, as soon as it is known; `workers` run at the same time."""
    for package in _PACKAGES:
        import_module(package)
    running: dict[int, Mutant] = {}
    for trial in trials:
        if not trial.tests:
            yield trial.mutant, "untested"
            continue
        if len(running) == workers:
            yield _await_one(running)
        running[_fork(trial, project)] = trial.mutant
    while running:
        yield _await_one(running)


def _await_one(running: dict[int, Mutant]) -> tuple[Mutant, Fate]:
    process_id, status = os.waitpid(-1, 0)
    with suppress(ProcessLookupError):
        os.killpg(process_id, signal.SIGKILL)  # what the tests have started too: a browser, a server
    return running.pop(process_id), _read_fate(os.waitstatus_to_exitcode(status))


def _read_fate(exit_code: int) -> Fate:
    if exit_code == _EXIT_CODE_OF_NO_TESTS:
        return "untested"
    return "killed" if exit_code else "survived"


def _fork(trial: Trial, project: Path) -> int:
    process_id = os.fork()
    if process_id:
        return process_id
    os.setsid()
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    exit_code = 3
    try:
        signal.setitimer(
            signal.ITIMER_REAL, _LEAST_TIMEOUT_S + 5 * trial.seconds
        )  # a mutant that never ends is noticed
        exit_code = int(_run_tests(trial, project))
    finally:
        os._exit(exit_code)


def _run_tests(trial: Trial, project: Path) -> Any:
    sys.dont_write_bytecode = True
    os.chdir(project)
    finder = _MutantFinder(trial.mutant, project)
    options = ["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:xdist", f"--rootdir={project}"]
    exit_code = pytest.main([*options, *trial.tests], plugins=[_Plugin(finder)])
    if exit_code == pytest.ExitCode.USAGE_ERROR and not finder.loader.failed:
        return pytest.ExitCode.NO_TESTS_COLLECTED  # the measurement is old, and has tests that are gone
    return exit_code


class _Plugin:
    """Puts the finder first before a `conftest.py` names our rooms: pytest rewrites their assertions from the files."""

    def __init__(self, finder: "_MutantFinder") -> None:
        self._finder = finder

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(self) -> None:
        sys.meta_path.insert(0, self._finder)


class _MutantFinder(MetaPathFinder):
    """Finds the one module that has the change."""

    def __init__(self, mutant: Mutant, project: Path) -> None:
        self._name = mutant.file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        self.loader = _MutantLoader(self._name, str(project / mutant.file))
        self.loader.source = mutant.build_source().encode()

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: Any = None) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        return spec_from_file_location(fullname, self.loader.path, loader=self.loader)


class _MutantLoader(SourceFileLoader):
    """Loads the changed source from memory, and no bytecode of the file that it stands for."""

    source: bytes
    failed = False
    """Whether the module could not be imported at all."""

    def exec_module(self, module: ModuleType) -> None:
        self.failed = True
        super().exec_module(module)
        self.failed = False

    def get_data(self, path: str | bytes) -> bytes:
        return self.source

    def path_stats(self, path: str | bytes) -> Any:
        raise OSError("no bytecode")
