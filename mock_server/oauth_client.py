"""How the sandbox's own sites use VK ID: over HTTP, as any client does."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from mock_server.http import dispatching

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


def redeem_code(http: httpx.Client, vk_id: str, timeout_s: float, **form: str) -> dict[str, Any]:
    """Exchanges the code that came back for a token. Raises ServiceError."""
    return call_service(
        http, "POST", f"{vk_id}/oauth2/auth", timeout_s, data={"grant_type": "authorization_code", **form}
    )


def fetch_user_info(http: httpx.Client, vk_id: str, timeout_s: float, client_id: str, token: str) -> dict[str, Any]:
    """Returns the data of the token's owner. Raises ServiceError."""
    form = {"client_id": client_id, "access_token": token}
    answer = call_service(http, "POST", f"{vk_id}/oauth2/user_info", timeout_s, data=form)
    return dict(answer["user"])


def logout(http: httpx.Client, vk_id: str, timeout_s: float, client_id: str, token: str) -> None:
    """Revokes the token. Raises ServiceError."""
    form = {"client_id": client_id, "access_token": token}
    call_service(http, "POST", f"{vk_id}/oauth2/logout", timeout_s, data=form)


def call_service(http: httpx.Client, method: str, url: str, timeout_s: float, **request: Any) -> dict[str, Any]:
    """Calls another service; returns its JSON answer. Raises ServiceError."""
    try:
        with dispatching.release_thread():
            response = http.request(method, url, timeout=timeout_s, **request)
        answer = response.json() if response.content else {}
    except (httpx.HTTPError, ValueError) as error:
        raise ServiceUnavailableError(f"{url}: {type(error).__name__}") from error
    if response.status_code >= 500:
        raise ServiceUnavailableError(f"{url}: HTTP {response.status_code}")
    if response.status_code >= 400 or "error" in answer:
        raise ServiceRefusedError(str(answer.get("error", "")), response.status_code)
    return dict(answer)
