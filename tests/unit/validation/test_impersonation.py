"""Which words of a request name a teacher, and how another's are put in their place."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from tests.unit.validation.test_exposure import TEACHER
from validation.foreign_requests import ActingRequest
from validation.impersonation import find_names, list_other_rights, replace_names

UUIDS = "6f1c1f0e-9a60-4a55-8a9f-3d5d3c0a7b11", "0b7b6f3a-55f2-4c63-9d0a-77f0b1a2c3d4"


def session(login: str, person_id: str | None) -> Any:
    return SimpleNamespace(teacher=SimpleNamespace(login=login, person_id=person_id))


def request(url: str, body: str = "") -> ActingRequest:
    return ActingRequest("POST", f"http://127.0.0.1:8011{url}", body, "")


@pytest.mark.parametrize(
    ("own", "other", "named"),
    [
        (request("/teachers/7/unlink"), request("/teachers/12/unlink"), {"7": "12"}),
        (request("/unlink", "csrf=aX7&teacher=7"), request("/unlink", "csrf=bQ2&teacher=12"), {"7": "12"}),
        (
            request("/unlink", f'{{"id": "{UUIDS[0]}"}}'),
            request("/unlink", f'{{"id": "{UUIDS[1]}"}}'),
            {UUIDS[0]: UUIDS[1]},
        ),
        (request("/unlink", "page=1"), request("/unlink", "page=1"), {}),
        (request("/unlink", "csrf=aX7"), request("/unlink", "csrf=bQ2"), {}),
        (request("/unlink", "7"), request("/link", "12"), {}),
    ],
)
def test_ids_in_which_the_same_requests_differ_are_names(
    own: ActingRequest, other: ActingRequest, named: dict[str, str]
) -> None:
    names = find_names(session("belova", "T-101"), [own], session("garin", "T-102"), [other])
    assert names == {"belova": "garin", "T-101": "T-102"} | named


def test_login_is_found_as_addresses_write_it() -> None:
    names = find_names(session("a@b.test", None), [], session("c@b.test", None), [])
    assert (
        replace_names("login=a%40b.test&mail=xa@b.test a@b.test", names) == "login=c%40b.test&mail=xa@b.test c@b.test"
    )


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        ("/teachers/7/unlink?next=/17", "/teachers/12/unlink?next=/17"),
        ('{"teacher": 7}', '{"teacher": 12}'),
        ("teacher=belova2&id=T-101", "teacher=belova2&id=T-102"),
        ("teacher=7&colleague=12", "teacher=12&colleague=12"),
    ],
)
def test_names_are_replaced_whole_and_once(text: str, renamed: str) -> None:
    assert replace_names(text, {"7": "12", "belova": "garin", "T-101": "T-102"}) == renamed


def test_role_classes_and_organization_of_a_request_become_others() -> None:
    rights = list_other_rights(replace(TEACHER, organization_id=700001))
    text = "role=teacher&school=700001&classes=%d0%9f&class=6А&teacher_id=7"
    assert replace_names(text, rights) == "role=admin&school=700999&classes=%d0%9f&class=99Ю&teacher_id=7"
    assert list_other_rights(replace(TEACHER, role="admin"))["admin"] == "teacher"
