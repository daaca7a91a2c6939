"""The parameters of a client's request: of its query, its body and its headers."""

from contextlib import suppress
from urllib.parse import parse_qsl

from flask import request
from flask.globals import request_ctx
from werkzeug.datastructures import MultiDict

from mock_server.context import get_sandbox
from mock_server.http.gate import UNSTORABLE
from mock_server.model.vk_id import Client
from mock_server.rules import protocol
from mock_server.rules.protocol import OAuthError, Strictness
from mock_server.web import add_note

_FORM = "application/x-www-form-urlencoded"
_SECRETS = ("access_token", "client_secret", "code", "id_token", "refresh_token", "service_token", "token")


def read_params() -> dict[str, str]:
    """Returns the parameters of the query and of a body of any type: real clients spread them over both.

    Raises OAuthError where a parameter is there twice with two values (RFC 6749 §3.2), or is no text.
    """
    values_of: MultiDict[str, str] = MultiDict()
    values_of.update(request.args)
    values_of.update(request.form)
    values_of.update(_json_body())
    values_of.update(_untyped_body())
    params = {}
    for name, values in values_of.lists():
        if len(set(values)) > 1 or not _is_text(name) or not _is_text(values[0]):
            raise protocol.build_invalid_error(name.encode(errors="replace").decode()[:40])
        params[name] = values[0]
    return params


def read_state() -> str:
    """Returns the request's `state`, or nothing where it cannot be read."""
    with suppress(OAuthError):
        return read_params().get("state", "")
    return ""


def choose_strictness(client: Client | None) -> Strictness:
    """Returns how strictly the documentation binds this client; leniencies go to the record of the request."""
    strict = client.strict if client else None
    return Strictness(get_sandbox().settings.strict if strict is None else strict, add_note)


def check_form(mode: Strictness) -> None:
    """Checks the request's form (RFC 6749 §3.2, appendix B). Raises OAuthError in strict mode.

    Ours: a call of VK's API must have the same form. A POST may have parameters in its query, since VK's own web SDK
    sends them there, but no secrets.
    """
    current = request_ctx.request  # itself: the proxy looks it up at each use
    kind, query, form = current.mimetype, current.args, current.form
    if kind != _FORM and (kind or current.content_length):
        mode.reject_or_note(_body_name(kind), OAuthError("invalid_request", f"content-type must be {_FORM}"))
    charset = current.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        refusal = OAuthError("invalid_request", "charset must be UTF-8")
        mode.reject_or_note(f"charset {charset[:40]}, read as UTF-8 all the same", refusal)
    for name in dict.fromkeys((*query, *form)):
        if max(len(query.getlist(name)), len(form.getlist(name))) > 1:
            mode.reject_or_note(f"{name[:40]} is sent twice", protocol.build_invalid_error(name[:40]))
    for name in _SECRETS if current.method == "POST" else ():
        if name in query:
            refusal = OAuthError("invalid_request", f"{name} must be in the body")
            mode.reject_or_note(f"{name} in the address", refusal)


def read_bearer_token() -> str:
    """Returns the token of the Authorization header (RFC 6750 §2.1), or nothing."""
    auth = request.authorization
    return (auth.token or "") if auth is not None and auth.type == "bearer" else ""


def _json_body() -> dict[str, str]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        return {}
    return {name: str(value) for name, value in body.items() if isinstance(value, str | int)}


def _untyped_body() -> MultiDict[str, str]:
    """Returns the fields of a body that does not say that it is a form, or says that it is something else."""
    if request.mimetype in (_FORM, "multipart/form-data") or request.is_json:
        return MultiDict()
    text = request.get_data().decode(errors="replace")
    with suppress(ValueError):
        return MultiDict(parse_qsl(text, keep_blank_values=True, max_num_fields=100))
    return MultiDict()


def _body_name(kind: str) -> str:
    if request.is_json:
        return "a JSON body"
    return f"a {kind[:40]} body" if kind else "a body without a content type"


def _is_text(value: str) -> bool:
    """Returns whether the value has no lone surrogate, which JSON can hold, and no NUL: databases take neither."""
    return UNSTORABLE.search(value) is None
