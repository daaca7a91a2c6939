"""Whose a lasting database is: a second sandbox joins on purpose, or is refused in one line."""

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, astuple
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from mock_server.context import Addresses
from mock_server.errors import SandboxError
from mock_server.ownership import CONNECTIONS, OwnershipError, claim_database
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from mock_server.store import Store
from tests.postgres_server import PostgresServer, run_postgres
from tests.sandbox_command import run_command

_ADDRESSES = Addresses(*(f"http://127.0.0.1:{port}" for port in range(5001, 5006)))


@contextlib.contextmanager
def _own(database: str, addresses: Addresses = _ADDRESSES, *, join: bool = False) -> Iterator[Store]:
    with (
        claim_database(database, addresses, threading.Event(), join=join) as publish,
        contextlib.closing(Store(database)) as store,
    ):
        publish(store)
        yield store


def test_second_sandbox_is_refused(empty_database: str) -> None:
    """Вторая песочница на занятой базе не запускается и называет первую."""
    with run_sandbox(SandboxSettings(database=empty_database)) as first:
        with pytest.raises(OwnershipError) as refused, run_sandbox(SandboxSettings(database=empty_database)):
            pytest.fail("two sandboxes in one database")
        message = str(refused.value)
        assert f"в ней работает другая песочница, её управление: {first.addresses.control}" in message
        assert "остановите её" in message
        assert "\n" not in message
    with run_sandbox(SandboxSettings(database=empty_database)):
        pass


def test_sandbox_with_the_same_addresses_joins(postgres_url: str) -> None:
    """С --join и теми же адресами вторая песочница работает в базе первой."""
    with run_sandbox(SandboxSettings(database=postgres_url)) as first:
        addresses = tuple(asdict(first.addresses).items())
        joining = SandboxSettings(database=postgres_url, join=True, public_addresses=addresses)
        with run_sandbox(joining) as second:
            assert astuple(second.addresses) == astuple(first.addresses)


def test_sandbox_with_other_addresses_does_not_join(postgres_url: str) -> None:
    """С --join и другими адресами песочница не запускается и говорит, какой адрес другой."""
    with run_sandbox(SandboxSettings(database=postgres_url)) as first:
        settings = SandboxSettings(database=postgres_url, join=True)
        with pytest.raises(OwnershipError, match="укажите те же адреса") as refused, run_sandbox(settings):
            pytest.fail("two sandboxes at different addresses in one database")
        assert first.addresses.journal in str(refused.value)


def test_first_to_join_owns_the_database(postgres_url: str) -> None:
    """С --join запускается и первая песочница; вторая без --join получает отказ."""
    with run_sandbox(SandboxSettings(database=postgres_url, join=True)):
        settings = SandboxSettings(database=postgres_url)
        with pytest.raises(OwnershipError, match="--join с теми же адресами"), run_sandbox(settings):
            pytest.fail("the second has not been told to join")


def test_database_is_kept_by_the_last_of_those_who_share_it(postgres_url: str) -> None:
    """База остаётся за оставшейся песочницей, когда та, что начала, остановлена."""
    with contextlib.ExitStack() as joined:
        with _own(postgres_url):
            joined.enter_context(_own(postgres_url, join=True))
        with pytest.raises(OwnershipError), _own(postgres_url):
            pytest.fail("the one who joined is still there")
    with _own(postgres_url):
        pass


def test_nobody_joins_a_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    """С файлом SQLite --join отклоняется одной строкой."""
    file = tmp_path_factory.mktemp("joined") / "state.sqlite"
    with pytest.raises(OwnershipError, match="--join: вместе песочницы работают только в базе PostgreSQL"):
        claim_database(str(file), _ADDRESSES, threading.Event(), join=True)


def test_claim_of_a_killed_sandbox_ends(empty_database: str) -> None:
    """Убитая песочница базу не держит."""
    ports = [f"--{site}-port=0" for site in ("journal", "vk-id", "messenger", "sferum", "control")]
    command = [sys.executable, "-u", "-m", "mock_server", "--database", empty_database, *ports]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        try:
            assert any("Песочница работает" in line for line in process.stdout)
            with pytest.raises(OwnershipError, match="работает другая песочница"), _own(empty_database):
                pytest.fail("the other one is alive")
        finally:
            process.kill()
    with _own(empty_database):
        pass


def test_nothing_stays_beside_a_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    """После остановки рядом с файлом базы ничего не остаётся."""
    folder = tmp_path_factory.mktemp("owned")
    with _own(str(folder / "state.sqlite")):
        assert (folder / "state.sqlite.lock").exists()
    assert [file.name for file in folder.iterdir()] == ["state.sqlite"]


def test_more_processes_than_the_server_has_connections_for(postgres: PostgresServer, postgres_url: str) -> None:
    """Песочница, которой не хватит соединений PostgreSQL, не запускается и говорит, сколько их."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(_own(postgres_url))
        for _process in range(97 // CONNECTIONS - 1):
            stack.enter_context(_own(postgres_url, join=True))
        with pytest.raises(SandboxError, match="принимает 97 соединений"), _own(postgres_url, join=True):
            pytest.fail("there are too few connections")


def test_file_is_claimed_by_its_url_too(tmp_path: Path) -> None:
    """Файл SQLite занят и для того, кто называет его по URL."""
    file = tmp_path / "state.sqlite"
    with _own(str(file)), pytest.raises(OwnershipError), _own(f"sqlite:///{file}"):
        pytest.fail("two sandboxes in one file")
    with _own(f"sqlite:///{file}"), pytest.raises(OwnershipError), _own(str(file)):
        pytest.fail("two sandboxes in one file")


@pytest.mark.parametrize("count", [1, 2], ids=["один процесс", "два процесса"])
def test_sandbox_whose_database_was_taken_ends(postgres_url: str, count: int) -> None:
    """Песочница, базу которой заняла другая при перезапуске PostgreSQL, завершается с одной строкой."""
    others = {site: f"{address}0" for site, address in asdict(_ADDRESSES).items()}
    with (
        psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection,
        run_command(f"--database={postgres_url}", f"--processes={count}") as command,
        ThreadPoolExecutor(1) as pool,
    ):
        taking = pool.submit(connection.execute, "SELECT pg_advisory_lock(51000002)")
        _end_claims(postgres_url)
        taking.result(timeout=30)
        connection.execute("UPDATE database_owner SET addresses = %s", [json.dumps(others)])
        connection.execute("SELECT pg_advisory_lock_shared(51000002), pg_advisory_unlock(51000002)")
        _, errors = command.process.communicate(timeout=60)
    assert command.process.returncode == 1
    assert errors.startswith("Ошибка: база данных postgresql+psycopg://")
    assert f"работает другая песочница, её управление: {others['control']}" in errors
    assert errors.count("\n") == 1


def _end_claims(url: str) -> None:
    """Closes the connections of all claims at once, when somebody waits to be the next."""
    claims = "FROM pg_locks WHERE locktype = 'advisory' AND objid = 51000002 AND"
    deadline = time.monotonic() + 30
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        while connection.execute(f"SELECT 1 {claims} NOT granted").fetchone() is None:
            assert time.monotonic() < deadline, "nobody waits"
            threading.Event().wait(0.1)
        connection.execute(f"SELECT pg_terminate_backend(pid) {claims} granted")


def test_claim_is_made_again_after_a_restart_of_the_server() -> None:
    """После перезапуска PostgreSQL песочница снова владеет базой и отвечает."""
    with run_postgres() as server, server.create_database() as url, _own(url) as store:
        server.restart()
        locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 51000002 AND mode = 'ShareLock'"
        deadline = time.monotonic() + 30
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            while connection.execute(locks).fetchone() == (0,) and time.monotonic() < deadline:
                threading.Event().wait(0.1)
        with pytest.raises(OwnershipError), _own(url):
            pytest.fail("the claim has not been made again")
        with store.read() as session:
            assert session.scalar(text("SELECT 1")) == 1
