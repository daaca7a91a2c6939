"""Reads the file of clients that VK ID has from the start: all its mistakes together, each with its line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mock_server import oauth_client
from mock_server.control.schemas.clients import NewClient
from mock_server.documents import DocumentError, decode_text, format_place, parse_json, parse_toml, read_bytes
from mock_server.errors import SandboxError
from mock_server.toml_lines import Location, find_line

_Mistake = tuple[Location, str]
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


class ClientFileError(SandboxError):
    """The file of clients cannot be used; the message has one line per mistake: the file, the line, the client."""


def read_clients(path: Path) -> list[NewClient]:
    """Returns the clients of a TOML file (`[[client]]` tables) or of a JSON one (`{"client": […]}`).

    Raises ClientFileError with all mistakes of the file.
    """
    is_json = path.suffix == ".json"
    try:
        text = decode_text(path, read_bytes(path))
        document = parse_json(path, text) if is_json else parse_toml(path, text)
    except DocumentError as error:
        raise ClientFileError(str(error)) from error
    tables = document.get("client") if isinstance(document, dict) else None
    if not isinstance(tables, list) or set(document) != {"client"}:
        raise ClientFileError(f"{path}: нужны только приложения: таблицы [[client]] в TOML, список client в JSON")
    mistakes = [mistake for index, table in enumerate(tables) for mistake in _mistakes_in(index, table)]
    mistakes += _repeated_tokens(tables)
    if mistakes:
        # What is wrong in a JSON file stays in the order of its clients.
        lines = [(0 if is_json else find_line(text, location) or 0, location, reason) for location, reason in mistakes]
        raise ClientFileError("\n".join(_describe(path, *mistake) for mistake in sorted(lines, key=_place)))
    return [NewClient.model_validate(table) for table in tables]


def _mistakes_in(index: int, table: object) -> Iterator[_Mistake]:
    try:
        body = NewClient.model_validate(table)
    except ValidationError as error:
        for details in error.errors():
            yield ("client", index, *details["loc"]), _reason(details)
        return
    if body.id is None:
        yield ("client", index, "id"), "не указано"
    elif body.id in oauth_client.OWN_IDS:
        yield ("client", index, "id"), f"{body.id} — приложение самой песочницы"


def _reason(details: ErrorDetails) -> str:
    if details["type"] == "value_error":
        return _FIELD_REASONS.get(str(details["loc"][0]), details["msg"])
    return _REASONS.get(details["type"], details["msg"])


def _repeated_tokens(tables: list[Any]) -> Iterator[_Mistake]:
    """Returns the clients whose service token an earlier client of the file has, under another id."""
    owners: dict[str, Any] = {}
    for index, table in enumerate(tables):
        token = table.get("service_token") if isinstance(table, dict) else None
        if isinstance(token, str) and owners.setdefault(token, table.get("id")) != table.get("id"):
            yield ("client", index, "service_token"), "уже есть у другого приложения"


def _place(mistake: tuple[int, Location, str]) -> tuple[int, int]:
    line, location, _ = mistake
    return line, int(location[1])


def _describe(path: Path, line: int, location: Location, reason: str) -> str:
    field = ".".join(map(str, location[2:]))
    return f"{format_place(path, line)}: приложение {int(location[1]) + 1}: {f'{field}: ' if field else ''}{reason}"
