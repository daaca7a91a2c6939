"""The applications that VK ID lets sign people in: their IDs, their addresses, and how they authenticate."""

import secrets
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mock_server.iri import encode_iri
from mock_server.model.vk_id import Client
from mock_server.rows import RowQuery, Transaction
from mock_server.rules.protocol import ClientError, OAuthError, Strictness, build_invalid_error
from mock_server.rules.search import match_words

_UNENCRYPTED = "redirect_uri is plain http beyond this machine"
_CLIENT = RowQuery(select(Client).where(Client.id == bindparam("client_id")))


def register_client(session: Session, values: Mapping[str, Any]) -> Client:
    """Registers a client; missing values are made up. An ID or a service token in use is an IntegrityError."""
    defaults = {
        "id": str(60_000_000 + secrets.randbelow(30_000_000)),
        "secret": secrets.token_urlsafe(15),
        "service_token": secrets.token_hex(32),
    }
    client = Client(**{**values, **{name: values.get(name) or value for name, value in defaults.items()}})
    session.add(client)
    session.flush()
    return client


def find_client(transaction: Transaction, client_id: str) -> Client | None:
    """Returns the client of this ID, if there is one."""
    return _CLIENT.scalar(transaction, client_id=client_id)


def require_client(client: Client | None) -> Client:
    """Returns the client that was found. Raises OAuthError where none was."""
    if client is None:
        raise OAuthError("invalid_client", "client_id is missing or invalid", 401)
    return client


def load_trusted_client(transaction: Transaction, client_id: str, redirect_uri: str) -> Client:
    """Returns the client if the redirect address is exactly one of its own (RFC 9700 §2.1). Raises ClientError.

    Ours: an address with letters other than ASCII is the same address in its encoded form.
    """
    client = find_client(transaction, client_id)
    if client is None:
        raise ClientError("client_id is missing or invalid")
    if not any(is_same_redirect_uri(redirect_uri, own) for own in client.redirect_uris):
        raise ClientError("redirect_uri is missing or invalid")
    return client


def is_same_redirect_uri(first: str, second: str) -> bool:
    """Returns whether two redirect addresses are one: to the letter, once both are as HTTP carries them."""
    try:
        return first == second or encode_iri(first) == encode_iri(second)
    except ValueError:  # a host that cannot be encoded
        return False


def find_redirect_departure(redirect_uri: str) -> str | None:
    """Returns what strict mode has against a redirect address: the code would go unencrypted (RFC 9700 §2.6). Ours."""
    try:
        url = urlsplit(encode_iri(redirect_uri))
    except ValueError:  # a host that cannot be encoded
        return None
    return _UNENCRYPTED if url.scheme == "http" and not _is_loopback(url.hostname or "") else None


def check_redirect_uri(redirect_uri: str, strictness: Strictness) -> None:
    """Raises OAuthError in strict mode for an address that the code would go to unencrypted."""
    departure = find_redirect_departure(redirect_uri)
    if departure is not None:
        strictness.reject_or_note(departure, build_invalid_error("redirect_uri"))


def find_clients(session: Session, text: str, after: str, limit: int) -> list[Client]:
    """Returns clients by ID, from `after` on, with these words in their ID or name."""
    query = select(Client).where(Client.id > after, match_words(text, (Client.id, Client.name)))
    return list(session.scalars(query.order_by(Client.id).limit(limit)))


def list_popup_origins(client: Client, origin: str) -> list[str]:
    """Returns the client's origins on the host of the page that waits for a message: the web SDK omits the port.

    Raises ClientError where the client has no address on that host: the code would go to a stranger.
    """
    if not origin:
        return []
    urls = (urlsplit(encode_iri(uri)) for uri in client.redirect_uris)
    origins = [f"{url.scheme}://{url.netloc}" for url in urls if f"{url.scheme}://{_host(url.netloc)}" == origin]
    if not origins:
        raise ClientError("origin is not among the domains of the application")
    return list(dict.fromkeys(origins))


def authenticate_client(client: Client, params: Mapping[str, str]) -> None:
    """Checks a confidential client's service token or secret. Raises OAuthError.

    What a public client sends proves nothing, and is ignored.
    """
    if client.kind == "public":
        return
    expected = {"service_token": client.service_token or "", "client_secret": client.secret}
    sent_names = [name for name in expected if params.get(name)]
    if not sent_names or not all(
        secrets.compare_digest(params[name].encode(), expected[name].encode()) for name in sent_names
    ):
        raise OAuthError("invalid_client", "client_secret is incorrect", 401)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _host(netloc: str) -> str:
    return netloc.rpartition(":")[0] if netloc.rpartition(":")[2].isdigit() else netloc
