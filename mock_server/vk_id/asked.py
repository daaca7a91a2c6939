"""What a client asks for, wherever in the request it says so."""

from contextlib import suppress

from flask import request
from werkzeug.datastructures import MultiDict

from mock_server.context import sandbox
from mock_server.model import Client
from mock_server.rules import protocol
from mock_server.rules.protocol import Mode, OAuthError
from mock_server.web import note


def parameters() -> dict[str, str]:
    """What was asked, from the query, a form and a JSON body alike: real clients spread it over all three.

    Raises OAuthError where a parameter is there twice with two values (RFC 6749 §3.2), or is no text at all.
    """
    everything: MultiDict[str, str] = MultiDict()
    everything.update(request.args)
    everything.update(request.form)
    everything.update(_json_body())
    asked = {}
    for name, values in everything.lists():
        if len(set(values)) > 1 or not _is_text(name) or not _is_text(values[0]):
            raise protocol.invalid(name.encode(errors="replace").decode()[:40])
        asked[name] = values[0]
    return asked


def state() -> str:
    """The request's own `state`, if it can be read."""
    with suppress(OAuthError):
        return parameters().get("state", "")
    return ""


def mode_for(client: Client | None) -> Mode:
    """How closely this client is held to the documentation; leniencies go to the record of the request."""
    own = client.strict if client else None
    return Mode(sandbox().settings.strict if own is None else own, note)


def check_body(mode: Mode) -> None:
    """The documentation has forms only. Raises OAuthError in strict mode."""
    if request.is_json:
        refusal = OAuthError("invalid_request", "content-type must be application/x-www-form-urlencoded")
        mode.depart("a JSON body", refusal)


def bearer() -> str:
    """The token of the Authorization header (RFC 6750 §2.1), or nothing."""
    auth = request.authorization
    return (auth.token or "") if auth is not None and auth.type == "bearer" else ""


def _json_body() -> dict[str, str]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        return {}
    return {name: str(value) for name, value in body.items() if isinstance(value, str | int)}


def _is_text(value: str) -> bool:
    """No lone surrogate, which JSON can hold, and no NUL: databases take neither."""
    return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
