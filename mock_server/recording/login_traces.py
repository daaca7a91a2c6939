"""One login from the record: its requests in order, each with who asked whom.

The record says which requests VK ID and Sferum had for a login. The client's own part is found by what the browser
carries: the same `state` comes back to the client's address.
"""

from dataclasses import dataclass

from mock_server.oauth_client import JOURNAL_ID, MESSENGER_ID, SFERUM_ID
from mock_server.recording.records import RequestFilter, RequestRecord, SearchableLog

SITE_OF_CLIENT = {JOURNAL_ID: "journal", MESSENGER_ID: "messenger", SFERUM_ID: "sferum"}
CALLED_BY_CLIENTS = {
    "vk_id": frozenset({"exchange_silent_token", "logout", "public_info", "revoke", "token", "user_info"}),
    "sferum": frozenset({"attach", "detach"}),
}
"""The operations that a client's back end, or a page of the client's, calls; a browser shows all the others."""
_BEGINNINGS = ("begin", "connect")
_MAX_REQUESTS = 500
_MAX_REQUESTS_BESIDE = 5_000
_MAX_BEGINNING_AGE_S = 60


@dataclass(frozen=True)
class Call:
    """A request with who sent it: `browser`, `client`, or one of the sandbox's sites; `callee` is a site."""

    caller: str
    callee: str
    record: RequestRecord


@dataclass(frozen=True)
class LoginTrace:
    """The requests of one login, in the order in which they began; `phone` and `client_id` where they are known.

    `site` is the site of the sandbox that is the client, where one is.
    """

    login_id: str
    client_id: str | None
    site: str | None
    phone: str | None
    calls: list[Call]


def trace_login(log: SearchableLog, login_id: str) -> LoginTrace | None:
    """Returns the requests of a login that the record still has; None where it has none."""
    own = log.search(RequestFilter(login_id=login_id), limit=_MAX_REQUESTS)
    if not own:
        return None
    client_id = next((found for record in own if (found := _find_client_id(record))), None)
    phone = next((record.phone for record in own if record.phone), None)
    site = SITE_OF_CLIENT.get(client_id or "")
    records = [*own, *(_find_requests_of_client(log, own, site, phone) if site else ())]
    calls = [Call(_name_caller(record, site), record.site, record) for record in sorted(records, key=_began)]
    return LoginTrace(login_id, client_id, site, phone, calls)


def find_login_id(log: SearchableLog, record: RequestRecord) -> str | None:
    """Returns the login that a request belongs to: VK ID's, or the one from which the browser comes back."""
    state = record.query.get("state")
    if record.login_id or not state:
        return record.login_id
    before = log.search(RequestFilter(site="vk_id"), before=record.id, limit=_MAX_REQUESTS)
    logins = (other.login_id for other in reversed(before) if other.login_id and other.query.get("state") == state)
    return next(logins, None)


def _find_client_id(record: RequestRecord) -> str | None:
    return next(
        (fields[name] for fields in (record.query, record.form) for name in ("client_id", "app_id") if name in fields),
        None,
    )


def _find_requests_of_client(
    log: SearchableLog, own: list[RequestRecord], site: str, phone: str | None
) -> list[RequestRecord]:
    """Returns the browser's requests to the site that is the client: the one that sent it away, and its return.

    With what the client undid at Sferum during the return: it names no login.
    """
    first = min(own, key=_began)
    states = {record.query["state"] for record in own if record.query.get("state")}
    later = log.search(RequestFilter(site=site), after=first.id, limit=_MAX_REQUESTS_BESIDE)
    returns = [record for record in later if record.query.get("state") in states and record.login_id is None]
    beside = log.search(RequestFilter(site="sferum"), after=first.id, limit=_MAX_REQUESTS_BESIDE)
    undone = [
        record
        for record in beside
        if record.login_id is None
        and record.path in {attach.path for attach in own if attach.site == "sferum"}
        and any(returned.at <= record.at <= returned.at + returned.seconds for returned in returns)
    ]
    return [*_find_beginning(log, first, site, phone), *returns, *undone]


def _find_beginning(log: SearchableLog, first: RequestRecord, site: str, phone: str | None) -> list[RequestRecord]:
    """Returns the request with which the person left the site for VK ID, where the site knew the person."""
    before = log.search(RequestFilter(site=site, phone=phone), before=first.id, limit=1) if phone else []
    return [
        record for record in before if record.operation in _BEGINNINGS and first.at - record.at < _MAX_BEGINNING_AGE_S
    ]


def _began(record: RequestRecord) -> float:
    return record.at


def _is_called_by_client(record: RequestRecord) -> bool:
    return record.operation in CALLED_BY_CLIENTS.get(record.site, ())


def _name_caller(record: RequestRecord, site: str | None) -> str:
    return (site or "client") if _is_called_by_client(record) else "browser"
