"""The list of everybody's codes: what has become of each, and nothing taken by looking."""

from typing import Any

import httpx
import pytest

from automation.factories import generate_phone
from mock_server.client import SandboxClient
from tests.html_page import read_page
from tests.http_teacher import HttpTeacher


def read(control: httpx.Client, phone: str) -> list[dict[str, Any]]:
    answer = control.get("/codes", params={"phone": phone})
    assert answer.is_success, answer.text
    codes: list[dict[str, Any]] = answer.json()["codes"]
    return codes


def test_looking_takes_no_code(sandbox: SandboxClient, control: httpx.Client, http_teacher: HttpTeacher) -> None:
    """Просмотр всех кодов не забирает ни одного, и пульт тоже."""
    phone = http_teacher.teacher.phone
    http_teacher.send_code()
    (listed,) = read(control, phone)
    assert listed["code"] in control.get("/console/codes", params={"phone": phone}).text
    assert not listed["taken"]
    (taken,) = sandbox.read_codes(phone)
    assert taken.code == listed["code"]
    assert read(control, phone)[0]["taken"]


def test_code_says_for_whom_and_for_how_long(control: httpx.Client, http_teacher: HttpTeacher) -> None:
    """О коде сказано, для какого приложения вход, как отправлен и сколько ещё действует."""
    http_teacher.send_code()
    (code,) = read(control, http_teacher.teacher.phone)
    assert len(code["clients"]) == 1
    assert code["method"] == "call"
    assert 290 < code["left_s"] <= 300
    assert (code["ended_at"], code["attempts_left"]) == (None, 3)


def test_moved_time_shortens_the_life_of_a_code(
    sandbox: SandboxClient, control: httpx.Client, http_teacher: HttpTeacher
) -> None:
    """Время человека передвинули: коду осталось жить меньше, потом он истёк."""
    phone = http_teacher.teacher.phone
    http_teacher.send_code()
    sandbox.move_time(phone, 200)
    (code,) = read(control, phone)
    assert 90 < code["left_s"] <= 100
    assert code["moved_s"] == 200
    sandbox.move_time(phone, 200)
    assert read(control, phone)[0]["left_s"] == 0
    assert "Истёк" in control.get("/console/codes", params={"phone": phone}).text


@pytest.mark.parametrize("before_s", [0, 3600], ids=["", "передвинуто до кода"])
@pytest.mark.parametrize("after_s", [0, 100], ids=["", "передвинуто после кода"])
def test_console_counts_down_to_the_end_of_the_code(
    sandbox: SandboxClient, control: httpx.Client, http_teacher: HttpTeacher, before_s: int, after_s: int
) -> None:
    """Пульт отсчитывает жизнь кода до его конца, когда бы ни передвинули время человека."""
    phone = http_teacher.teacher.phone
    if before_s:
        sandbox.move_time(phone, before_s)
    http_teacher.send_code()
    if after_s:
        sandbox.move_time(phone, after_s)
    (code,) = read(control, phone)
    shown = read_page(control.get("/console/codes", params={"phone": phone}).text).find("ol", id="codes")
    until = float(shown.find("span", **{"class": "left"}).attributes["data-until"])
    left_s = until - float(shown.attributes["data-now"])
    assert abs(left_s - code["left_s"]) < 10, "the page and the list differ"
    assert 280 < left_s + after_s <= 300


def test_used_code_is_shown_as_ended(control: httpx.Client, http_teacher: HttpTeacher) -> None:
    """Код, которым вошли, отмечен: больше не действует."""
    phone = http_teacher.teacher.phone
    http_teacher.link()
    (code,) = read(control, phone)
    assert code["ended_at"] is not None
    assert code["left_s"] == 0
    assert "Больше не действует" in control.get("/console/codes", params={"phone": phone}).text


def test_last_code_comes_first(sandbox: SandboxClient, control: httpx.Client, http_teacher: HttpTeacher) -> None:
    """Последний код стоит первым, и список не длиннее, чем просили."""
    phone = http_teacher.teacher.phone
    http_teacher.send_code()
    sandbox.move_time(phone, 60)
    http_teacher.send_code()
    last, first = read(control, phone)
    assert last["id"] > first["id"]
    assert len(control.get("/codes", params={"limit": 1}).json()["codes"]) == 1
    for limit in ("0", "1001", "x"):
        assert control.get("/codes", params={"limit": limit}).status_code == 422


def test_phone_that_is_none_is_told_on_the_page(control: httpx.Client) -> None:
    """Не телефон в поле поиска: страница говорит об этом и возвращает написанное."""
    page = control.get("/console/codes", params={"phone": '"><script>1</script>'}).text
    assert "Это не телефон" in page
    assert "<script>1" not in page
    assert "&gt;&lt;script&gt;1" in page
    empty = control.get("/console/codes", params={"phone": generate_phone()}).text
    assert "Кодов пока нет" in empty
