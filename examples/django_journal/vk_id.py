"""VK ID's OAuth 2.1, as far as a journal needs it: the address to send a person to, the token, the person's data."""

import base64
import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

from examples.django_journal.attempts import Attempt
from examples.django_journal.calls import Refused, call
from examples.django_journal.config import CLIENT_ID, config


@dataclass(frozen=True)
class Owner:
    """The educational profile that a token was given for."""

    profile_id: int
    name: str


def authorize_url(attempt: Attempt) -> str:
    """Where a person signs in to VK ID and agrees."""
    digest = hashlib.sha256(attempt.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": config().redirect_uri,
        "state": attempt.state,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
        "scope": "vkid.personal_info",
    }
    return f"{config().vk_id}/authorize?{urlencode(query)}"


def redeem(code: str, device_id: str, attempt: Attempt) -> str:
    """The access token that a code is good for, once. Raises Silent or Refused."""
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT_ID,
        "client_secret": config().client_secret,
        "code": code,
        "code_verifier": attempt.verifier,
        "device_id": device_id,
        "redirect_uri": config().redirect_uri,
        "state": attempt.state,
    }
    answer = call("POST", f"{config().vk_id}/oauth2/auth", data=form)
    if not answer.get("access_token"):
        raise Refused("no_token")
    return str(answer["access_token"])


def owner_of(token: str) -> Owner:
    """Whose token it is. Raises Silent or Refused."""
    form = {"client_id": CLIENT_ID, "access_token": token}
    user = call("POST", f"{config().vk_id}/oauth2/user_info", data=form).get("user")
    if not isinstance(user, dict) or not str(user.get("user_id", "")).isdecimal():
        raise Refused("no_user")
    return Owner(int(user["user_id"]), f"{user.get('last_name', '')} {user.get('first_name', '')}".strip())


def end_token(token: str) -> None:
    """Nothing can be done with the token any more. Raises Silent or Refused."""
    call("POST", f"{config().vk_id}/oauth2/logout", data={"client_id": CLIENT_ID, "access_token": token})
