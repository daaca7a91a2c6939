"""Tokens: what a code is redeemed for, how they are refreshed, and what ends them (RFC 6749 §4.1.3, §6)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mock_server.clock import now
from mock_server.model.vk_id import AccessToken, Account, AuthorizationCode, Client, Consent, Login, RefreshToken
from mock_server.rules import protocol
from mock_server.rules.protocol import OAuthError, Strictness
from mock_server.settings import Settings


@dataclass
class TokenReusedError(OAuthError):
    """A code or a refresh token was shown again: all tokens of its login are to be ended."""

    login_id: str = ""


@dataclass(frozen=True)
class Issued:
    """A pair of tokens, at the moment it was made."""

    access: AccessToken
    refresh: RefreshToken
    at: float


def redeem_code(
    session: Session, client: Client, asked: Mapping[str, str], settings: Settings, mode: Strictness
) -> Issued:
    """Exchange a code for tokens, once. Raises OAuthError; TokenReusedError where the code has been redeemed already."""
    code = session.get(AuthorizationCode, asked.get("code", ""), with_for_update={"of": AuthorizationCode})
    refusal = protocol.invalid("code", "invalid_grant")
    if code is None or code.login.client_id != client.id or code.login.flow != "code":
        raise refusal
    login, moment = code.login, now(session, code.login.phone)
    if code.redeemed_at is not None:
        raise TokenReusedError(refusal.error, refusal.description, login_id=login.id)
    if moment >= code.expires_at:
        raise OAuthError("invalid_grant", "code is expired")
    for name in ("redirect_uri", "device_id"):
        if asked.get(name) != getattr(login, name):
            raise protocol.invalid(name)
    assert login.code_challenge is not None
    protocol.check_verifier(asked.get("code_verifier", ""), login.code_challenge, mode)
    code.redeemed_at = moment
    return _issue(session, login, settings, moment)


def refresh(session: Session, client: Client, asked: Mapping[str, str], settings: Settings) -> Issued:
    """Exchange a refresh token for a new pair; the old one dies. Raises OAuthError; TokenReusedError where it had died."""
    old = session.get(RefreshToken, asked.get("refresh_token", ""), with_for_update={"of": RefreshToken})
    refusal = protocol.invalid("refresh_token", "invalid_grant")
    if old is None or old.login.client_id != client.id:
        raise refusal
    login, moment = old.login, now(session, old.login.phone)
    if old.ended_at is not None:
        raise TokenReusedError(refusal.error, refusal.description, login_id=login.id)
    if moment >= old.expires_at:
        raise refusal
    if asked.get("device_id") != login.device_id:
        raise protocol.invalid("device_id")
    end_tokens(session, login)
    return _issue(session, login, settings, moment)


def end_tokens(session: Session, login: Login) -> None:
    """End all that a login gave: its code, its access tokens, its family of refresh tokens."""
    moment, mine = now(session, login.phone), login.id
    code, access, family = AuthorizationCode, AccessToken, RefreshToken
    for ended in (
        update(code).where(code.login_id == mine, code.redeemed_at.is_(None)).values(redeemed_at=moment),
        update(access).where(access.login_id == mine, access.revoked_at.is_(None)).values(revoked_at=moment),
        update(family).where(family.login_id == mine, family.ended_at.is_(None)).values(ended_at=moment),
    ):
        session.execute(ended)


def withdraw_consent(session: Session, login: Login) -> None:
    """The person's consent is no more, nor is anything that the client had for it."""
    account_id = session.scalar(select(Account.id).where(Account.phone == login.phone))
    given = session.get(Consent, (login.client_id, account_id))
    if given is not None:
        session.delete(given)
    mine = select(Login).where(Login.client_id == login.client_id, Login.phone == login.phone)
    for each in session.scalars(mine):
        end_tokens(session, each)


def load_token(session: Session, token: str) -> AccessToken:
    """A token that is good now. Raises OAuthError where it is not."""
    known = session.get(AccessToken, token, with_for_update={"of": AccessToken})
    if known is None or known.revoked_at is not None or now(session, known.login.phone) >= known.expires_at:
        raise protocol.invalid("access_token", "invalid_token", 401)
    return known


def issue_access(session: Session, login: Login, settings: Settings, moment: float) -> AccessToken:
    """An access token for what the login was for."""
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


def _issue(session: Session, login: Login, settings: Settings, moment: float) -> Issued:
    family = RefreshToken(
        token=f"vk2.a.{secrets.token_urlsafe(64)}",
        login_id=login.id,
        expires_at=moment + settings.refresh_token_lifetime_s,
    )
    session.add(family)
    return Issued(issue_access(session, login, settings, moment), family, moment)
