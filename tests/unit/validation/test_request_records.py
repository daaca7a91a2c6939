"""What the record of requests shows: which requests link, how a report shows them, and why a link was not made."""

from typing import Any

import pytest

from tests.unit.validation.service_records import record
from validation.refusals import refused_by_services
from validation.request_records import (
    find_attach_calls,
    find_empty_token_calls,
    find_token_calls,
    format_exchange,
    has_applied_fault,
)


def refusal(error: str, description: str, **form: str) -> dict[str, Any]:
    answer = {"error": error, "error_description": description}
    return record("token", form={"code": "sha256:1", **form}, answer=answer, status=400)


def api_refusal(message: str) -> dict[str, Any]:
    """Returns the record of an exchange that VK's API refused: its answers have HTTP status 200 whatever they say."""
    return record("exchange_silent_token", form={"token": "sha256:1"}, answer={"error_code": 5, "error_msg": message})


@pytest.mark.parametrize(
    ("refused", "check"),
    [
        (refusal("invalid_request", "redirect_uri is missing or invalid"), "P-10"),
        (refusal("invalid_request", "device_id is missing or invalid"), "P-15"),
        (refusal("invalid_request", "verifier is missing or invalid"), "P-14"),
        (refusal("invalid_client", "client_secret is incorrect"), "P-16"),
        (api_refusal("User authorization failed: invalid access_token (4)."), "P-16"),
        (api_refusal("User authorization failed: no access_token passed."), "P-16"),
        (api_refusal("One of the parameters specified was missing or invalid: uuid is undefined"), "P-15"),
        (record("attach", answer={"error": "unknown_organization"}, status=404), "P-22"),
        (record("attach", answer={"error": "unknown_class"}, status=422), "P-24"),
    ],
)
def test_refusal_names_the_check_that_is_about_it(refused: dict[str, Any], check: str) -> None:
    error = refused_by_services([refused])
    assert error is not None
    assert error.because == check


def test_code_shown_twice_is_its_own_cause() -> None:
    again = refusal("invalid_grant", "code is missing or invalid")
    error = refused_by_services([record("token", form={"code": "sha256:1"}), again])
    assert error is not None
    assert error.because == "P-11"


@pytest.mark.parametrize(
    "records",
    [
        [record("token", form={"code": "sha256:1"}), record("attach", status=201)],
        [{**refusal("", ""), "answer": {}, "status": 503, "notes": ["fault 1: error before"]}],
        [{**record("attach", status=503), "notes": ["fault 2: drop after"]}],
        [refusal("invalid_grant", "code is expired")],
    ],
)
def test_what_the_journal_is_not_to_blame_for_names_no_check(records: list[dict[str, Any]]) -> None:
    assert refused_by_services(records) is None


def test_calls_are_those_that_show_a_code_or_attach() -> None:
    records = [
        record("token", form={"grant_type": "authorization_code", "code": "sha256:1"}),
        record("token", form={"grant_type": "refresh_token"}),
        record("exchange_silent_token"),
        record("user_info"),
        record("attach"),
        record("detach"),
    ]
    assert [call["operation"] for call in find_token_calls(records)] == ["token", "exchange_silent_token"]
    assert [call["operation"] for call in find_attach_calls(records)] == ["attach"]


def test_call_that_shows_nothing_is_nobody_s() -> None:
    shown = record("exchange_silent_token", form={"token": "sha256:1"})
    empty, of_a_person = record("exchange_silent_token", form={}), record("token", form={"code": ""})
    known = [{**shown, "phone": None}, {**empty, "phone": None}, {**of_a_person, "phone": "+79000510001"}]
    assert find_empty_token_calls(known) == [known[1]]


def test_exchange_hides_what_vk_id_says_of_the_person() -> None:
    (line,) = format_exchange([record("user_info", answer={"user": '{"birthday": "12.04.1985"}'})])
    assert "12.04.1985" not in line
    assert line.endswith("→ 200 user=…")


def test_applied_fault_is_told_from_an_earlier_one() -> None:
    record = {"notes": ["fault 12: error before"]}
    assert has_applied_fault(record)
    assert has_applied_fault(record, 12)
    assert not has_applied_fault(record, 1)
    assert not has_applied_fault({"notes": []}, 12)
