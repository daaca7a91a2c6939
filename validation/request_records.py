"""The sandbox's record of requests: which of them redeem or attach, and how a report shows them."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

_REDEEMING = ("token", "exchange_silent_token")
_HIDDEN_PERSON = {"user": "…"}


def find_redemptions(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns the requests in which the journal showed a code or a silent token, whatever was answered."""
    return [
        record
        for record in records
        if record["operation"] in _REDEEMING and record["form"].get("grant_type") != "refresh_token"
    ]


def find_token_calls(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns the requests in which the journal showed a code or a silent token, except those that a fault broke."""
    return [record for record in find_redemptions(records) if not has_applied_fault(record)]


def find_empty_token_calls(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns the requests for tokens that show neither a code nor a silent token, and so tell nobody's name."""
    return [call for call in find_token_calls(records) if call["phone"] is None and not read_shown_code(call)]


def find_attach_calls(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns the requests in which the journal had a profile attached."""
    return find_calls(records, "sferum", "attach")


def find_calls(records: Iterable[dict[str, Any]], site: str, operation: str) -> list[dict[str, Any]]:
    """Returns the requests of this operation."""
    return [record for record in records if (record["site"], record["operation"]) == (site, operation)]


def read_attach_params(call: dict[str, Any]) -> dict[str, str]:
    """Returns organization, person, role and classes of a call that attaches."""
    organization, _, person = call["path"].removeprefix("/api/organizations/").partition("/people/")
    return {**call["form"], "organization": organization, "person": unquote(person)}


def read_classes(params: dict[str, str]) -> list[str]:
    """Returns the classes of a call, sorted; a text that is no list in JSON is returned as it came."""
    text = params.get("classes", "[]")
    try:
        codes = json.loads(text)
    except ValueError:
        return [text]
    return sorted(str(code) for code in codes) if isinstance(codes, list) else [text]


def read_shown_code(record: dict[str, Any]) -> str | None:
    """Returns the code or the silent token of a request that redeems it."""
    form: dict[str, str] = record["form"]
    return form.get("code") or form.get("token")


def has_applied_fault(record: dict[str, Any], fault_id: int | None = None) -> bool:
    """Returns whether a fault, or this one, was applied to the request."""
    beginning = "fault" if fault_id is None else f"fault {fault_id}:"
    return any(note.startswith(beginning) for note in record["notes"])


def format_exchange(records: Iterable[dict[str, Any]]) -> list[str]:
    """Returns the requests, one line per request, as a report shows them: without what VK ID says about a person."""
    return [_format_record(record) for record in records]


def _format_record(record: dict[str, Any]) -> str:
    answer = {**record["answer"], **_HIDDEN_PERSON} if "user" in record["answer"] else record["answer"]
    return (
        f"{record['site']} {record['method']} {record['path']}"
        f"{_format_fields('?', record['query'])}{_format_fields(' ', record['form'])} → {record['status']}"
        f"{_format_fields(' ', answer)}{''.join(f' [{note}]' for note in record['notes'])}"
    )


def _format_fields(sign: str, values: dict[str, str]) -> str:
    return f"{sign}{'&'.join(f'{name}={value}' for name, value in values.items())}" if values else ""
