"""What counts as kept by a cache, as a stranger, as personal data, and as a way to another site."""

import base64
import json
import secrets
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest

from automation.people import Teacher
from validation.address_params import change_param, find_next_params, find_params, is_asset, lead_abroad
from validation.foreign_requests import ActingRequest
from validation.personal_data import find_identity, find_personal_data
from validation.return_watch import is_same_site, may_be_kept

JOURNAL = "http://127.0.0.1:8011"
API = "http://127.0.0.1:8013"
TEACHER = Teacher(
    login="belova",
    password="gymnasium-7",
    phone="+79005550101",
    last_name="Белова",
    first_name="Анна",
    patronymic="Игоревна",
    birth_date=date(1985, 4, 12),
    sex="female",
    classes=("6А",),
    organization_id=1,
    person_id="T-101",
)
IN_BASE64 = base64.b64encode(b'{"user": "belova", "page": "/chats"}').decode()


def is_journal(url: str) -> bool:
    return url.startswith((JOURNAL, API))


VENDOR: Any = SimpleNamespace(is_journal=is_journal, is_return=lambda url: "/vk/return?" in url)


@pytest.mark.parametrize(
    ("cache_control", "kept"),
    [
        ("", False),
        ("no-store", False),
        ("private, max-age=600, no-cache", False),
        ("public, max-age=0", False),
        ("must-revalidate", False),
        ("max-age=600", True),
        ("private,max-age=600", True),
        ("s-maxage=60", True),
        ("public, immutable", True),
    ],
)
def test_page_is_kept_where_its_header_asks_for_it(cache_control: str, kept: bool) -> None:
    assert may_be_kept(cache_control) is kept


@pytest.mark.parametrize(
    ("host", "journal", "same"),
    [
        ("127.0.0.1", JOURNAL, True),
        ("localhost", JOURNAL, False),
        ("192.168.0.1", JOURNAL, False),
        ("static.dnevnik.example", "https://www.dnevnik.example", True),
        ("counter.example", "https://www.dnevnik.example", False),
    ],
)
def test_neighbour_of_the_journal_is_no_stranger(host: str, journal: str, same: bool) -> None:
    assert is_same_site(host, journal) is same


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/desk", None),
        ("/teachers/belova?class=6%D0%90", None),
        ("/static/belovaya.png?v=1985", None),
        ("/gymnasium-7/lessons", None),  # a test teacher's password may be a word of the journal's
        ("/sign-in?password=gymnasium-7", "the password"),
        ("/sign-in#gymnasium-7", "the password"),
        ("/vk?phone=%2B7%20900%20555-01-01", "the phone"),
        ("/?fio=%D0%91%D0%B5%D0%BB%D0%BE%D0%B2%D0%B0+%D0%90.", "the surname"),
        ("/?q=%25D0%2591%25D0%25B5%25D0%25BB%25D0%25BE%25D0%25B2%25D0%25B0", "the surname"),
        ("/#born=12.04.1985", "the date of birth"),
    ],
)
def test_personal_data_are_found_in_addresses(path: str, found: str | None) -> None:
    assert (find_personal_data(f"{JOURNAL}{path}", TEACHER) or (None, None))[1] == found


def test_personal_data_in_base64_are_found_and_random_values_are_none() -> None:
    named = base64.urlsafe_b64encode('{"teacher": "Белова Анна"}'.encode()).decode().rstrip("=")
    assert find_personal_data(f"{JOURNAL}/authorize?state={named}.{secrets.token_urlsafe(32)}", TEACHER)
    assert not any(
        find_personal_data(f"{JOURNAL}/authorize?state={secrets.token_urlsafe(64)}", TEACHER) for _ in range(200)
    )


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://counter.example/collect?page=chats", None),
        ("https://counter.example/collect?page=belovaya", None),
        ("https://counter.example/collect?id=1700010", None),
        ("https://counter.example/collect?page=teacher&v=42", None),
        ("https://counter.example/collect?user=belova", "the login"),
        ("https://counter.example/users/belova/seen", "the login"),
        ("https://counter.example/collect#T-101", "the teacher's ID"),
        ("https://counter.example/collect?profile=700010", "the profile's ID"),
        (f"https://counter.example/?d={IN_BASE64}", "the login"),
    ],
)
def test_who_the_teacher_is_is_found_in_addresses(url: str, found: str | None) -> None:
    assert (find_identity(url, TEACHER, {"700010"}) or (None, None))[1] == found


@pytest.mark.parametrize("words", [{"login": "teacher"}, {"person_id": "42"}])
def test_short_ids_and_names_of_roles_name_nobody(words: dict[str, Any]) -> None:
    assert find_identity("https://counter.example/collect?page=teacher&v=42", replace(TEACHER, **words)) is None


@pytest.mark.parametrize(
    ("path", "asset"),
    [
        ("/static/app.js?v=3", True),
        ("/a.woff2?v=3", True),
        ("/me.svg?x", True),
        ("/chats?m=1", False),
        ("/a.php", False),
    ],
)
def test_parameters_of_assets_are_left_alone(path: str, asset: bool) -> None:
    assert is_asset(f"{JOURNAL}{path}") is asset


def test_every_parameter_of_the_journal_is_found_once() -> None:
    urls = [
        f"{JOURNAL}/chats?message=ok&lang=ru",
        f"{JOURNAL}/chats?message=bad",
        f"{JOURNAL}/vk/return?state=x",
        "http://elsewhere.example/?message=ok",
        f"{JOURNAL}/?lang=tt#/chats?error=denied",
    ]
    assert find_params(VENDOR, urls) == [
        (urls[0], "message"),
        (urls[0], "lang"),
        (urls[-1], "lang"),
        (urls[-1], "error"),
    ]
    assert change_param(urls[-1], "error", "a b") == f"{JOURNAL}/?lang=tt#/chats?error=a+b"
    assert change_param(urls[-1], "lang", "ru") == f"{JOURNAL}/?lang=ru#/chats?error=denied"
    assert change_param(urls[0], "message", "Звоните & пишите") == (
        f"{JOURNAL}/chats?message={quote('Звоните')}+%26+{quote('пишите')}&lang=ru"
    )


def test_parameters_that_say_where_to_go_are_found_once() -> None:
    urls = [
        f"{JOURNAL}/sign-in?next=%2Fchats",
        f"{JOURNAL}/sign-in?next=%2Fdesk",
        f"{JOURNAL}/vk/return?state=%2Fx",
        f"{JOURNAL}/search?q=chats",
        "http://elsewhere.example/?next=%2Fchats",
        f"{API}/sign-out?then={quote(JOURNAL)}",
    ]
    assert find_next_params(VENDOR, urls) == [(urls[0], "next"), (urls[-1], "then")]


def test_other_site_is_named_in_all_ways_that_browsers_understand() -> None:
    led = lead_abroad(f"{JOURNAL}/sign-in?next=%2Fchats&lang=ru", "next", "http://foreign.test")
    assert [url.partition("next=")[2].partition("&")[0] for url in led] == [
        "http%3A%2F%2Fforeign.test%2F",
        "%2F%2Fforeign.test%2F",
        "%2F%5Cforeign.test%2F",
    ]
    assert all(url.endswith("lang=ru") for url in led)


def test_json_is_sent_by_a_form_too() -> None:
    request = ActingRequest("POST", f"{JOURNAL}/api/unlink", '{"id": 7}', "application/json")
    (_, fields), (kind, ((name, value),)) = request.list_forms()
    assert fields == [("id", "7")]
    assert kind == "text/plain"
    assert json.loads(f"{name}={value}")["id"] == 7


def test_form_is_sent_as_it_is() -> None:
    request = ActingRequest("POST", f"{JOURNAL}/unlink", "id=7&empty=", "application/x-www-form-urlencoded")
    assert request.list_forms() == [("application/x-www-form-urlencoded", [("id", "7"), ("empty", "")])]


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("id=7&csrf_token=abc", {"id": "7"}),
        ("id=7&_check=4fJ0dFq2PpL8mXw1", {"id": "7"}),
        ("csrf_token=abc&profile=4fJ0dFq2PpL8mXw1", {"profile": "4fJ0dFq2PpL8mXw1"}),
    ],
    ids=["по имени", "по виду", "имя важнее вида"],
)
@pytest.mark.parametrize("is_json", [False, True])
def test_form_is_sent_without_its_token_too(body: str, left: dict[str, str], is_json: bool) -> None:
    whole = dict(parse_qsl(body))
    content_type = "application/json" if is_json else "application/x-www-form-urlencoded"
    request = ActingRequest("POST", f"{JOURNAL}/unlink", json.dumps(whole) if is_json else body, content_type)
    forms = [dict(fields) for kind, fields in request.list_forms() if kind != "text/plain"]
    assert forms == [whole, left, {name: left.get(name, "") for name in whole}]
