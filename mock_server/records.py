"""The record of requests: who asked which site for what, for evidence and for checks on the wire.

Kept in memory, the oldest forgotten first. Secrets are kept as a short hash: two can be compared, none can be read.
"""

import hashlib
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

SECRETS = frozenset(
    [
        "access_token",
        "action",  # of the silent-token flow: holds the journal's token
        "client_secret",
        "code",
        "code_verifier",
        "device_id",
        "id_token",
        "password",
        "redirect_state",
        "refresh_token",
        "service_token",
        "state",
        "token",
    ]
)
KEPT = 20_000


@dataclass
class Record:
    """One request to one site; `phone`, `organization_id` and `login_id` are filled in once they are known."""

    site: str
    operation: str
    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    """Fields of the body, a form or JSON alike; what is no text in JSON stays JSON."""
    authorization: str = ""
    """`Bearer` with the token's hash, or `Basic` with the name."""
    answer: dict[str, str] = field(default_factory=dict)
    """Fields of an answer in JSON to a client of VK ID or to a journal."""
    at: float = field(default_factory=time.time)
    status: int = 0
    seconds: float = 0.0
    phone: str | None = None
    organization_id: int | None = None
    login_id: str | None = None
    notes: list[str] = field(default_factory=list)
    """Faults that struck it, and what VK ID was lenient about."""


class RequestLog:
    """The last requests to the sandbox."""

    def __init__(self) -> None:
        self._records: deque[Record] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def add(self, record: Record) -> None:
        """Remember a finished request."""
        with self._lock:
            self._records.append(record)

    def of_person(self, phone: str) -> list[dict[str, Any]]:
        """Requests of one person, with those of the same logins made before the person was known."""
        with self._lock:
            records = list(self._records)
        logins = {record.login_id for record in records if record.phone == phone and record.login_id}
        return _plain(records, lambda record: record.phone == phone or record.login_id in logins)

    def of_organization(self, organization_id: int) -> list[dict[str, Any]]:
        """Requests made on behalf of one organization."""
        with self._lock:
            records = list(self._records)
        return _plain(records, lambda record: record.organization_id == organization_id)

    def noted(self, beginning: tuple[str, ...]) -> list[dict[str, Any]]:
        """Requests with a remark that begins with one of these, whoever's they are."""
        with self._lock:
            records = list(self._records)
        return _plain(records, lambda record: any(remark.startswith(beginning) for remark in record.notes))


def masked(values: Mapping[str, str]) -> dict[str, str]:
    """The same values with every secret replaced by `sha256:` and the first 12 digits of its hash."""
    return {name: hashed(value) if name in SECRETS else value for name, value in values.items()}


def texts(fields: object) -> dict[str, str]:
    """The fields of a JSON object as texts; empty for anything else."""
    if not isinstance(fields, dict):
        return {}
    return {
        name: each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for name, each in fields.items()
    }


def hashed(value: str) -> str:
    """`sha256:` and the first 12 digits: enough to compare by."""
    return f"sha256:{hashlib.sha256(value.encode()).hexdigest()[:12]}" if value else ""


def _plain(records: list[Record], wanted: Callable[[Record], bool]) -> list[dict[str, Any]]:
    return [asdict(record) for record in records if wanted(record)]
