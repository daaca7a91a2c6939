"""The clients that VK ID has from the start: the sandbox's own sites, and those of a file."""

import json
import secrets
import tomllib
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mock_server import oauth_client
from mock_server.context import Addresses, Sandbox
from mock_server.control.schemas.clients import NewClient
from mock_server.json_api import first_mistake
from mock_server.model.journal import JournalCredentials
from mock_server.model.vk_id import Client
from mock_server.rules import clients


class ClientFileError(Exception):
    """The file of clients cannot be used; the message is one line: the file, the client, what is wrong."""


def register_clients(shared: Sandbox) -> None:
    """Registers the sandbox's sites and the clients of the file that the settings name. Raises ClientFileError."""
    with shared.store.write() as session:
        _register_sites(session, shared.addresses)
    if shared.settings.clients is None:
        return
    path = Path(shared.settings.clients)
    for number, body in enumerate(_read(path), 1):
        try:
            with shared.store.write() as session:
                _register(session, body)
        except IntegrityError as error:
            raise ClientFileError(f"{path}: client {number}: its service_token is another client's") from error


def _register_sites(session: Session, addresses: Addresses) -> None:
    """Registers the sites, which are clients like any other; a lasting database may have them already."""
    sites = {
        oauth_client.JOURNAL_ID: ("МЭШ ВКС", f"{addresses.journal}/office/messenger/callback", False),
        oauth_client.MESSENGER_ID: ("VK Мессенджер", f"{addresses.messenger}/sign-in/callback", True),
        oauth_client.SFERUM_ID: ("Сферум", f"{addresses.sferum}/sign-in/callback", True),
    }
    for client_id, (name, redirect_uri, first_party) in sites.items():
        client = session.get(Client, client_id) or Client(id=client_id, secret=secrets.token_urlsafe(24))
        client.name, client.redirect_uris, client.first_party = name, [redirect_uri], first_party
        session.add(client)
        if client_id == oauth_client.JOURNAL_ID:
            session.merge(JournalCredentials(client_id=client_id, secret=client.secret))


def _register(session: Session, body: NewClient) -> None:
    """Registers a client, or changes the one that an earlier run has left in a lasting database."""
    client = session.get(Client, body.id) if body.id else None
    if client is None:
        clients.register(session, body.model_dump())
        return
    for name, value in body.model_dump(exclude_unset=True).items():
        setattr(client, name, value)
    session.flush()


def _read(path: Path) -> list[NewClient]:
    """Returns the clients of a TOML file (`[[client]]` tables) or of a JSON one (`{"client": […]}`)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        document = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise ClientFileError(f"{path}: {reason}") from error
    tables = document.get("client") if isinstance(document, dict) else None
    if not isinstance(tables, list) or set(document) != {"client"}:
        raise ClientFileError(f"{path}: must consist of clients: [[client]] tables in TOML, a list `client` in JSON")
    return [_client(path, number, table) for number, table in enumerate(tables, 1)]


def _client(path: Path, number: int, table: object) -> NewClient:
    try:
        body = NewClient.model_validate(table)
    except ValidationError as error:
        raise ClientFileError(f"{path}: client {number}: {first_mistake(error)}") from error
    if body.id is None:
        raise ClientFileError(f"{path}: client {number}: id: must be given")
    if body.id in oauth_client.OWN_IDS:
        raise ClientFileError(f"{path}: client {number}: id: {body.id} is the sandbox's own")
    return body
