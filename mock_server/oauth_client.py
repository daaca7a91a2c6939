"""How the sandbox's own sites use VK ID: over HTTP, as any client does."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from mock_server.http import dispatching
from mock_server.http.calls import Caller, CallFailedError

JOURNAL_ID = "51000001"
MESSENGER_ID = "51000002"
SFERUM_ID = "51000003"
OWN_IDS = (JOURNAL_ID, MESSENGER_ID, SFERUM_ID)
"""Clients that are sites of the sandbox: the control API neither registers nor removes them."""


class ServiceError(Exception):
    """A call of another service has failed."""


class ServiceUnavailableError(ServiceError):
    """The service did not answer, answered too late, or answered that it has failed."""


@dataclass
class ServiceRefusedError(ServiceError):
    """The service answered with an error of its own."""

    error: str
    status: int


@dataclass(frozen=True)
class AuthorizationAttempt:
    """What a client keeps until the browser comes back from VK ID."""

    state: str
    code_verifier: str

    @classmethod
    def create(cls) -> "AuthorizationAttempt":
        """Returns a new, unguessable attempt (RFC 9700 §2.1.1, §4.7)."""
        return cls(state=secrets.token_urlsafe(32), code_verifier=secrets.token_urlsafe(64))


def build_authorize_url(vk_id: str, client_id: str, redirect_uri: str, attempt: AuthorizationAttempt) -> str:
    """Returns the address to send the browser to."""
    digest = hashlib.sha256(attempt.code_verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "state": attempt.state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "scope": "vkid.personal_info",
    }
    return f"{vk_id}/authorize?{urlencode(query)}"


def redeem_code(caller: Caller, vk_id: str, timeout_s: float, **form: str) -> dict[str, Any]:
    """Exchanges the code that came back for a token. Raises ServiceError."""
    return _submit(caller, f"{vk_id}/oauth2/auth", timeout_s, {"grant_type": "authorization_code", **form})


def fetch_user_info(caller: Caller, vk_id: str, timeout_s: float, client_id: str, token: str) -> dict[str, Any]:
    """Returns the data of the token's owner. Raises ServiceError."""
    form = {"client_id": client_id, "access_token": token}
    return dict(_submit(caller, f"{vk_id}/oauth2/user_info", timeout_s, form)["user"])


def logout(caller: Caller, vk_id: str, timeout_s: float, client_id: str, token: str) -> None:
    """Revokes the token. Raises ServiceError."""
    _submit(caller, f"{vk_id}/oauth2/logout", timeout_s, {"client_id": client_id, "access_token": token})


def call_service(
    caller: Caller, method: str, url: str, timeout_s: float, authorization: str, body: object = None
) -> dict[str, Any]:
    """Calls another service, with a body in JSON if there is one; returns its JSON answer. Raises ServiceError."""
    headers = {"Authorization": authorization}
    if body is None:
        return _call(caller, method, url, timeout_s, None, headers)
    headers["Content-Type"] = "application/json"
    return _call(caller, method, url, timeout_s, json.dumps(body).encode(), headers)


def build_basic_authorization(client_id: str, secret: str) -> str:
    """Returns the Authorization header of a client with a secret (RFC 7617)."""
    return f"Basic {base64.b64encode(f'{client_id}:{secret}'.encode()).decode()}"


def _submit(caller: Caller, url: str, timeout_s: float, form: Mapping[str, str]) -> dict[str, Any]:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return _call(caller, "POST", url, timeout_s, urlencode(form).encode(), headers)


def _call(
    caller: Caller, method: str, url: str, timeout_s: float, body: bytes | None, headers: Mapping[str, str]
) -> dict[str, Any]:
    try:
        with dispatching.release_thread():
            answer = caller.call(method, url, timeout_s, body, headers)
        fields = json.loads(answer.body) if answer.body else {}
    except (CallFailedError, ValueError) as error:
        raise ServiceUnavailableError(f"{url}: {error}") from error
    if answer.status >= 500:
        raise ServiceUnavailableError(f"{url}: HTTP {answer.status}")
    if answer.status >= 400 or "error" in fields:
        raise ServiceRefusedError(str(fields.get("error", "")), answer.status)
    return dict(fields)
