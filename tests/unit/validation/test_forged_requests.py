"""The request that decided a failed check: what was altered in it, as the browsers' traffic tells."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from validation.catalogue import BilingualText
from validation.forged_requests import list_forged_requests
from validation.return_address import change_params, near_miss
from validation.teacher_session import TeacherSession
from validation.traffic import AuthorizationRequest, ForgedRequest

CALLBACK = "http://journal.test/callback"
OWN = f"{CALLBACK}?code=abcdef123456&state=Qwerty123456&device_id=d1"
OTHERS = f"{CALLBACK}?code=zyxwvu654321&state=Asdfgh654321&device_id=d2"


def session(visited: list[str], returns: list[str], state: str, forged: list[ForgedRequest] | None = None) -> Any:
    authorizations = [AuthorizationRequest(f"http://vk/authorize?state={state}")] if state else []
    traffic = SimpleNamespace(urls=visited, returns=returns, authorizations=authorizations, forged=forged or [])
    vendor = SimpleNamespace(is_return=lambda url: url.startswith(CALLBACK))
    return cast(TeacherSession, SimpleNamespace(traffic=traffic, vendor=vendor))


def altered(*sessions: TeacherSession) -> list[tuple[str, str]]:
    return [(request.line, request.altered.ru) for request in list_forged_requests(sessions)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": near_miss("Qwerty123456")}, "state изменён: первая половина прежняя, вторая другая"),
        ({"state": "invented-one"}, "state выдуман"),
        ({"state": None}, "state убран"),
        ({"state": "Asdfgh654321"}, "state — от попытки другого учителя"),
        ({"error_description": "<b>"}, "error_description добавлен"),
        ({"code": "other", "device_id": None}, "code заменён; device_id убран"),
    ],
    ids=["похожий", "выдуманный", "без state", "чужой", "добавлен", "заменён и убран"],
)
def test_alteration_is_told(changes: dict[str, str | None], words: str) -> None:
    """Сказано, что изменено в адресе возврата."""
    url = change_params(OWN, **changes)
    other = session([OTHERS], [OTHERS], "Asdfgh654321")

    assert altered(
        other, session(["http://journal.test/", url, "http://journal.test/card"], [OWN], "Qwerty123456")
    ) == [(f"GET {url}", words)]


def test_of_several_the_last_is_shown() -> None:
    """Из нескольких подделанных адресов показан последний."""
    invented, removed = change_params(OWN, state="x" * 12), change_params(OWN, state=None)

    assert altered(session([invented, removed, OWN], [OWN], "Qwerty123456")) == [(f"GET {removed}", "state убран")]


def test_return_address_of_another_teacher_is_told() -> None:
    """Чужой адрес возврата назван чужим."""
    victim = session([OTHERS], [], "")

    assert altered(session([], [OTHERS], "Asdfgh654321"), victim) == [
        (f"GET {OTHERS}", "адрес возврата другого учителя, целиком")
    ]


@pytest.mark.parametrize(
    ("url", "words"),
    [("error=access_denied", "state нет"), ("error=access_denied&state=x", "state выдуман")],
    ids=["без state", "выдуманный"],
)
@pytest.mark.parametrize("returns", [[], [OWN]], ids=["до возврата", "после возврата"])
def test_refusal_that_vk_id_never_sent_is_told(returns: list[str], url: str, words: str) -> None:
    """Отказ, которого VK ID не присылал, узнан по state."""
    expected = (f"GET {CALLBACK}?{url}", f"ответ с ошибкой, которого VK ID не присылал; {words}")

    assert altered(session([f"{CALLBACK}?{url}"], returns, "Qwerty123456")) == [expected]


@pytest.mark.parametrize(
    "one",
    [
        session([OWN], [OWN], "Qwerty123456"),
        session([OWN], [], "Qwerty123456"),  # by VK ID's screens: nobody saw the address before
        session([OWN], [], ""),
        session(["http://journal.test/card"], [OWN], "Qwerty123456"),
        session([OWN], [OWN, OTHERS], ""),  # two attempts of a journal that sends no state
        session([OWN], [change_params(OWN, state="before")], "Qwerty123456"),  # of another attempt of the same teacher
    ],
    ids=["как прислал VK ID", "по экранам", "попытки не было", "возврата не было", "две без state", "другая попытка"],
)
def test_nothing_is_claimed_of_a_return_as_vk_id_sent_it(one: TeacherSession) -> None:
    """О возврате, каким его прислал VK ID, ничего не утверждается."""
    assert altered(one) == []


def test_requests_of_another_site_are_shown() -> None:
    """Показаны запросы, отправленные чужой страницей, не больше трёх."""
    words = BilingualText("отправлен страницей другого сайта", "sent by another site's page")
    forged = [ForgedRequest(f"POST http://journal.test/{number}", words) for number in range(5)]

    assert [line for line, _ in altered(session([], [], "", forged))] == [request.line for request in forged[-3:]]
