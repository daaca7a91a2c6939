"""What the sites of one sandbox share."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import cast

import httpx
from flask import current_app

from mock_server.faults import Faults
from mock_server.http.waiting_room import WaitingRoom
from mock_server.notices import Notices
from mock_server.recording.records import RequestLog
from mock_server.rules.id_tokens import Signer
from mock_server.settings import SandboxSettings
from mock_server.store import Store


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
    http: httpx.Client
    """For calls from one site to another; each call has its own time-out."""
    signer: Signer
    """Signs VK ID's id_tokens."""
    waiting_room: WaitingRoom
    requests: RequestLog = field(default_factory=RequestLog)
    faults: Faults = field(default_factory=Faults)
    notices: Notices = field(default_factory=Notices)
    code_arrived: threading.Condition = field(default_factory=threading.Condition)
    codes_sent: Counter[str] = field(default_factory=Counter)
    """How many codes were sent to each phone."""
    stopping: threading.Event = field(default_factory=threading.Event)
    operations: dict[str, frozenset[str]] = field(default_factory=dict)
    """Names of each site's views, by which faults are ordered."""

    def announce_code(self, phone: str) -> None:
        """Wakes the requests that wait for a code of this phone, and whoever watches codes: one has been sent."""
        with self.code_arrived:
            self.codes_sent[phone] += 1
            self.code_arrived.notify_all()
        self.notices.announce("codes", phone)

    def wait_for_code(self, phone: str, sent_count: int, timeout_s: float) -> None:
        """Returns when more than `sent` codes have been sent to the phone, the time is over, or the sandbox stops."""
        with self.code_arrived:
            # Every code wakes all waiting requests: only those of its phone need the database.
            self.code_arrived.wait_for(
                lambda: self.codes_sent[phone] != sent_count or self.stopping.is_set(), timeout_s
            )


def get_sandbox() -> Sandbox:
    """Returns the sandbox that this request is made to."""
    return cast(Sandbox, current_app.extensions["sandbox"])
