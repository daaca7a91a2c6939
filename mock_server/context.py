"""What the sites of one sandbox share."""

import threading
from dataclasses import dataclass, field
from typing import cast

import httpx
from flask import current_app

from mock_server.faults import Faults
from mock_server.records import RequestLog
from mock_server.settings import Settings
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

    settings: Settings
    store: Store
    addresses: Addresses
    http: httpx.Client
    """For calls from one site to another; their time-outs are given with each call."""
    requests: RequestLog = field(default_factory=RequestLog)
    faults: Faults = field(default_factory=Faults)
    code_arrived: threading.Condition = field(default_factory=threading.Condition)
    stopping: threading.Event = field(default_factory=threading.Event)
    operations: dict[str, frozenset[str]] = field(default_factory=dict)
    """What each site can be asked for: the names by which faults are ordered."""


def sandbox() -> Sandbox:
    """The sandbox that the present request is made to."""
    return cast(Sandbox, current_app.extensions["sandbox"])
