"""A sandbox of several processes, started as a person starts it."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil

_SITES = ("journal", "vk-id", "messenger", "sferum", "control")
EXIT_TIMEOUT_S = 30


class SandboxCommand:
    """The parent process, once the sandbox answers."""

    def __init__(self, database: str, *options: str) -> None:
        ports = [f"--{site}-port=0" for site in _SITES]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mock_server", *ports, "--database", database, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "SANDBOX_CONTROL_TOKEN": ""},
            encoding="utf-8",
        )
        self.output = ""
        assert self.process.stdout
        while "/codes" not in self.output:
            line = self.process.stdout.readline()
            assert line, self.process.communicate()[1]
            self.output += line

    @property
    def control(self) -> str:
        """Returns the address of the control API."""
        match = re.search(r"Управление +(https?://\S+)", self.output)
        assert match
        return match[1]

    def list_processes(self) -> list[psutil.Process]:
        """Returns the processes that serve, the first first."""
        return sorted(psutil.Process(self.process.pid).children(), key=lambda child: child.pid)

    def read_error(self) -> str:
        """Returns the next line on standard error."""
        assert self.process.stderr
        return str(self.process.stderr.readline())

    def stop(self, number: signal.Signals = signal.SIGTERM) -> str:
        """Ends it by the signal, in order; returns what is left on standard error."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=EXIT_TIMEOUT_S)
        assert self.process.returncode == 0
        return errors


@contextlib.contextmanager
def run_command(database: str, *options: str) -> Iterator[SandboxCommand]:
    """Runs the sandbox while the block runs."""
    command = SandboxCommand(database, *options)
    try:
        yield command
    finally:
        command.process.kill()  # its children end by themselves
        command.process.communicate(timeout=EXIT_TIMEOUT_S)
