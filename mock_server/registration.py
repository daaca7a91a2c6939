"""The clients that VK ID has from the start: the sandbox's own sites, and those of a file."""

import secrets
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mock_server import oauth_client
from mock_server.client_file import ClientFileError, read_clients
from mock_server.context import Addresses, Sandbox
from mock_server.control.schemas.clients import NewClient
from mock_server.model.base import LOCK
from mock_server.model.journal import JournalCredentials
from mock_server.model.vk_id import Client
from mock_server.rules import clients
from mock_server.upserts import insert_new, upsert


def register_clients(shared: Sandbox) -> None:
    """Registers the sandbox's sites and the clients of the file that the settings name. Raises ClientFileError."""
    with shared.store.write() as session:
        _register_sites(session, shared.addresses)
    if shared.settings.clients is None:
        return
    path = Path(shared.settings.clients)
    bodies = read_clients(path)
    with shared.store.write() as session:  # all of them or none
        for number, body in enumerate(bodies, 1):
            try:
                _register(session, body)
            except IntegrityError as error:
                reason = f"приложение {number}: service_token уже есть у другого приложения"
                raise ClientFileError(f"{path}: {reason}") from error


def _register_sites(session: Session, addresses: Addresses) -> None:
    """Registers the sites, which are clients like any other; a lasting database may have them already."""
    sites = {
        oauth_client.JOURNAL_ID: ("МЭШ ВКС", f"{addresses.journal}/office/messenger/callback", False),
        oauth_client.MESSENGER_ID: ("VK Мессенджер", f"{addresses.messenger}/sign-in/callback", True),
        oauth_client.SFERUM_ID: ("Сферум", f"{addresses.sferum}/sign-in/callback", True),
    }
    for client_id, (name, redirect_uri, first_party) in sites.items():
        values = {"name": name, "redirect_uris": [redirect_uri], "first_party": first_party}
        insert_new(session, Client, id=client_id, secret=secrets.token_urlsafe(24), **values)
        client = session.get_one(Client, client_id, with_for_update=LOCK)
        client.name, client.redirect_uris, client.first_party = name, [redirect_uri], first_party
        if client_id == oauth_client.JOURNAL_ID:
            upsert(session, JournalCredentials, client_id=client_id, secret=client.secret)


def _register(session: Session, body: NewClient) -> None:
    """Registers a client, or changes the one that an earlier run has left in a lasting database."""
    client = session.get(Client, body.id) if body.id else None
    if client is None:
        clients.register_client(session, body.model_dump())
        return
    for name, value in body.model_dump(exclude_unset=True).items():
        setattr(client, name, value)
    session.flush()
