"""Tokens: how a code is redeemed for them, how they are refreshed and revoked (RFC 6749 §4.1.3, §6)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from mock_server.clock import now
from mock_server.model.base import LOCK
from mock_server.model.vk_id import AccessToken, Account, AuthorizationCode, Client, Consent, Login, RefreshToken
from mock_server.rules import clients, protocol
from mock_server.rules.protocol import OAuthError, Strictness
from mock_server.settings import SandboxSettings


@dataclass
class TokenReusedError(OAuthError):
    """A code or a refresh token was used again: the caller has to revoke all tokens of its login (`end_tokens`)."""

    login_id: str = ""


@dataclass(frozen=True)
class IssuedTokens:
    """A pair of tokens, and the moment it was made."""

    access: AccessToken
    refresh: RefreshToken
    at: float


def redeem_code(
    session: Session, client: Client, params: Mapping[str, str], settings: SandboxSettings, strictness: Strictness
) -> IssuedTokens:
    """Exchanges a code for tokens, once. Raises OAuthError; TokenReusedError for a code that was redeemed already."""
    code = session.get(AuthorizationCode, params.get("code", ""), with_for_update={"of": AuthorizationCode, **LOCK})
    refusal = protocol.build_invalid_error("code", "invalid_grant")
    if code is None or code.login.client_id != client.id or code.login.flow != "code":
        raise refusal
    login, moment = code.login, now(session, code.login.phone)
    if code.redeemed_at is not None:
        raise TokenReusedError(refusal.error, refusal.description, login_id=login.id)
    if moment >= code.expires_at:
        raise OAuthError("invalid_grant", "code is expired")
    if not clients.is_same_redirect_uri(params.get("redirect_uri", ""), login.redirect_uri):
        raise protocol.build_invalid_error("redirect_uri")
    if params.get("device_id") != login.device_id:
        raise protocol.build_invalid_error("device_id")
    assert login.code_challenge is not None
    protocol.check_verifier(params.get("code_verifier", ""), login.code_challenge, strictness)
    code.redeemed_at = moment
    return _issue(session, login, settings, moment)


def refresh_tokens(
    session: Session, client: Client, params: Mapping[str, str], settings: SandboxSettings
) -> IssuedTokens:
    """Exchanges a refresh token, once, for a new pair. Raises OAuthError; TokenReusedError for one used already."""
    token = params.get("refresh_token", "")
    _lock_logins(session, RefreshToken.login_id == Login.id, RefreshToken.token == token)
    used = session.get(RefreshToken, token)
    refusal = protocol.build_invalid_error("refresh_token", "invalid_grant")
    if used is None or used.login.client_id != client.id:
        raise refusal
    login, moment = used.login, now(session, used.login.phone)
    if used.ended_at is not None:
        raise TokenReusedError(refusal.error, refusal.description, login_id=login.id)
    if moment >= used.expires_at:
        raise refusal
    if params.get("device_id") != login.device_id:
        raise protocol.build_invalid_error("device_id")
    end_tokens(session, login)
    return _issue(session, login, settings, moment)


def end_tokens(session: Session, *logins: Login) -> None:
    """Revokes all that logins of one person gave: codes, access tokens, families of refresh tokens."""
    if not logins:
        return
    moment, ids = now(session, logins[0].phone), [login.id for login in logins]
    _lock_logins(session, Login.id.in_(ids))
    code, access, family = AuthorizationCode, AccessToken, RefreshToken
    for statement in (
        update(code).where(code.login_id.in_(ids), code.redeemed_at.is_(None)).values(redeemed_at=moment),
        update(family).where(family.login_id.in_(ids), family.ended_at.is_(None)).values(ended_at=moment),
        update(access).where(access.login_id.in_(ids), access.revoked_at.is_(None)).values(revoked_at=moment),
    ):
        session.execute(statement)


def withdraw_consent(session: Session, login: Login) -> None:
    """Deletes the person's consent and revokes the client's tokens for this person."""
    account_id = session.scalar(select(Account.id).where(Account.phone == login.phone))
    consent = session.get(Consent, (login.client_id, account_id))
    if consent is not None:
        session.delete(consent)
    logins = select(Login).where(Login.client_id == login.client_id, Login.phone == login.phone)
    end_tokens(session, *session.scalars(logins))


def load_token(session: Session, token: str, *, lock: bool = False) -> AccessToken:
    """Returns an access token that is valid now, with `lock` to the end of the transaction. Raises OAuthError."""
    access = session.get(AccessToken, token, with_for_update={"of": AccessToken, **LOCK} if lock else None)
    if access is None or access.revoked_at is not None or now(session, access.login.phone) >= access.expires_at:
        raise protocol.build_invalid_error("access_token", "invalid_token", 401)
    return access


def issue_access_token(session: Session, login: Login, settings: SandboxSettings, moment: float) -> AccessToken:
    """Returns a new access token for the profile and the rights of the login."""
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


def _issue(session: Session, login: Login, settings: SandboxSettings, moment: float) -> IssuedTokens:
    family = RefreshToken(
        token=f"vk2.a.{secrets.token_urlsafe(64)}",
        login_id=login.id,
        expires_at=moment + settings.refresh_token_lifetime_s,
    )
    session.add(family)
    return IssuedTokens(issue_access_token(session, login, settings, moment), family, moment)


def _lock_logins(session: Session, *conditions: ColumnElement[bool]) -> None:
    """Lets one transaction at a time renew or revoke what a login gave: the next sees all that this one has issued."""
    session.execute(select(Login.id).where(*conditions).order_by(Login.id).with_for_update(of=Login, **LOCK))
