"""The pool of a vendor's test teachers: each is in one test's hands at a time, across a user's runs on this machine."""

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
from validation.errors import NotTestableError

_PATIENCE_S = 200
"""How long to wait for a teacher: other workers hold one for as long as a check takes. Less than a check may take."""
_LOOK_S = 1.0


class PoolExhaustedError(Exception):
    """All teachers have been in other hands for too long."""


class Pool:
    """Teachers of one journal. Raises NotTestableError where it has fewer than a test needs at once."""

    def __init__(self, journal: str, teachers: list[Teacher]) -> None:
        self._journal = journal
        self._teachers = teachers

    @contextmanager
    def lease(self, count: int) -> Iterator[list[Teacher]]:
        """`count` teachers that nobody else has, until the block ends."""
        if count > len(self._teachers):
            raise NotTestableError(
                f"нужно учителей: {count}, в файле цели подходящих: {len(self._teachers)}",
                f"{count} teachers are needed, the target file has {len(self._teachers)} that fit",
            )
        with ExitStack() as held:
            yield self._take(count, held)

    def _take(self, count: int, held: ExitStack) -> list[Teacher]:
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            # Whoever needs two takes both or none, so that nobody waits for what another waits with.
            with ExitStack() as trying:
                free = (teacher for teacher in self._teachers if self._locked(teacher, trying, 0))
                taken = list(islice(free, count))
                if len(taken) == count:
                    held.enter_context(trying.pop_all())
                    return taken
            with ExitStack() as waiting:
                self._locked(self._teachers[0], waiting, _LOOK_S)
        raise PoolExhaustedError(f"no teacher of the pool became free in {_PATIENCE_S} s")

    def _locked(self, teacher: Teacher, held: ExitStack, timeout_s: float) -> bool:
        path = _lock_file(self._journal, teacher.login)
        try:
            held.enter_context(FileLock(path, timeout=timeout_s, mode=0o600))
        except Timeout:
            return False
        # Before it is let go: who waits with the removed file open sees that it is, and makes another. No more than one
        # can thus hold the name. On Windows the lock removes its file itself.
        held.callback(_remove, path)
        return True


def _lock_file(journal: str, login: str) -> Path:
    """Each user's own: nobody may open another's."""
    user = os.getuid() if hasattr(os, "getuid") else 0  # Windows has a temporary folder for each
    name = hashlib.sha256(f"{user} {journal} {login}".encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"sferum-teacher-{name}.lock"


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
