"""The record of requests: who asked which site for what, for evidence and for checks on the wire.

Kept in memory, the oldest forgotten first. Secrets are kept as a short hash: two can be compared, none can be read.
"""

import hashlib
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

SECRETS = frozenset(
    [
        "access_token",
        "client_secret",
        "code",
        "code_verifier",
        "device_id",
        "id_token",
        "password",
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
    at: float = field(default_factory=time.time)
    status: int = 0
    seconds: float = 0.0
    phone: str | None = None
    organization_id: int | None = None
    login_id: str | None = None
    notes: list[str] = field(default_factory=list)
    """Faults that struck it."""


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


def masked(values: Mapping[str, str]) -> dict[str, str]:
    """The same values with every secret replaced by `sha256:` and the first 12 digits of its hash."""
    return {name: _hash(value) if name in SECRETS else value for name, value in values.items()}


def _hash(value: str) -> str:
    return f"sha256:{hashlib.sha256(value.encode()).hexdigest()[:12]}" if value else ""


def _plain(records: list[Record], wanted: Callable[[Record], bool]) -> list[dict[str, Any]]:
    return [asdict(record) for record in records if wanted(record)]
