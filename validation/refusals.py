"""What VK ID and Sferum refused to the journal, and which check is about it."""

import re
from typing import Any

from playwright.sync_api import Response

from automation.addresses import is_answer_to, parse_query
from validation.errors import LinkFailedError, link_failed_because
from validation.request_records import find_attach_calls, find_token_calls, has_applied_fault, read_shown_code

_CHECK_BY_ERROR = {"invalid_client": "P-16"}
_CHECK_BY_WORD = {
    "redirect_uri": "P-10",
    "device_id": "P-15",
    "uuid": "P-15",
    "verifier": "P-14",
    "challenge": "P-8",
    "User authorization failed": "P-16",  # VK's API names a service token so
}
"""A word in the description of VK ID's error: the check."""
_CHECK_BY_SFERUM_ERROR = {
    "unknown_organization": "P-22",
    "unknown_role": "P-24",
    "unknown_class": "P-24",
    "not_found": "P-22",
}


def refused_by_services(records: list[dict[str, Any]]) -> LinkFailedError | None:
    """Returns what VK ID or Sferum refused to the journal's back end, with the check that is about it."""
    return _refused_by_vk_id(records) or _refused_by_sferum(records)


def refused_by_authorize(response: Response, callback: str) -> LinkFailedError | None:
    """Returns why VK ID refused the journal's authorization request, with the check that is about it."""
    if response.status == 400:
        message = " ".join(re.sub(r"<[^>]+>", " ", response.text()).split())
        check = _check_about(message) or "A-3"
        return link_failed_because(
            check, f"VK ID не принял запрос журнала: {message}", f"VK ID did not accept the request: {message}"
        )
    location = response.headers.get("location", "")
    params = parse_query(location)
    if is_answer_to(callback, location) and "error" in params:
        message = params.get("error_description", params["error"])
        check = "P-2" if "state" in message else _check_about(message) or "A-3"
        return link_failed_because(
            check, f"VK ID вернул журналу ошибку: {message}", f"VK ID sent an error back: {message}"
        )
    return None


def _refused_by_vk_id(records: list[dict[str, Any]]) -> LinkFailedError | None:
    calls = find_token_calls(records)
    codes = [read_shown_code(call) for call in calls]
    for call in calls:
        answer = call["answer"]
        if "error" not in answer and "error_code" not in answer:
            continue
        message = answer.get("error_description") or answer.get("error_msg", "")
        check = _CHECK_BY_ERROR.get(answer.get("error", "")) or _check_about(message)
        if check is None and len(set(codes)) < len(codes):
            check = "P-11"
        if check:
            return link_failed_because(
                check, f"VK ID отказал журналу: {message}", f"VK ID refused the journal: {message}"
            )
    return None


def _refused_by_sferum(records: list[dict[str, Any]]) -> LinkFailedError | None:
    for call in find_attach_calls(records):
        error = call["answer"].get("error", "")
        if call["status"] >= 400 and not has_applied_fault(call) and error in _CHECK_BY_SFERUM_ERROR:
            message = call["answer"].get("error_description", error)
            return link_failed_because(
                _CHECK_BY_SFERUM_ERROR[error],
                f"Сферум отказал журналу: {message}",
                f"Sferum refused the journal: {message}",
            )
    return None


def _check_about(description: str) -> str | None:
    return next((check for word, check in _CHECK_BY_WORD.items() if word in description), None)
