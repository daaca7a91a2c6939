"""The tables of a lasting database, from version to version."""

import contextlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from mock_server import migrations, schema
from mock_server.client import SandboxClient
from mock_server.model.base import Table
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from mock_server.store import Store, StoreError
from tests.http_person import HttpPerson

_DUMPS = Path(__file__).parent / "dumps"
_LINKED, _UNLINKED = "+79007000701", "+79007000702"
_SCHOOL = 700700700


@pytest.fixture
def database_of_0_2(empty_database: str) -> str:
    """Returns a database that version 0.2 left: a school, a linked teacher, another teacher."""
    if "://" in empty_database:
        with psycopg.connect(empty_database.replace("+psycopg", "")) as connection:
            connection.execute((_DUMPS / "postgresql_0_2.sql").read_bytes())
    else:
        with contextlib.closing(sqlite3.connect(empty_database)) as connection:
            connection.executescript((_DUMPS / "sqlite_0_2.sql").read_text(encoding="utf-8"))
    return empty_database


def _list_differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"version_table": schema.VERSION_TABLE})
    return list(compare_metadata(context, Table.metadata))


def test_migrations_end_with_the_tables_of_the_model(database_of_0_2: str) -> None:
    """Обновлённая база версии 0.2 не отличается от новой."""
    with contextlib.closing(Store(database_of_0_2)) as store, store.engine.connect() as connection:
        assert _list_differences(connection) == []


def test_new_database_needs_no_migration(empty_database: str) -> None:
    """Новая база сразу такая, какой её делают обновления."""
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_heads() == [schema.HEAD]
    with contextlib.closing(Store(empty_database)) as store, store.engine.connect() as connection:
        assert _list_differences(connection) == []
        assert schema._read_version(connection) == schema.HEAD


def test_people_of_version_0_2_go_on(database_of_0_2: str) -> None:
    """После обновления привязанный учитель видит чаты и входит, а другой учитель привязывается."""
    for _start in ("with the upgrade", "after it"):
        with run_sandbox(SandboxSettings(database=database_of_0_2)) as shared:
            client = SandboxClient(shared.addresses.control)
            with client, httpx.Client(trust_env=False) as http:
                (profile,) = client.get_person(_LINKED).profiles
                assert profile.link is not None
                assert client.get_organization(_SCHOOL).links == {profile.link.person_id: profile.id}
                chats = HttpPerson(client, http, _LINKED).list_chats()
                assert "10А · Общая беседа" in chats
                assert len(chats) == 5
                assert client.get_person(_UNLINKED).profiles == ()


def test_numbers_after_the_upgrade_have_64_bits(database_of_0_2: str) -> None:
    """В обновлённой базе помещаются номера больше 2 в степени 31."""
    with run_sandbox(SandboxSettings(database=database_of_0_2)) as shared:
        with SandboxClient(shared.addresses.control) as client:
            assert client.create_organization("Школа с большим номером", id=2**53) == 2**53
        if shared.store.engine.dialect.name == "postgresql":
            with shared.store.engine.begin() as connection:
                connection.execute(text("ALTER SEQUENCE message_id_seq RESTART WITH 5000000000"))


def test_failed_upgrade_changes_nothing(database_of_0_2: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Прерванное обновление не оставляет базу изменённой наполовину."""

    def fail(*_: object) -> None:
        raise ValueError("диск отказал")

    def list_tables() -> list[str]:
        if "://" in database_of_0_2:
            with psycopg.connect(database_of_0_2.replace("+psycopg", "")) as connection:
                query = "SELECT table_name || column_name || data_type FROM information_schema.columns"
                return sorted(row[0] for row in connection.execute(f"{query} WHERE table_schema = 'public'"))
        with contextlib.closing(sqlite3.connect(database_of_0_2)) as connection:
            return sorted(row[0] for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))

    before = list_tables()
    with monkeypatch.context() as patch:
        patch.setattr("alembic.op.create_table", fail)
        with pytest.raises(StoreError, match="диск отказал"):
            Store(database_of_0_2)
    assert list_tables() == before
    Store(database_of_0_2).close()


def test_database_of_a_later_version_is_refused(empty_database: str) -> None:
    """База более новой песочницы не открывается, и в ней ничего не меняется."""
    with contextlib.closing(Store(empty_database)) as store, store.engine.begin() as connection:
        connection.execute(text(f"UPDATE {schema.VERSION_TABLE} SET version_num = 'v9_9'"))
    with pytest.raises(StoreError) as refused:
        Store(empty_database)
    assert "её таблицы новее этой песочницы (v9_9): обновите песочницу" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_tables_of_another_program_are_refused(empty_database: str) -> None:
    """База с чужой таблицей того же имени не открывается и остаётся прежней."""
    if "://" in empty_database:
        with psycopg.connect(empty_database.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE link (id INTEGER)")
    else:
        with contextlib.closing(sqlite3.connect(empty_database)) as file:
            file.execute("CREATE TABLE link (id INTEGER)")
    with pytest.raises(StoreError, match="создала другая версия или другая программа"):
        Store(empty_database)


def test_many_sandboxes_upgrade_one_database_together(postgres_url: str) -> None:
    """Две песочницы, которые сразу открывают пустую базу, не мешают друг другу."""
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(Store, [postgres_url] * 4))
    with stores[0].engine.connect() as connection:
        assert inspect(connection).has_table("link")
    for store in stores:
        store.close()
