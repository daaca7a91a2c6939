"""VK ID's side of OAuth 2.1 with PKCE: logins, codes and tokens (RFC 6749, RFC 7636)."""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server.clock import now
from mock_server.model import AccessToken, Account, AuthorizationCode, Client, Login, Profile, VkSession
from mock_server.settings import Settings

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43,128}")


@dataclass
class OAuthError(Exception):
    """An error answer of RFC 6749 §4.1.2.1 or §5.2: its name, a description, and the HTTP status that goes with it."""

    error: str
    description: str
    status: int = 400


@dataclass
class ClientError(Exception):
    """The request names no client, or a redirect address not its own: told to the person, never redirected."""

    description: str


def client_of(session: Session, client_id: str, redirect_uri: str) -> Client:
    """The registered client, if the redirect address is one of its own to the letter (RFC 9700 §2.1)."""
    client = session.get(Client, client_id)
    if client is None:
        raise ClientError("client_id is missing or invalid")
    if redirect_uri not in client.redirect_uris:
        raise ClientError("redirect_uri is missing or invalid")
    return client


def start_login(session: Session, client: Client, asked: Mapping[str, str], device_id: str) -> Login:
    """Begin a trip through the screens for an authorize request.

    Raises OAuthError, to be sent back to the client, for a request that may not go on.
    """
    if asked.get("response_type") != "code":
        raise OAuthError("invalid_request", "response_type is missing or invalid")
    if asked.get("code_challenge_method", "").lower() != "s256":
        raise OAuthError("invalid_request", "code_challenge_method is missing or invalid")
    if not _CHALLENGE.fullmatch(asked.get("code_challenge", "")):
        raise OAuthError("invalid_request", "code_challenge is missing or invalid")
    if not asked.get("state"):
        raise OAuthError("invalid_request", "state is missing or invalid")
    login = Login(
        id=secrets.token_urlsafe(16),
        device_id=device_id,
        client_id=client.id,
        redirect_uri=asked["redirect_uri"],
        state=asked["state"],
        scope=asked.get("scope") or "vkid.personal_info",
        code_challenge=asked["code_challenge"],
        code_challenge_method="S256",
        created_at=now(session, None),
    )
    session.add(login)
    session.flush()
    return login


def remember(session: Session, account: Account) -> str:
    """Remember the account for this browser; returns what its cookie is to hold."""
    token = secrets.token_urlsafe(32)
    session.add(VkSession(token=token, account_id=account.id))
    return token


def remembered(session: Session, token: str | None) -> Account | None:
    """The account this browser is remembered for."""
    known = session.get(VkSession, token) if token else None
    return session.get(Account, known.account_id) if known else None


def choose_only_profile(session: Session, login: Login) -> None:
    """Spare a person who comes to VK's own service the account screen where there is nothing to choose."""
    if not session.get_one(Client, login.client_id).first_party:
        return
    found = session.scalars(select(Profile.id).join(Account).where(Account.phone == login.phone)).all()
    if len(found) == 1:
        login.profile_id = found[0]


def has_ended(session: Session, login: Login) -> bool:
    """Whether the login has gone back to its client, with a code or a refusal."""
    issued = session.scalar(select(AuthorizationCode.code).where(AuthorizationCode.login_id == login.id))
    return login.refused_at is not None or issued is not None


def issue_code(session: Session, login: Login, settings: Settings) -> AuthorizationCode:
    """The code that ends a login: the same one however often it is asked for, so a double click makes one."""
    code = session.scalar(select(AuthorizationCode).where(AuthorizationCode.login_id == login.id))
    if code is None:
        code = AuthorizationCode(
            code=f"vk2.a.{secrets.token_urlsafe(64)}",
            login_id=login.id,
            expires_at=now(session, login.phone) + settings.authorization_code_lifetime_s,
        )
        session.add(code)
        session.flush()
    return code


def find_code(session: Session, code: str) -> AuthorizationCode | None:
    """A code that was issued, used or not."""
    return session.get(AuthorizationCode, code)


def redeem_code(session: Session, asked: Mapping[str, str], settings: Settings) -> AccessToken | OAuthError:
    """Exchange a code for a token, once; the error is returned, since what a refusal changes must be kept.

    A code used twice also loses the token it gave (RFC 6749 §4.1.2).
    """
    code = session.get(AuthorizationCode, asked.get("code", ""), with_for_update=True)
    if code is None or code.login.client_id != asked.get("client_id"):
        return OAuthError("invalid_grant", "code is missing or invalid")
    login, moment = code.login, now(session, code.login.phone)
    if code.redeemed_at is not None:
        for token in session.scalars(select(AccessToken).where(AccessToken.login_id == login.id)):
            token.revoked_at = token.revoked_at or moment
        return OAuthError("invalid_grant", "code is missing or invalid")
    if moment >= code.expires_at:
        return OAuthError("invalid_grant", "code is expired")
    if asked.get("redirect_uri") != login.redirect_uri:
        return OAuthError("invalid_request", "redirect_uri is missing or invalid")
    if asked.get("device_id") != login.device_id:
        return OAuthError("invalid_request", "device_id is missing or invalid")
    if not secrets.compare_digest(challenge_of(asked.get("code_verifier", "")), login.code_challenge.rstrip("=")):
        return OAuthError("invalid_request", "verifier is missing or invalid")
    code.redeemed_at = moment
    assert login.profile_id is not None
    token = AccessToken(
        token=f"vk2.a.{secrets.token_urlsafe(64)}",
        login_id=login.id,
        client_id=login.client_id,
        profile_id=login.profile_id,
        scope=login.scope,
        expires_at=moment + settings.access_token_lifetime_s,
    )
    session.add(token)
    session.flush()
    return token


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636 §4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def token_of(session: Session, token: str) -> AccessToken:
    """A token that is good now. Raises OAuthError where it is not."""
    known = session.get(AccessToken, token, with_for_update=True)
    if (
        known is None
        or known.revoked_at is not None
        or now(session, phone_of_token(session, known)) >= known.expires_at
    ):
        raise OAuthError("invalid_token", "access_token is missing or invalid", 401)
    return known


def revoke_token(session: Session, token: AccessToken) -> None:
    """From now on the token is good for nothing."""
    known = session.get_one(AccessToken, token.token, with_for_update=True)
    known.revoked_at = known.revoked_at or now(session, phone_of_token(session, known))


def phone_of_token(session: Session, token: AccessToken) -> str | None:
    """Whose token it is."""
    return session.get_one(Login, token.login_id).phone


def profile_of_token(session: Session, token: AccessToken) -> Profile:
    """The profile a token acts for."""
    return session.get_one(Profile, token.profile_id)
