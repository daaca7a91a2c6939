"""The database: what is kept, what is undone, and the message for one that cannot be opened."""

import contextlib
import pkgutil
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from automation.factories import generate_phone
from mock_server import model, schema
from mock_server.clock import move_forward
from mock_server.model.sandbox import TimeShift
from mock_server.store import Store, StoreError


def seconds_of(store: Store, phone: str) -> float | None:
    with store.read() as session:
        shift = session.get(TimeShift, phone)
        return shift.seconds if shift else None


def test_database_has_the_tables_of_all_modules() -> None:
    modules = {module.name for module in pkgutil.iter_modules(model.__path__)} - {"base"}
    assert modules <= vars(schema).keys()


def test_block_that_ends_well_is_kept(store: Store) -> None:
    phone = generate_phone()
    with store.write() as session:
        move_forward(session, phone, 60)
    assert seconds_of(store, phone) == 60


def test_block_that_raises_is_undone(store: Store) -> None:
    phone = generate_phone()

    def break_off() -> None:
        with store.write() as session:
            move_forward(session, phone, 60)
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert seconds_of(store, phone) is None


def test_writers_at_once_lose_nothing(store: Store) -> None:
    phone = generate_phone()

    def move(seconds: int) -> None:
        with store.write() as session:
            move_forward(session, phone, seconds)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(move, [1] * 100))
    assert seconds_of(store, phone) == 100


def test_reader_is_not_held_up_by_a_writer(store: Store) -> None:
    phone = generate_phone()
    with store.write() as session:
        move_forward(session, phone, 60)
        session.flush()
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(seconds_of, store, phone).result(timeout=10) is None


def test_writer_is_not_held_up_by_a_reader(store: Store) -> None:
    def write() -> None:
        with store.write() as session:
            move_forward(session, generate_phone(), 60)

    with store.read() as session, ThreadPoolExecutor(1) as pool:
        session.get(TimeShift, generate_phone())
        pool.submit(write).result(timeout=10)


def test_each_statement_of_a_look_sees_what_is_committed_and_those_of_a_reader_see_one_state(store: Store) -> None:
    phone = generate_phone()
    seconds = select(TimeShift.seconds).where(TimeShift.phone == phone)

    def write() -> None:
        with store.write() as session:
            move_forward(session, phone, 60)

    with ThreadPoolExecutor(1) as pool, store.look() as look, store.read() as session:
        assert (look.scalar(seconds), session.scalar(seconds)) == (None, None)
        pool.submit(write).result(timeout=10)
        assert (look.scalar(seconds), session.scalar(seconds)) == (60, None)


def test_writer_keeps_other_programs_out_from_its_first_question_on(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    with contextlib.closing(Store(str(file))) as opened, opened.write() as session:
        session.get(TimeShift, generate_phone())
        other = sqlite3.connect(file, timeout=0)
        with contextlib.closing(other), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


def test_named_file_lasts(tmp_path: Path) -> None:
    phone, file = generate_phone(), tmp_path / "состояние №1?.sqlite"
    for seconds in (60, 120):
        opened = Store(str(file))
        with opened.write() as session:
            move_forward(session, phone, 60)
        assert seconds_of(opened, phone) == seconds
        opened.close()
    assert file.exists()


def test_new_file_is_its_owner_s_alone_with_all_that_sqlite_lays_beside_it(tmp_path: Path) -> None:
    with contextlib.closing(Store(str(tmp_path / "state.sqlite"))) as opened, opened.write() as session:
        move_forward(session, generate_phone(), 60)
        session.flush()
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == dict.fromkeys(("state.sqlite", "state.sqlite-wal", "state.sqlite-shm"), 0o600)


def test_file_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    file.touch(mode=0o640)
    file.chmod(0o640)
    Store(str(file)).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_temporary_database_goes_with_the_store() -> None:
    opened = Store(None)
    folder = Path(opened._folder.name)  # type: ignore[union-attr]
    assert folder.is_dir()
    opened.close()
    assert not folder.exists()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Returns a folder with a text, a database of something else, and one of an earlier version."""
    (tmp_path / "notes.txt").write_text(
        "This is no database, and long enough to have a header to be read. " * 20, encoding="utf-8"
    )
    with contextlib.closing(sqlite3.connect(tmp_path / "old.sqlite")) as connection:
        connection.execute("CREATE TABLE link (id INTEGER)")
    with contextlib.closing(sqlite3.connect(tmp_path / "earlier.sqlite")) as connection:
        # Sferum's table had the settings of the journal, which have a table of their own now.
        connection.execute(
            "CREATE TABLE organization (id INTEGER PRIMARY KEY, title VARCHAR, kind VARCHAR, "
            "window VARCHAR, timeout_s FLOAT)"
        )
    return tmp_path


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ("{folder}/notes.txt", "это не база SQLite"),
        ("{folder}/old.sqlite", "таблицу link создала другая версия или другая программа"),
        ("{folder}/earlier.sqlite", "таблицу organization создала другая версия или другая программа"),
        ("{folder}", "файл не открыть: такой папки нет, нет прав или это папка"),
        ("{folder}/no/such/folder", "файл не открыть: "),
        ("", "это не файл"),
        (":memory:", "это не файл"),
        ("sqlite://", "это не файл"),
        ("nosuch://u:p4ss@h/db", "такой базы SQLAlchemy не знает"),
        ("postgresql://u:p4ss@h:port/db", "это не URL для SQLAlchemy"),
    ],
)
def test_database_that_cannot_be_opened_is_told_in_one_line(folder: Path, named: str, reason: str) -> None:
    before = {file: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(StoreError) as refused:
        Store(named.format(folder=folder))
    message = str(refused.value)
    assert reason in message
    assert message.startswith("база данных ")
    assert message.endswith("; назовите другой файл или URL")
    assert "\n" not in message
    assert "p4ss" not in message
    assert {file: file.read_bytes() for file in folder.iterdir()} == before, "what was there is left as it was"
