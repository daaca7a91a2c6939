"""What the sites of one sandbox share."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import current_app

from mock_server.faults import Faults
from mock_server.http.calls import Caller
from mock_server.http.waiting_room import WaitingRoom
from mock_server.notices import Notices
from mock_server.recording.records import RequestLog
from mock_server.rules.id_tokens import Signer
from mock_server.settings import SandboxSettings
from mock_server.store import Store

if TYPE_CHECKING:  # PostgreSQL's driver is an extra
    from mock_server.postgres.faults import StoredFaults
    from mock_server.postgres.requests import StoredRequestLog


@dataclass(frozen=True)
class Addresses:
    """The origin of each site, such as `http://127.0.0.1:5001`."""

    journal: str
    vk_id: str
    messenger: str
    sferum: str
    control: str


@dataclass
class Sandbox:
    """One sandbox: its settings, state, addresses and record of requests."""

    settings: SandboxSettings
    store: Store
    addresses: Addresses
    local_addresses: Addresses
    """The same sites on this machine, where a proxy stands before them."""
    caller: Caller
    """For calls from one site to another; each call has its own time-out."""
    signer: Signer
    """Signs VK ID's id_tokens."""
    waiting_room: WaitingRoom
    requests: "RequestLog | StoredRequestLog" = field(default_factory=RequestLog)
    faults: "Faults | StoredFaults" = field(default_factory=Faults)
    notices: Notices = field(default_factory=Notices)
    code_arrived: threading.Condition = field(default_factory=threading.Condition)
    codes_sent: Counter[str] = field(default_factory=Counter)
    """How many codes were sent to each phone; to the empty one, how often any phone may have got one unnoticed."""
    database_announces_codes: bool = False
    """Whether the database tells all processes of each code; see `mock_server.postgres`."""
    stopping: threading.Event = field(default_factory=threading.Event)
    operations: dict[str, frozenset[str]] = field(default_factory=dict)
    """Names of each site's views, by which faults are ordered."""

    def announce_code(self, phone: str) -> None:
        """Tells who waits for a code of this phone, or watches codes, that one has been sent."""
        if not self.database_announces_codes:
            self.note_code(phone)
            self.notices.announce("codes", phone)

    def note_code(self, phone: str) -> None:
        """Wakes the requests of this process that wait for a code of this phone; of all phones, where it is empty."""
        with self.code_arrived:
            self.codes_sent[phone] += 1
            self.code_arrived.notify_all()

    def count_codes(self, phone: str) -> int:
        """Returns a number that is another one when a code has been sent to the phone."""
        return self.codes_sent[phone] + self.codes_sent[""]

    def wait_for_code(self, phone: str, count: int, timeout_s: float) -> None:
        """Returns when `count_codes` is another number, the time is over, or the sandbox stops."""
        with self.code_arrived:
            # Every code wakes all waiting requests: only those of its phone need the database.
            self.code_arrived.wait_for(lambda: self.count_codes(phone) != count or self.stopping.is_set(), timeout_s)


def get_sandbox() -> Sandbox:
    """Returns the sandbox that this request is made to."""
    sandbox: Sandbox = current_app.extensions["sandbox"]
    return sandbox
