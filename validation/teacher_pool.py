"""The pool of a vendor's test teachers: one check at a time has a teacher, across a user's runs on this machine."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path

from filelock import FileLock, Timeout

from automation.people import Teacher
from validation.errors import CheckError, NotTestableError

LEASE_TIMEOUT_S = 200
"""How long to wait for a teacher: other workers hold one for as long as a check takes. Less than a check may take."""
_POLL_INTERVAL_S = 1.0


class PoolExhaustedError(CheckError):
    """No teacher became free in time."""


class TeacherPool:
    """Teachers of one journal."""

    def __init__(self, journal: str, teachers: list[Teacher]) -> None:
        self._journal = journal
        self._teachers = teachers

    def __len__(self) -> int:
        return len(self._teachers)

    @contextmanager
    def lease(self, count: int) -> Iterator[list[Teacher]]:
        """Gives `count` teachers that nobody else has until the block ends.

        Raises NotTestableError where the pool has fewer, and PoolExhaustedError where they stay taken.
        """
        if count > len(self._teachers):
            raise NotTestableError(
                f"нужно учителей: {count}, в файле цели подходящих: {len(self._teachers)}",
                f"{count} teachers are needed, the target file has {len(self._teachers)} that fit",
            )
        with ExitStack() as locks:
            yield self._lock_teachers(count, locks)

    def _lock_teachers(self, count: int, locks: ExitStack) -> list[Teacher]:
        deadline = time.monotonic() + LEASE_TIMEOUT_S
        while time.monotonic() < deadline:
            # A check that needs two takes both or none: or two checks could wait for each other.
            with ExitStack() as attempt:
                free = (teacher for teacher in self._teachers if self._lock(teacher, attempt, 0))
                teachers = list(islice(free, count))
                if len(teachers) == count:
                    locks.enter_context(attempt.pop_all())
                    return teachers
            with ExitStack() as waiting:
                self._lock(self._teachers[0], waiting, _POLL_INTERVAL_S)
        raise PoolExhaustedError(
            f"за {LEASE_TIMEOUT_S} с не освободился ни один учитель из файла цели",
            f"no teacher of the target file became free in {LEASE_TIMEOUT_S} s",
        )

    def _lock(self, teacher: Teacher, locks: ExitStack, timeout_s: float) -> bool:
        """Returns whether the teacher is free, and then adds the lock to `locks`."""
        path = _lock_file(self._journal, teacher.login)
        try:
            locks.enter_context(FileLock(path, timeout=timeout_s, mode=0o600))
        except Timeout:
            return False
        # The file goes before the lock does. Another process that waits with the removed file open sees that it is
        # removed, and creates another: no more than one process can thus have the name. On Windows the lock removes
        # its file itself.
        locks.callback(_remove, path)
        return True


def _lock_file(journal: str, login: str) -> Path:
    """Returns a file of this user's own: nobody may open another user's."""
    user = os.getuid() if hasattr(os, "getuid") else 0  # Windows has a temporary folder for each
    name = hashlib.sha256(f"{user} {journal} {login}".encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"sferum-teacher-{name}.lock"


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
