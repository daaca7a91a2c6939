"""The connections of a process with PostgreSQL: what they keep, and what happens when the server closes them."""

import socket
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import OperationalError

from mock_server import store as store_module
from mock_server.model.sferum import Organization
from mock_server.rows import RowQuery
from mock_server.store import Store, StoreError
from tests.postgres_server import PostgresServer


@pytest.fixture
def store(postgres: PostgresServer) -> Iterator[Store]:
    with postgres.create_database() as url, closing(Store(url)) as opened:
        yield opened


def close_others(store: Store) -> int:
    """Has the server close all connections but the one that asks for it; returns how many there were."""
    with store.write() as session:
        closed = session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        return len(closed.all())


def test_statements_stay_prepared(store: Store) -> None:
    """Запросы, которые повторяются, база разбирает один раз, а не каждый раз заново."""
    for _ in range(10):
        with store.read() as session:
            session.get(Organization, 1)
        with store.look() as connection:
            connection.execute(text("SELECT 51"))
    with store.read() as session:
        prepared = set(session.scalars(text("SELECT statement FROM pg_prepared_statements")))
    assert "SELECT 51" in prepared
    assert any("FROM organization" in statement for statement in prepared)


def test_read_changes_nothing(store: Store) -> None:
    """То, что прочитано, в базе не меняется, даже если изменить его в памяти."""
    with store.write() as session:
        session.add(Organization(id=1, title="Школа №51", kind="school"))
    with store.read() as session:
        session.get_one(Organization, 1).title = "Другая"
        session.add(Organization(id=2, title="Третья", kind="school"))
    with store.read() as session:
        assert session.get_one(Organization, 1).title == "Школа №51"
        assert session.get(Organization, 2) is None


def test_connections_that_the_server_closed_are_replaced(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Соединения, которые закрыла база, заменяются новыми, и человек этого не видит."""
    monkeypatch.setattr(store_module, "_PING_AFTER_S", -1)
    with store.read() as first, store.read() as second:
        first.execute(text("SELECT 1"))
        second.execute(text("SELECT 1"))
    assert close_others(store) == 1
    for _ in range(3):
        with store.read() as first, store.read() as second:
            assert first.scalar(text("SELECT 1")) == second.scalar(text("SELECT 1")) == 1


def test_connection_that_is_lost_takes_the_others_with_it(store: Store) -> None:
    """Обрыв одного соединения виден тому, кто им занят; остальные старые больше не берутся."""
    titles = RowQuery(select(Organization).where(Organization.id == bindparam("number")))
    with store.look() as first, store.look() as second, store.look() as third:
        assert [titles.find(connection, number=1) for connection in (first, second, third)] == [None] * 3
    assert close_others(store) == 2
    with store.look() as first, store.look() as second:
        assert titles.find(first, number=1) is None
        with pytest.raises(OperationalError) as error:
            titles.find(second, number=1)
        second.rollback()
    assert error.value.connection_invalidated
    with store.look() as first, store.look() as second, store.look() as third:
        assert [titles.find(connection, number=1) for connection in (first, second, third)] == [None] * 3


def test_server_that_does_not_answer_is_not_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Сервер, который не отвечает, не держит запуск: скоро сказано, какая это база."""
    monkeypatch.setattr(store_module, "_CONNECT_TIMEOUT_S", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(StoreError, match="timeout expired"):
        Store(f"postgresql+psycopg://nobody@127.0.0.1:{silent.getsockname()[1]}/x")


def test_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Без драйвера PostgreSQL сказано, чем его поставить."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"pip install 'sferum-linking\[postgres\]'"):
        Store("postgresql+psycopg://nobody@127.0.0.1:1/x")
