"""The requests of a person as rows: what is shown of each, and that it is masked."""

import re
from typing import Any

import pytest

from report.masking import mask
from report.request_rows import list_request_rows

RECORD: dict[str, Any] = {
    "at": 1_700_000_000.5,
    "site": "vk_id",
    "method": "POST",
    "path": "/oauth2/auth",
    "status": 400,
    "query": {"v": "5"},
    "form": {"code": "1234", "grant_type": "authorization_code"},
    "answer": {"error": "invalid_grant"},
    "notes": ["fault 3: error"],
}


def test_row_has_all_that_was_sent_and_answered_and_no_secret() -> None:
    (row,) = list_request_rows([RECORD], mask)

    assert re.fullmatch(r"\d\d:\d\d:20", row.pop("at"))  # type: ignore[misc]
    assert row == {
        "site": "vk_id",
        "method": "POST",
        "path": "/oauth2/auth",
        "status": 400,
        "details": ["v=5", "code=****&grant_type=authorization_code", "→ error=invalid_grant", "fault 3: error"],
    }


def test_row_of_a_bare_record_shows_what_there_is() -> None:
    bare = {"method": "GET", "path": "/people/+79161234512", "status": 200, "query": {}}
    (row,) = list_request_rows([bare], mask)

    assert (row["at"], row["site"], row["method"], row["status"], row["details"]) == ("", "", "GET", 200, [])
    assert row["path"] == "/people/+7 9** ***-**-12"


@pytest.mark.parametrize(
    "answer",
    [
        *("GET /a 200", {"method": "GET", "path": "/", "status": 200}, None, [], ["GET"], [5], [RECORD, {"code": "1"}]),
        *([{"method": "GET", "path": "/"}], [{"method": "GET", "status": 200}], [{"path": "/", "status": 200}]),
    ],
)
def test_what_is_no_record_of_requests_has_no_rows(answer: object) -> None:
    assert list_request_rows(answer, mask) == []


def test_rows_are_the_newest() -> None:
    rows = list_request_rows([{**RECORD, "status": status} for status in range(201)], mask)
    assert [rows[0]["status"], rows[-1]["status"]] == [1, 200]
