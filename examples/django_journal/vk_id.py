"""The part of VK ID's OAuth 2.1 that a journal needs: authorization address, access token, profile."""

import base64
import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

from examples.django_journal.config import CLIENT_ID, get_config
from examples.django_journal.http_client import ServiceRefusedError, call
from examples.django_journal.link_attempts import LinkAttempt


@dataclass(frozen=True)
class Profile:
    """The educational profile that an access token was issued for."""

    id: int
    name: str


def authorize_url(attempt: LinkAttempt) -> str:
    """Returns the address where the teacher signs in to VK ID and gives consent."""
    return f"{get_config().vk_id}/authorize?{urlencode(authorize_params(attempt))}"


def authorize_params(attempt: LinkAttempt) -> dict[str, str]:
    """Returns the parameters of the authorization request: RFC 6749, 4.1.1, with PKCE (RFC 7636, 4.3)."""
    digest = hashlib.sha256(attempt.code_verifier.encode()).digest()
    return {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": get_config().redirect_uri,
        "state": attempt.state,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
        "scope": "vkid.personal_info",
    }


def redeem_code(attempt: LinkAttempt, code: str, device_id: str) -> str:
    """Returns the access token for an authorization code; a code works once. Raises ServiceError."""
    answer = call("POST", token_url(), data=token_params(attempt, code, device_id))
    if not answer.get("access_token"):
        raise ServiceRefusedError("no_token")
    return str(answer["access_token"])


def token_url() -> str:
    """Returns the address where codes are redeemed."""
    return f"{get_config().vk_id}/oauth2/auth"


def token_params(attempt: LinkAttempt, code: str, device_id: str) -> dict[str, str]:
    """Returns the parameters of the token request: RFC 6749, 4.1.3, and what VK ID adds."""
    return {
        "grant_type": "authorization_code",
        "client_id": CLIENT_ID,
        "client_secret": get_config().client_secret,
        "code": code,
        "code_verifier": attempt.code_verifier,
        "device_id": device_id,
        "redirect_uri": get_config().redirect_uri,
        "state": attempt.state,
    }


def fetch_profile(access_token: str) -> Profile:
    """Returns the profile that the token was issued for. Raises ServiceError."""
    form = {"client_id": CLIENT_ID, "access_token": access_token}
    user = call("POST", f"{get_config().vk_id}/oauth2/user_info", data=form).get("user")
    if not isinstance(user, dict) or not str(user.get("user_id", "")).isdecimal():
        raise ServiceRefusedError("no_user")
    return Profile(int(user["user_id"]), f"{user.get('last_name', '')} {user.get('first_name', '')}".strip())


def revoke_token(access_token: str) -> None:
    """Revokes the token. Raises ServiceError."""
    form = {"client_id": CLIENT_ID, "access_token": access_token}
    call("POST", f"{get_config().vk_id}/oauth2/logout", data=form)
