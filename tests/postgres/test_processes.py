"""`--processes N`: the processes of one sandbox, from their start to the end of each."""

import signal
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from click.testing import CliRunner

from automation.factories import generate_phone
from mock_server.client import SandboxClient
from mock_server.command import main
from tests.postgres_server import PostgresServer
from tests.sandbox_command import EXIT_TIMEOUT_S, SandboxCommand, run_command


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    """Returns a database of the test's own."""
    with postgres.create_database() as url:
        yield url


@pytest.fixture
def command(database: str) -> Iterator[SandboxCommand]:
    with run_command(f"--database={database}", "--processes=2") as started:
        yield started


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_ends_all_processes_in_order(command: SandboxCommand, number: signal.Signals) -> None:
    """Сигнал родителю завершает все процессы без единого слова."""
    processes = command.list_processes()
    assert len(processes) == 2
    assert command.stop(number)[1] == ""
    assert [process for process in processes if process.is_running()] == []


def test_processes_end_with_a_parent_that_is_killed(command: SandboxCommand) -> None:
    """Убитый родитель не оставляет процессов."""
    processes = command.list_processes()
    command.process.kill()
    _, alive = psutil.wait_procs(processes, EXIT_TIMEOUT_S)
    assert alive == []


def test_process_that_dies_is_started_again(command: SandboxCommand) -> None:
    """Вместо прервавшегося процесса запускается новый, о чём сказано одной строкой."""
    first, second = command.list_processes()
    second.kill()
    line = command.read_error()
    assert line == "Ошибка: процесс 2 песочницы прервался (сигнал SIGKILL): запускается снова\n"
    with SandboxClient(command.control) as client:
        assert client.get_person(generate_phone()).profiles == ()
    assert command.stop()[1] == ""
    assert not first.is_running()


@pytest.mark.parametrize("database", [None, "state.sqlite"], ids=["без базы", "файл SQLite"])
def test_several_processes_need_postgresql(database: str | None) -> None:
    """Без PostgreSQL несколько процессов не запускаются, и сказано, что делать."""
    options = ["--processes=2", *(["--database", database] if database else [])]
    result = CliRunner().invoke(main, options)
    assert result.exit_code == 1
    assert result.output == (
        "Ошибка: --processes 2: несколько процессов работают только с PostgreSQL; "
        "укажите --database postgresql+psycopg://… или оставьте один процесс\n"
    )


def test_processes_speak_tls_on_the_same_ports(database: str, tmp_path: Path) -> None:
    """С --tls все процессы отвечают по HTTPS на одних портах с сертификатами одного центра."""
    with run_command(f"--database={database}", "--processes=3", f"--tls={tmp_path}") as command:
        trusted = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
        for _ in range(12):  # a new connection each time: any of the processes
            answer = httpx.get(f"{command.control}/health", verify=trusted, trust_env=False)
            assert answer.json()["status"] == "ok"
        assert command.stop()[1] == ""
