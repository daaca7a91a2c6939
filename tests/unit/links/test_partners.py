"""What a journal of МЭШ's kind may answer, and which of three things each answer says."""

import json
from typing import Any

import pytest

from automation.links.partners import PARTNERS, Answer, StopAskingError, read_answer
from automation.links.results import LinkStatus

VK, MAX = PARTNERS["vk"], PARTNERS["max"]
URL = "https://journal.example/v2/external-partners/check-for-vk-user"


def read(body: Any, status: int = 200, partner: Any = VK, **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_answer(partner, URL, status, headers, content)


@pytest.mark.parametrize("number", [7, "7", " 7 ", 10**17, "007"], ids=repr)
def test_vk_edu_id_says_linked(number: object):
    assert read({"vk_edu_id": number}) == Answer(LinkStatus.LINKED, int(str(number)))


def test_other_fields_do_not_matter():
    assert read({"vk_edu_id": 7, "name": "Орлова", "max_id": None}) == Answer(LinkStatus.LINKED, 7)
    assert read(b'\xef\xbb\xbf{"vk_edu_id": 7}') == Answer(LinkStatus.LINKED, 7), "a byte order mark"


def test_max_has_a_link_of_its_own():
    answer = read({"max_id": "8", "max_link": "https://max.ru/u/a"}, partner=MAX)
    assert answer == Answer(LinkStatus.LINKED, 8, "https://max.ru/u/a")


@pytest.mark.parametrize(
    "link", [None, 5, "", "javascript:alert(1)", "http://max.ru/u/a", "https://max.ru/u a", "https://" + "a" * 400]
)
def test_link_that_no_page_should_have_is_left_out(link: object):
    assert read({"max_id": 8, "max_link": link}, partner=MAX) == Answer(LinkStatus.LINKED, 8)


def test_204_says_not_linked():
    assert read(b"", 204) == read(b"whatever", 204) == Answer(LinkStatus.NOT_LINKED)


@pytest.mark.parametrize(
    ("body", "remark"),
    [
        ({}, "нет vk_edu_id"),
        ({"vk_edu_id": None}, "нет vk_edu_id"),
        ({"vk_edu_id": ""}, "нет vk_edu_id"),
        ({"vk_edu_id": 0}, "вместо числа"),
        ({"vk_edu_id": -7}, "вместо числа"),
        ({"vk_edu_id": 7.5}, "вместо числа"),
        ({"vk_edu_id": True}, "вместо числа"),
        ({"vk_edu_id": [7]}, "вместо числа"),
        ({"vk_edu_id": "Орлова"}, "вместо числа"),
        ({"vk_edu_id": "٣"}, "вместо числа"),
        ({"vk_edu_id": 10**18}, "вместо числа"),
        ({"max_id": 7}, "нет vk_edu_id"),
        ([{"vk_edu_id": 7}], "нет vk_edu_id"),
        ("vk_edu_id", "нет vk_edu_id"),
        (None, "нет vk_edu_id"),
        (b"", "пусто"),
        (b"  \n", "пусто"),
        (b" <!doctype html><title>\xd0\x92\xd1\x85\xd0\xbe\xd0\xb4</title>", "страница, а не JSON"),
        (b"OK", "не JSON"),
        (b"\xff\xfe", "не JSON"),
        (b"[" * 60_000, "не JSON"),
        (b'{"vk_edu_id": ' + b"9" * 5000 + b"}", "не JSON"),
    ],
)
def test_200_without_an_id_says_nothing(body: object, remark: str):
    answer = read(body)
    assert (answer.status, answer.id) == (LinkStatus.UNKNOWN, None)
    assert remark in answer.remark
    assert "Орлова" not in answer.remark


@pytest.mark.parametrize(
    ("status", "remark"),
    [
        (400, "не принял этот ID (400)"),
        (403, "нельзя (403)"),
        (404, "не знает этого ID или такого адреса (404)"),
        (418, "ответил 418"),
        (500, "ответил 500"),
        (503, "ответил 503"),
        (201, "ответил 201"),
    ],
)
def test_other_statuses_say_nothing(status: int, remark: str):
    answer = read({"vk_edu_id": 7}, status)
    assert answer.status is LinkStatus.UNKNOWN
    assert remark in answer.remark


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("https://sso.example/login?token=secret", "https://sso.example:"),
        ("/login", "https://journal.example:"),
        ("", "https://journal.example:"),
        ("app://login", "неизвестный адрес:"),
        ("http://[::1", "неизвестный адрес:"),
    ],
)
def test_redirect_says_nothing_and_only_its_host_is_told(location: str, place: str):
    answer = read(b"", 302, location=location)
    assert answer.status is LinkStatus.UNKNOWN
    assert f"на {place}" in answer.remark
    assert "secret" not in answer.remark


def test_token_that_is_not_accepted_stops_the_run():
    with pytest.raises(StopAskingError, match="401"):
        read(b"", 401)
