"""Servers in processes of their own, and what they use: processor time and memory, children included."""

import contextlib
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

from benchmarks.measure import NotMeasuredError

_STOP_TIMEOUT_S = 20


@contextlib.contextmanager
def run_server(command: Sequence[str], address: str, folder: Path | None = None) -> Iterator[tuple[int, str]]:
    """Runs a program; yields its process ID and the address that it prints, the group of the pattern.

    With `folder` the program is Python, and imports from there first. Raises NotMeasuredError with the last line of its
    errors when it ends before it prints an address.
    """
    environment = {**os.environ, "PYTHONPATH": str(folder)} if folder else None
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, encoding="utf-8", cwd=folder, env=environment
        ) as process,
    ):
        assert process.stdout
        try:
            printed = next((match for line in process.stdout if (match := re.search(address, line))), None)
            if printed is None:
                process.wait(_STOP_TIMEOUT_S)
                errors.seek(0)
                last = next(reversed(errors.read().strip().splitlines()), f"код {process.returncode}")
                raise NotMeasuredError(f"сервер не запустился: {last.removeprefix('Ошибка: ')}")
            # What it prints later is read and thrown away, or it would wait for a reader.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            yield process.pid, printed[1]
        finally:
            _stop(process)


def read_cpu_s(pid: int) -> float:
    """Returns the processor seconds of a process and its children, of ended ones too, and of the kernel for them."""
    times = [process.cpu_times() for process in _walk_processes(pid)]
    ended = times[0].children_user + times[0].children_system
    return float(sum(time.user + time.system for time in times) + ended)


def read_memory_mb(pid: int) -> float:
    """Returns the memory of a process and its children (resident set)."""
    return float(sum(process.memory_info().rss for process in _walk_processes(pid))) / 1024**2


def _walk_processes(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
