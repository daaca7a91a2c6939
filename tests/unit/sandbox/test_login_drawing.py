"""The drawing of a login: columns, arrows, and their order in time."""

from mock_server.console.sequence import MAX_CALLS, draw
from mock_server.recording.login_traces import Call, LoginTrace
from mock_server.recording.records import RequestRecord


def build_call(caller: str, callee: str, at: float, seconds: float = 0.01, **fields) -> Call:
    path = fields.pop("path", f"/{at:g}")
    record = RequestRecord(callee, "view", "GET", path, {}, {}, at=at, seconds=seconds, **{"status": 200, **fields})
    return Call(caller, callee, record)


def build_trace(*calls: Call) -> LoginTrace:
    return LoginTrace("login", "51000001", "journal", None, list(calls))


def test_participants_stand_in_one_order_and_only_those_that_take_part() -> None:
    drawing = draw(build_trace(build_call("journal", "vk_id", 1), build_call("browser", "journal", 2)))

    assert [line.name for line in drawing.lifelines] == ["Браузер", "Журнал", "VK ID"]
    assert [line.x for line in drawing.lifelines] == sorted({line.x for line in drawing.lifelines})
    assert drawing.width > drawing.lifelines[-1].x


def test_answer_stands_below_the_calls_that_came_before_it() -> None:
    callback = build_call("browser", "journal", 1, 5, status=303)
    token, attach = build_call("journal", "vk_id", 2), build_call("journal", "sferum", 3, status=503)
    drawing = draw(build_trace(callback, token, attach))
    arrows = [(arrow.label, arrow.note, arrow.kind) for arrow in drawing.arrows]

    assert arrows == [
        ("1. GET /1", "", "call"),
        ("2. GET /2", "200 · 10 мс", "call"),
        ("3. GET /3", "503 · 10 мс", "failed"),
        ("1. ответ", "303 · 5000 мс", "answer"),
    ]
    heights = [arrow.y for arrow in drawing.arrows]
    assert heights == sorted(set(heights))
    assert drawing.height > heights[-1]
    assert (drawing.arrows[0].x1, drawing.arrows[0].x2) == (drawing.arrows[3].x2, drawing.arrows[3].x1)


def test_what_was_special_is_named() -> None:
    notes = ["fault 1: error before", "lenient: a", "lenient: b"]
    (arrow,) = draw(build_trace(build_call("browser", "vk_id", 1, notes=notes))).arrows

    assert arrow.note == "200 · 10 мс · поблажка · сбой"


def test_login_in_the_path_and_what_is_too_long_are_cut() -> None:
    short = build_call("browser", "vk_id", 1, path="/login/abc/phone", login_id="abc")
    long = build_call("browser", "vk_id", 2, path=f"/{'x' * 300}")
    first, second = draw(build_trace(short, long)).arrows

    assert first.label == "1. GET /login/…/phone"
    assert len(second.label) < 50
    assert second.label.endswith("…")


def test_drawing_is_bounded() -> None:
    calls = [build_call("browser", "vk_id", number) for number in range(MAX_CALLS + 50)]

    assert len(draw(build_trace(*calls)).arrows) == MAX_CALLS
