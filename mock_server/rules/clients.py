"""The applications that VK ID lets sign people in: who they are, which addresses are theirs, how they prove it."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from mock_server.model.vk_id import Client
from mock_server.rules.protocol import ClientError, OAuthError


def register(session: Session, values: Mapping[str, Any]) -> Client:
    """A new client; what is not given is made up. An ID or a service token in use is an IntegrityError."""
    made_up = {
        "id": str(60_000_000 + secrets.randbelow(30_000_000)),
        "secret": secrets.token_urlsafe(15),
        "service_token": secrets.token_hex(32),
    }
    client = Client(**{**values, **{name: values.get(name) or value for name, value in made_up.items()}})
    session.add(client)
    session.flush()
    return client


def load_client(session: Session, client_id: str) -> Client:
    """The client of this ID. Raises OAuthError where there is none."""
    client = session.get(Client, client_id)
    if client is None:
        raise OAuthError("invalid_client", "client_id is missing or invalid", 401)
    return client


def load_trusted_client(session: Session, client_id: str, redirect_uri: str) -> Client:
    """The client, if the redirect address is one of its own to the letter (RFC 9700 §2.1). Raises ClientError."""
    client = session.get(Client, client_id)
    if client is None:
        raise ClientError("client_id is missing or invalid")
    if redirect_uri not in client.redirect_uris:
        raise ClientError("redirect_uri is missing or invalid")
    return client


def popup_origins(client: Client, origin: str) -> list[str]:
    """The client's own origins on the host of the page that waits for a message: the web SDK leaves the port out.

    Raises ClientError where the client has no address there: the code would go to a stranger.
    """
    if not origin:
        return []
    own = (urlsplit(uri) for uri in client.redirect_uris)
    found = [f"{each.scheme}://{each.netloc}" for each in own if f"{each.scheme}://{_host(each.netloc)}" == origin]
    if not found:
        raise ClientError("origin is not among the domains of the application")
    return list(dict.fromkeys(found))


def authenticate(client: Client, asked: Mapping[str, str]) -> None:
    """A confidential client proves itself by its service token or its secret. Raises OAuthError.

    What a public client sends proves nothing, and is not looked at.
    """
    if client.kind == "public":
        return
    right = {"service_token": client.service_token or "", "client_secret": client.secret}
    sent = [name for name in right if asked.get(name)]
    if not sent or not all(secrets.compare_digest(asked[name].encode(), right[name].encode()) for name in sent):
        raise OAuthError("invalid_client", "client_secret is incorrect", 401)


def _host(netloc: str) -> str:
    return netloc.rpartition(":")[0] if netloc.rpartition(":")[2].isdigit() else netloc
