"""The servers that `make bench` measures: how they are started, and what it says where they cannot be."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from benchmarks import earlier
from benchmarks.measure import NotMeasuredError
from benchmarks.processes import read_cpu_s, run_server

ADDRESS = r"(http://\S+)"


def test_server_is_ended_after_its_measurement() -> None:
    program = "sum(range(10**7)); print('on http://127.0.0.1:1', flush=True); import time; time.sleep(60)"

    with run_server([sys.executable, "-c", program], ADDRESS) as (pid, address):
        assert address == "http://127.0.0.1:1"
        assert read_cpu_s(pid) > 0

    assert not psutil.pid_exists(pid)


def test_server_that_does_not_start_says_why_in_one_line() -> None:
    program = "import sys; sys.exit('warning\\nОшибка: порт занят')"

    with pytest.raises(NotMeasuredError, match=r"^сервер не запустился: порт занят$"):
        run_server([sys.executable, "-X", "utf8", "-c", program], ADDRESS).__enter__()


def test_clone_without_the_earlier_version_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    monkeypatch.setattr(earlier, "_PROJECT", tmp_path)

    with pytest.raises(NotMeasuredError, match="git fetch --unshallow"):
        earlier.check_out().__enter__()
