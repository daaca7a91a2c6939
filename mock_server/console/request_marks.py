"""What was special about a request, from the notes in its record, in words for people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mock_server.http.gate import FAILED, REFUSED
from mock_server.recording.records import RequestRecord

_FAULT = re.compile(r"fault (\d+): (\S+) (before|after)")
_LENIENT = "lenient: "
_KINDS = {
    "error": "ошибка",
    "answer": "подменённый ответ",
    "delay": "задержка",
    "drop": "обрыв соединения",
    "stall": "ответ замер на полуслове",
    "identity-data": "ошибка A-3E",
}
_MOMENTS = {"before": "до действия", "after": "после действия, ответ потерян"}


@dataclass(frozen=True)
class Mark:
    """One of the things that were special: `look` is the class of its tag, `name` a word, `text` the rest."""

    look: str
    name: str
    text: str


def list_marks(record: RequestRecord) -> Iterator[Mark]:
    """Yields a mark for each note of the record."""
    for note in record.notes:
        if fault := _FAULT.fullmatch(note):
            number, kind, moment = fault.groups()
            yield Mark("bad", "Сбой", f"№ {number}, заказан: {_KINDS.get(kind, kind)} {_MOMENTS[moment]}")
        elif note.startswith(_LENIENT):
            yield Mark("warn", "Поблажка", note.removeprefix(_LENIENT))
        elif note.startswith(REFUSED):
            yield Mark("bad", "Не принят", note.removeprefix(REFUSED))
        elif note.startswith(FAILED):
            yield Mark("bad", "Упал", note.removeprefix(FAILED))
        else:
            yield Mark("", "Заметка", note)


def choose_look(record: RequestRecord) -> str:
    """Returns the class of the tag that shows the request's status."""
    return {2: "good", 3: "", 4: "warn"}.get(record.status // 100, "bad")
