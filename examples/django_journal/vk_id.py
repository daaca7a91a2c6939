"""VK ID's OAuth 2.1, as far as a journal needs it: the address to send a person to, the token, the person's data."""

import base64
import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

from examples.django_journal.attempts import Attempt
from examples.django_journal.calls import Refused, call
from examples.django_journal.config import CLIENT_ID, config
from examples.django_journal.mistakes import Mistake, made


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
    if made(Mistake.PKCE_PLAIN):
        query |= {"code_challenge": attempt.verifier, "code_challenge_method": "plain"}
    if made(Mistake.REDIRECT_URI_QUERY):
        query["redirect_uri"] += "?from=vk"
    if made(Mistake.GREEDY_SCOPE):
        query["scope"] += " friends wall photos"
    return f"{config().vk_id}/authorize?{urlencode(query)}"


def redeem(code: str, device_id: str, attempt: Attempt) -> str:
    """The access token that a code is good for, once. Raises Silent or Refused."""
    answer = call("POST", token_address(), data=redemption(code, device_id, attempt))
    if not answer.get("access_token"):
        raise Refused("no_token")
    return str(answer["access_token"])


def token_address() -> str:
    """Where codes are redeemed."""
    return f"{config().vk_id}/oauth2/auth"


def redemption(code: str, device_id: str, attempt: Attempt) -> dict[str, str]:
    """What is shown to VK ID for a token."""
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
    if made(Mistake.WRONG_VERIFIER):
        form["code_verifier"] = form["code_verifier"][::-1]
    if made(Mistake.NO_DEVICE_ID):
        del form["device_id"]
    if made(Mistake.WRONG_SECRET):
        form["client_secret"] += "-of-last-year"
    return form


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
