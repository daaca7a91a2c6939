"""The requests that the sandbox recorded of a person, as rows of a table."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from report.evidence_record import RequestRow

_MAX_ROWS = 200
_SHOWN = ("method", "path", "status")


def list_request_rows(answer: object, mask: Callable[[str], str]) -> list[RequestRow]:
    """Returns a row per request, the oldest first and masked, where a source's answer is records of requests."""
    if not isinstance(answer, list) or not all(_is_request(record) for record in answer):
        return []
    return [_build_row(record, mask) for record in answer[-_MAX_ROWS:]]


def _is_request(record: object) -> bool:
    return isinstance(record, Mapping) and all(name in record for name in _SHOWN)


def _build_row(record: Mapping[str, Any], mask: Callable[[str], str]) -> RequestRow:
    fields = {"query": "", "form": "", "answer": "→ "}
    details = [f"{sign}{_join(record[name])}" for name, sign in fields.items() if record.get(name)]
    return RequestRow(
        at=f"{datetime.fromtimestamp(record['at']).astimezone():%H:%M:%S}" if record.get("at") else "",
        site=str(record.get("site", "")),
        method=str(record["method"]),
        path=mask(str(record["path"])),
        status=int(record["status"]),
        details=[mask(text) for text in [*details, *map(str, record.get("notes", ()))]],
    )


def _join(values: Mapping[str, object]) -> str:
    return "&".join(f"{name}={value}" for name, value in values.items())
