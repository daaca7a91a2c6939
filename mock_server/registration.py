"""The clients that VK ID has from the start: the sandbox's own sites, and those of a file."""

import json
import secrets
import tomllib
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mock_server import oauth_client
from mock_server.context import Addresses, Sandbox
from mock_server.control.schemas.clients import NewClient
from mock_server.model.journal import JournalCredentials
from mock_server.model.vk_id import Client
from mock_server.rules import clients

_REASONS = {
    "bool_parsing": "нужно true или false",
    "bool_type": "нужно true или false",
    "extra_forbidden": "такого поля нет",
    "list_type": "нужен список",
    "literal_error": "такого значения нет",
    "missing": "не указано",
    "model_type": "нужна таблица полей",
    "string_pattern_mismatch": "не те знаки или длина",
    "string_too_long": "слишком длинно",
    "string_too_short": "пусто",
    "string_type": "нужна строка",
    "too_long": "слишком много",
    "too_short": "пусто",
}
"""By type of pydantic's error; other errors keep its own words."""
_FIELD_REASONS = {
    "frame_origins": "не адрес сайта, такой как https://journal.example или http://127.0.0.1:8000",
    "redirect_uris": "не адрес возврата, такой как https://journal.example/callback или vk7001://vk.com/done",
}


class ClientFileError(Exception):
    """The file of clients cannot be used; the message is one line: the file, its clients, all that is wrong."""


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
        client = session.get(Client, client_id) or Client(id=client_id, secret=secrets.token_urlsafe(24))
        client.name, client.redirect_uris, client.first_party = name, [redirect_uri], first_party
        session.add(client)
        if client_id == oauth_client.JOURNAL_ID:
            session.merge(JournalCredentials(client_id=client_id, secret=client.secret))


def _register(session: Session, body: NewClient) -> None:
    """Registers a client, or changes the one that an earlier run has left in a lasting database."""
    client = session.get(Client, body.id) if body.id else None
    if client is None:
        clients.register_client(session, body.model_dump())
        return
    for name, value in body.model_dump(exclude_unset=True).items():
        setattr(client, name, value)
    session.flush()


def _read(path: Path) -> list[NewClient]:
    """Returns the clients of a TOML file (`[[client]]` tables) or of a JSON one (`{"client": […]}`).

    Raises ClientFileError with all mistakes of the file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        document = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise ClientFileError(f"{path}: {reason}") from error
    tables = document.get("client") if isinstance(document, dict) else None
    if not isinstance(tables, list) or set(document) != {"client"}:
        raise ClientFileError(f"{path}: нужны только приложения: таблицы [[client]] в TOML, список client в JSON")
    mistakes = [
        f"приложение {number}: {mistake}" for number, table in enumerate(tables, 1) for mistake in _find_mistakes(table)
    ]
    if mistakes:
        raise ClientFileError(f"{path}: {'; '.join(mistakes)}")
    return [NewClient.model_validate(table) for table in tables]


def _find_mistakes(table: object) -> list[str]:
    try:
        body = NewClient.model_validate(table)
    except ValidationError as error:
        return [_describe_mistake(details) for details in error.errors()]
    if body.id is None:
        return ["id: не указано"]
    if body.id in oauth_client.OWN_IDS:
        return [f"id: {body.id} — приложение самой песочницы"]
    return []


def _describe_mistake(details: ErrorDetails) -> str:
    place = ".".join(str(part) for part in details["loc"])
    field = str(details["loc"][0]) if details["loc"] else ""
    reasons = _FIELD_REASONS if details["type"] == "value_error" else _REASONS
    reason = reasons.get(field if reasons is _FIELD_REASONS else details["type"], details["msg"])
    return f"{place}: {reason}" if place else reason
