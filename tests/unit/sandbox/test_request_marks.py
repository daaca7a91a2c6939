"""What the console says of a request: the notes of its record in words, and its status by colour."""

import pytest

from mock_server.console.request_marks import choose_look, list_marks
from mock_server.recording.records import RequestRecord


@pytest.mark.parametrize(
    ("note", "look", "text"),
    [
        ("fault 3: error before", "bad", "Сбой № 3, заказан: ошибка до действия"),
        ("fault 12: drop after", "bad", "Сбой № 12, заказан: обрыв соединения после действия, ответ потерян"),
        ("fault 4: stall before", "bad", "Сбой № 4, заказан: ответ замер на полуслове до действия"),
        ("fault 4: identity-data before", "bad", "Сбой № 4, заказан: ошибка A-3E до действия"),
        ("lenient: no client_id", "warn", "Поблажка no client_id"),
        ("refused: the body is larger than 10 bytes", "bad", "Не принят the body is larger than 10 bytes"),
        ("failed: ValueError", "bad", "Упал ValueError"),
        ("cut: more notes", "", "Заметка cut: more notes"),
    ],
)
def test_note_is_a_mark(note: str, look: str, text: str) -> None:
    (mark,) = list_marks(RequestRecord("vk_id", "token", "POST", "/", {}, {}, notes=[note]))

    assert mark.look == look
    assert f"{mark.name} {mark.text}" == text


@pytest.mark.parametrize(
    ("status", "look"), [(200, "good"), (303, ""), (404, "warn"), (500, "bad"), (0, "bad"), (101, "bad")]
)
def test_status_has_a_colour(status: int, look: str) -> None:
    assert choose_look(RequestRecord("vk_id", "token", "POST", "/", {}, {}, status=status)) == look
