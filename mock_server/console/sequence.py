"""The drawing of one login: who asks whom, from top to bottom in time."""

from collections.abc import Iterator
from dataclasses import dataclass

from mock_server.console.request_marks import list_marks
from mock_server.console.site_names import SITE_NAMES
from mock_server.recording.login_traces import Call, LoginTrace

NAMES = {
    "browser": "Браузер",
    "client": "Приложение",
    **{site: SITE_NAMES[site] for site in ("journal", "vk_id", "sferum", "messenger")},
}
"""Who takes part, in the order of the columns."""
MAX_CALLS = 100
"""More than these are in the list only."""
_GAP = 250
_MARGIN = 70
_HEAD = 64
_ROW = 46
_CHARS_PER_GAP = 36


@dataclass(frozen=True)
class Lifeline:
    """The column of one participant."""

    name: str
    x: int


@dataclass(frozen=True)
class Arrow:
    """A request, with its answer below it; or, where others came in between, one of the two by itself."""

    x1: int
    x2: int
    y: int
    label: str
    note: str
    kind: str
    """`call`, `failed` for a call with an error in answer, or `answer`."""


@dataclass(frozen=True)
class Drawing:
    """What the template draws, in pixels."""

    lifelines: list[Lifeline]
    arrows: list[Arrow]
    width: int
    height: int


def draw(trace: LoginTrace) -> Drawing:
    """Returns the drawing of a login's first calls."""
    calls = trace.calls[:MAX_CALLS]
    present = {name for call in calls for name in (call.caller, call.callee)}
    lifelines = {
        name: Lifeline(NAMES[name], _MARGIN + _GAP * number)
        for number, name in enumerate(name for name in NAMES if name in present)
    }
    moments = sorted(_list_moments(calls), key=lambda moment: moment[0])
    arrows = [
        _build_arrow(calls[number], number + 1, kind, lifelines, _HEAD + _ROW * row + _ROW // 2)
        for row, (_, number, kind) in enumerate(moments)
    ]
    width = 2 * _MARGIN + _GAP * (len(lifelines) - 1)
    return Drawing(list(lifelines.values()), arrows, width, _HEAD + _ROW * len(arrows) + _ROW // 2)


def _list_moments(calls: list[Call]) -> Iterator[tuple[float, int, str]]:
    """Yields when each call, and each answer that comes after other calls, is drawn, with the call's place."""
    for number, call in enumerate(calls):
        start, end = call.record.at, call.record.at + call.record.seconds
        others = (other for other in calls if other is not call)
        if any(other.caller == call.callee and start <= other.record.at <= end for other in others):
            yield start, number, "sent"
            yield end, number, "answer"
        else:
            yield start, number, "call"


def _build_arrow(call: Call, number: int, kind: str, lifelines: dict[str, Lifeline], y: int) -> Arrow:
    record = call.record
    caller, callee = lifelines[call.caller].x, lifelines[call.callee].x
    marks = sorted({mark.name.lower() for mark in list_marks(record)})
    outcome = " · ".join([str(record.status), f"{record.seconds * 1000:.0f} мс", *marks])
    if kind == "answer":
        return Arrow(callee, caller, y, f"{number}. ответ", outcome, "answer")
    path = record.path.replace(record.login_id, "…") if record.login_id else record.path
    limit = _CHARS_PER_GAP * abs(callee - caller) // _GAP
    label = _shorten(f"{number}. {record.method} {path}", limit)
    return Arrow(
        caller, callee, y, label, outcome if kind == "call" else "", "failed" if record.status >= 400 else "call"
    )


def _shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
