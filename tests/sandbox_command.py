"""The sandbox in other processes, started as a person starts it."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil

ANY_PORT = [f"--{site}-port=0" for site in ("journal", "vk-id", "messenger", "sferum", "control")]
EXIT_TIMEOUT_S = 60


class SandboxCommand:
    """Its process, or the parent of its processes, and what it has printed until it was up."""

    def __init__(self, *options: str, encoding: str = "utf-8", **variables: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mock_server", *ANY_PORT, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONIOENCODING": encoding, "SANDBOX_CONTROL_TOKEN": "", **variables},
            encoding=encoding,
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

    def stop(self, number: signal.Signals = signal.SIGTERM, timeout_s: float = EXIT_TIMEOUT_S) -> tuple[str, str]:
        """Ends it by the signal, in order; returns what it has printed since it was up, and its errors."""
        self.process.send_signal(number)
        rest, errors = self.process.communicate(timeout=timeout_s)
        assert self.process.returncode == 0
        return rest, errors


@contextlib.contextmanager
def run_command(*options: str, encoding: str = "utf-8", **variables: str) -> Iterator[SandboxCommand]:
    """Runs the sandbox while the block runs, with these variables in its environment."""
    command = SandboxCommand(*options, encoding=encoding, **variables)
    try:
        yield command
    finally:
        command.process.kill()  # its children end by themselves
        command.process.communicate(timeout=EXIT_TIMEOUT_S)
