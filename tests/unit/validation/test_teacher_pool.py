"""The pool of a vendor's test teachers, and what it leaves behind."""

import os
import stat
import tempfile
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from automation.people import Teacher
from validation import teacher_pool
from validation.errors import NotTestableError
from validation.teacher_pool import PoolExhaustedError, TeacherPool

JOURNAL = "http://127.0.0.1:8011"


def teacher(login: str) -> Teacher:
    """A teacher of whom only the login matters."""
    return Teacher(login, "x", "+79005550101", "Иванова", "Анна", "", date(1985, 4, 12), "female", (), 700001)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, this test's own; nobody waits long."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(teacher_pool, "LEASE_TIMEOUT_S", 0.02)
    monkeypatch.setattr(teacher_pool, "_POLL_INTERVAL_S", 0.01)
    return tmp_path


def test_two_runs_never_have_one_teacher(folder: Path) -> None:
    people = [teacher("belova"), teacher("garin")]
    with TeacherPool(JOURNAL, people).lease(1) as first, TeacherPool(JOURNAL, people).lease(1) as second:
        assert [person.login for person in (*first, *second)] == ["belova", "garin"]
        with pytest.raises(PoolExhaustedError), TeacherPool(JOURNAL, people).lease(1):
            pass
        with TeacherPool("http://127.0.0.1:8012", people).lease(2) as others:
            assert len(others) == 2
    with TeacherPool(JOURNAL, people).lease(2) as both:
        assert both == people


def test_nothing_is_left(folder: Path) -> None:
    with TeacherPool(JOURNAL, [teacher("belova")]).lease(1):
        (lock,) = folder.iterdir()
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600
        with pytest.raises(PoolExhaustedError), TeacherPool(JOURNAL, [teacher("belova")]).lease(1):
            pass
        assert list(folder.iterdir()) == [lock]
    assert list(folder.iterdir()) == []


def test_process_that_waited_with_the_removed_file_has_no_lock(folder: Path) -> None:
    """Иначе замка было бы два: на прежнем файле и на новом с тем же именем."""
    with ExitStack() as locks:
        locks.enter_context(TeacherPool(JOURNAL, [teacher("belova")]).lease(1))
        (lock,) = folder.iterdir()
        opened = os.open(lock, os.O_RDWR)
        locks.close()
        with TeacherPool(JOURNAL, [teacher("belova")]).lease(1):
            (again,) = folder.iterdir()
            assert again.stat().st_ino != os.fstat(opened).st_ino
            assert not FileLock(again, blocking=False).is_locked
            with pytest.raises(PoolExhaustedError), TeacherPool(JOURNAL, [teacher("belova")]).lease(1):
                pass
        os.close(opened)


def test_users_of_one_machine_do_not_meet(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with TeacherPool(JOURNAL, [teacher("belova")]).lease(1):
        monkeypatch.setattr(os, "getuid", lambda: 4321)
        with TeacherPool(JOURNAL, [teacher("belova")]).lease(1):
            assert len(list(folder.iterdir())) == 2


def test_more_teachers_than_there_are_cannot_be_tested() -> None:
    with pytest.raises(NotTestableError), TeacherPool(JOURNAL, [teacher("belova")]).lease(2):
        pass
