"""Faults and the record in PostgreSQL: bounds, and what a process that dies leaves."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import Any

import pytest
from sqlalchemy import func, select, text

from automation.factories import generate_phone
from mock_server.faults import Fault
from mock_server.model.sandbox import OrderedFault, StoredRequest
from mock_server.postgres import faults as stored_faults
from mock_server.postgres.requests import StoredRequestLog
from mock_server.postgres.state import SharedState, open_shared_state
from mock_server.recording import records
from mock_server.recording.records import RequestFilter, RequestRecord
from mock_server.store import Store
from tests.postgres_server import PostgresServer

OpenState = Callable[[], SharedState]


@pytest.fixture
def store(postgres: PostgresServer) -> Iterator[Store]:
    """Returns a database of the test's own: nobody else's requests count."""
    with postgres.create_database() as url, closing(Store(url)) as opened:
        yield opened


@pytest.fixture
def open_state(store: Store) -> Iterator[OpenState]:
    """Returns a function that does what one more process does."""
    with ExitStack() as stack:

        def begin() -> SharedState:
            state = stack.enter_context(open_shared_state(store.engine))
            state.channel.start()
            return state

        yield begin


def build_fault(**known: object) -> Fault:
    values: dict[str, object] = {
        "phone": generate_phone(),
        "organization_id": None,
        "site": "vk_id",
        "operation": "token",
    }
    values |= {"kind": "error", "status": None, "delay_s": None, "moment": "before", "times": 1}
    return Fault(**{**values, **known})  # type: ignore[arg-type]


def build_request(phone: str | None, **known: object) -> RequestRecord:
    fields: dict[str, str] = {}
    return RequestRecord("vk_id", "token", "POST", "/oauth2/auth", fields, fields, phone=phone, **known)  # type: ignore[arg-type]


def test_request_held_by_a_dead_process_counts_no_more(open_state: OpenState) -> None:
    """Запрос, который отказ держал в умершем процессе, больше не считается, и снять отказ можно сразу."""
    dying, other = open_state(), open_state()
    fault = build_fault(kind="delay", delay_s=600)
    number = other.faults.add(fault)
    assert dying.faults.acquire(build_request(fault.phone), "before")
    assert other.faults.count_active_requests(number) == 1
    dying.channel.close()
    assert other.faults.count_active_requests(number) == 0
    assert other.faults.remove(number)


def test_unknown_fault_is_known_nowhere(open_state: OpenState) -> None:
    """Отказа с номером, которого не давали, нет ни в одном процессе."""
    first, second = open_state(), open_state()
    number = first.faults.add(build_fault())
    for faults in (first.faults, second.faults):
        assert faults.count_active_requests(number) == 0
        for unknown in (0, number + 1, 10**30):
            assert faults.count_active_requests(unknown) is None
            assert not faults.remove(unknown)


def test_process_whose_connection_breaks_learns_of_later_faults(store: Store, open_state: OpenState) -> None:
    """Процесс, чьё соединение с базой оборвалось, узнаёт и об отказах, заказанных после этого."""
    broken, other = open_state(), open_state()
    fault, is_back = build_fault(), threading.Event()
    other.faults.add(fault)
    broken.channel.subscribe("", lambda _key: is_back.set())
    with store.engine.begin() as connection:
        listening = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%advisory_lock_shared%'"
        own = " AND datname = current_database() AND pid <> pg_backend_pid()"
        assert len(connection.execute(text(listening + own)).all()) == 2
    assert is_back.wait(20)
    later = build_fault()
    other.faults.add(later)
    assert broken.faults.acquire(build_request(fault.phone), "before")
    assert broken.faults.acquire(build_request(later.phone), "before")


def test_spent_faults_are_forgotten(store: Store, open_state: OpenState, monkeypatch: pytest.MonkeyPatch) -> None:
    """Из отказов, которые уже случились, хранятся только последние."""
    monkeypatch.setattr(stored_faults, "MAX_SPENT", 3)
    faults = open_state().faults
    for _ in range(8):
        fault = build_fault()
        faults.add(fault)
        struck = faults.acquire(build_request(fault.phone), "before")
        assert struck
        faults.release(struck)
    with store.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(OrderedFault)) == 3 + 1


def test_record_is_bounded_by_number(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Запись ограничена числом запросов: первыми уходят самые старые, а чужие никого не вытесняют."""
    monkeypatch.setattr("mock_server.postgres.requests.MAX_RECORDS", 50)
    log, phone = StoredRequestLog(store.engine), generate_phone()
    for number in range(260):
        log.add(build_request(phone, status=number))
    log.trim()
    kept = log.search(RequestFilter(), limit=1000)
    assert [record.status for record in kept] == list(range(210, 260))
    for _ in range(300):
        log.add(build_request(None))
    log.trim()
    assert log.count_by_person(phone) == 50


def test_record_is_bounded_by_bytes(store: Store) -> None:
    """Запись ограничена байтами, сколько бы ни весил один запрос."""
    log, phone = StoredRequestLog(store.engine, max_bytes=100_000), generate_phone()
    for _ in range(300):
        log.add(build_request(phone, notes=["x" * 3_000]))
    log.trim()
    with store.engine.connect() as connection:
        size = connection.scalar(select(func.sum(func.length(StoredRequest.record))))
    assert size is not None
    assert 60_000 < size <= 100_000


def test_record_is_trimmed_while_requests_come(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Запись укорачивается по ходу дела, а не по чьей-то просьбе."""
    monkeypatch.setattr("mock_server.postgres.requests.MAX_RECORDS", 50)
    log, phone = StoredRequestLog(store.engine), generate_phone()
    for _ in range(450):
        log.add(build_request(phone))
    assert log.count_by_person(phone) <= 50 + 200


def test_record_keeps_any_json(store: Store) -> None:
    """Число длиннее 64 битов и строка с нулём остаются в записи такими, какими пришли."""
    log, phone = StoredRequestLog(store.engine), generate_phone()
    record = build_request(phone, organization_id=10**30)
    record.form = dict[str, Any](number=10**30, text="\0 «é»")
    log.add(record)
    (kept,) = log.find_by_person(phone)
    assert kept["form"] == record.form
    assert kept["id"] == record.id > 0


def test_records_are_found_as_in_memory(store: Store) -> None:
    """Запись в базе отвечает на те же вопросы так же, как запись в памяти."""
    stored, memory = StoredRequestLog(store.engine), records.RequestLog()
    phone, other = generate_phone(), generate_phone()
    known = [
        {"phone": None, "login_id": "a"},
        {"phone": phone, "login_id": "a", "status": 200, "organization_id": 7},
        {"phone": other, "status": 404, "notes": ["refused: Host"]},
        {"phone": None, "notes": ["failed: ValueError"], "status": 500},
        {"phone": None, "notes": ["says refused: nothing"]},
        {"phone": phone, "status": 503},
    ]
    for values in known:
        for log in (stored, memory):
            log.add(build_request(at=1.0, **values))  # type: ignore[arg-type]
    for filters in ({"phone": phone}, {"organization_id": 7}, {"status": "4xx"}, {"status": "503"}, {"login_id": "a"}):
        wanted = RequestFilter(**filters)
        assert stored.search(wanted, limit=2) == memory.search(wanted, limit=2)
        assert stored.search(wanted, after=1, limit=1) == memory.search(wanted, after=1, limit=1)
        assert stored.search(wanted, before=3, limit=1) == memory.search(wanted, before=3, limit=1)
    assert stored.find_by_person(phone, 1) == memory.find_by_person(phone, 1)
    assert stored.find_by_organization(7) == memory.find_by_organization(7)
    assert stored.find_by_note(("refused: ", "failed: ")) == memory.find_by_note(("refused: ", "failed: "))
    assert stored.get(2) == memory.get(2)
    assert stored.get(99) is stored.get(10**30) is None


def test_records_of_a_crowd_are_all_written_in_order(store: Store) -> None:
    """Из записей, которые идут толпой, не теряется ни одна, и у каждой свой номер."""
    log, phones = StoredRequestLog(store.engine), [generate_phone() for _ in range(400)]
    added = [build_request(phone) for phone in phones]
    with ThreadPoolExecutor(40) as pool:
        list(pool.map(log.add, added))
    kept = log.search(RequestFilter(), limit=1000)
    assert {record.id: record.phone for record in kept} == {record.id: record.phone for record in added}
    assert [record.id for record in kept] == sorted({record.id for record in added})
    assert len(kept) == len(phones)


def test_lost_connection_costs_no_record(store: Store) -> None:
    """Если база закрыла соединение, следующая запись открывает новое."""
    log, phone = StoredRequestLog(store.engine), generate_phone()
    log.add(build_request(phone))
    with store.engine.begin() as connection:
        closing_all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%stored_request%'"
        assert (
            len(
                connection.execute(
                    text(f"{closing_all} AND datname = current_database() AND pid <> pg_backend_pid()")
                ).all()
            )
            == 1
        )
    log.add(build_request(phone))
    assert log.count_by_person(phone) == 2
