"""Keeps the answers of a run as they come, so that the next run goes on where this one was ended."""

import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from automation.atomic_files import open_replacement
from automation.links.partners import Answer
from automation.links.results import LinkStatus

_MAX_AGE = timedelta(hours=24)
"""Ours: an older answer is asked for again, people link meanwhile."""
Key = tuple[str, str, str]
"""The partner, the field of the ID, the ID."""


class AnswerLog(AbstractContextManager["AnswerLog"]):
    """The answers of a journal, one line of JSON each; its owner only may read them. Raises OSError.

    A line that was cut off is not read, nor is one of another journal or of yesterday.
    """

    def __init__(self, path: Path, address: str, now: datetime, *, fresh: bool) -> None:
        self._path, self._address = path, address
        kept = {} if fresh else dict(_read(path, address, now - _MAX_AGE))
        self.answers: dict[Key, Answer] = {key: answer for key, (answer, _) in kept.items()}
        """The answers of earlier runs, and of this one."""
        self.first_at = min((moment for _, moment in kept.values()), default=None)
        """When the oldest answer of earlier runs was given."""
        with open_replacement(path, private=True) as unfinished, unfinished.open("w", encoding="utf-8") as file:
            for key, (answer, moment) in kept.items():
                file.write(self._build_line(key, answer, moment))
        self._file = path.open("a", encoding="utf-8")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if all(answer.status is LinkStatus.UNKNOWN for answer in self.answers.values()):
            self.delete()  # an empty file

    def __enter__(self) -> Self:
        return self

    def add(self, key: Key, answer: Answer) -> None:
        """Keeps an answer, on the disk too when this returns; one that says nothing is not kept."""
        self.answers[key] = answer
        if answer.status is LinkStatus.UNKNOWN:
            return
        self._file.write(self._build_line(key, answer, datetime.now(UTC)))
        self._file.flush()
        os.fsync(self._file.fileno())

    def has_gaps(self) -> bool:
        """Returns whether some answer said nothing: the next run asks for it again."""
        return any(answer.status is LinkStatus.UNKNOWN for answer in self.answers.values())

    def delete(self) -> None:
        """Deletes the file: nothing is left to go on with."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _build_line(self, key: Key, answer: Answer, moment: datetime) -> str:
        line = {"journal": self._address, "key": key, "at": moment.isoformat(timespec="seconds"), **asdict(answer)}
        return f"{json.dumps(line, ensure_ascii=False)}\n"


def _read(path: Path, address: str, oldest: datetime) -> Iterator[tuple[Key, tuple[Answer, datetime]]]:
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        entry = _parse_line(line)
        if entry is not None and entry[0] == address and entry[3] >= oldest:
            yield entry[1], (entry[2], entry[3])


def _parse_line(line: bytes) -> tuple[str, Key, Answer, datetime] | None:
    try:
        fields: dict[str, Any] = json.loads(line)
        partner, id_field, person_id = map(str, fields["key"])
        answer = Answer(LinkStatus(fields["status"]), fields["id"], str(fields["link"]))
        moment = datetime.fromisoformat(fields["at"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if moment.tzinfo is None or not isinstance(fields["id"], int | None):
        return None
    return str(fields["journal"]), (partner, id_field, person_id), answer, moment
