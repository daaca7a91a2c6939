"""Tokens: how a code is redeemed for them, how they are refreshed and revoked (RFC 6749 §4.1.3, §6)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update

from mock_server.clock import now, shift_time
from mock_server.model.sandbox import TimeShift
from mock_server.model.sferum import Profile
from mock_server.model.vk_id import AccessToken, Account, AuthorizationCode, Client, Consent, Login, RefreshToken
from mock_server.rows import RowLock, RowQuery, Transaction, connect, insert_row, update_row
from mock_server.rules import clients, protocol
from mock_server.rules.protocol import OAuthError, Strictness
from mock_server.settings import SandboxSettings

_CODE = RowQuery(
    select(AuthorizationCode, Login, TimeShift.seconds)
    .join(Login, Login.id == AuthorizationCode.login_id)
    .outerjoin(TimeShift, TimeShift.phone == Login.phone)
    .where(AuthorizationCode.code == bindparam("code"))
)
_CODE_LOCK = RowLock(select(AuthorizationCode.code).where(AuthorizationCode.code == bindparam("code")))
_REFRESH_TOKEN = RowQuery(
    select(RefreshToken, Login, TimeShift.seconds)
    .join(Login, Login.id == RefreshToken.login_id)
    .outerjoin(TimeShift, TimeShift.phone == Login.phone)
    .where(RefreshToken.token == bindparam("token"))
)
_LOGIN_OF_CHALLENGE = RowQuery(select(Login).where(Login.code_challenge == bindparam("challenge")))
_ACCESS_TOKEN = RowQuery(
    select(AccessToken, Login, Client, Profile, Account, TimeShift.seconds)
    .join(Login, Login.id == AccessToken.login_id)
    .join(Client, Client.id == AccessToken.client_id)
    .join(Profile, Profile.id == AccessToken.profile_id)
    .outerjoin(Account, Account.phone == Login.phone)
    .outerjoin(TimeShift, TimeShift.phone == Login.phone)
    .where(AccessToken.token == bindparam("token"))
)
_ACCESS_TOKEN_LOCK = RowLock(select(AccessToken.token).where(AccessToken.token == bindparam("token")))
# One transaction at a time renews or revokes what a login gave: the next one sees all that this one has issued.
_FAMILY_LOCK = RowLock(
    select(Login.id).where(
        Login.id == select(RefreshToken.login_id).where(RefreshToken.token == bindparam("token")).scalar_subquery()
    )
)
_LOGINS_LOCK = RowLock(select(Login.id).where(Login.id.in_(bindparam("ids", expanding=True))).order_by(Login.id))


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


@dataclass(frozen=True)
class TokenState:
    """An access token, valid or not, and what belongs to it, from one read."""

    access: AccessToken
    login: Login
    client: Client
    profile: Profile
    account: Account | None
    """Of the login's phone; None once VK ID has forgotten the person."""
    moment: float
    """Of the read, as it is for the token's person."""


def find_login(transaction: Transaction, params: Mapping[str, str]) -> Login | None:
    """Returns the login whose tokens the request asks for, before it is clear whether it may have them."""
    code = _CODE.find(transaction, code=params["code"]) if "code" in params else None
    token = _REFRESH_TOKEN.find(transaction, token=params["refresh_token"]) if "refresh_token" in params else None
    for grant in (code, token):
        if grant is not None:
            return grant[1]
    # A client that redeems a wrong code still shows whose login it was, by its verifier.
    challenge = protocol.compute_challenge(params.get("code_verifier", ""))
    return _LOGIN_OF_CHALLENGE.scalar(transaction, challenge=challenge)


def find_code(transaction: Transaction, code: str) -> tuple[AuthorizationCode, Login, float] | None:
    """Returns a code or a silent token with its login, and the present moment for its person."""
    row = _CODE.find(transaction, code=code)
    return (row[0], row[1], shift_time(row[2])) if row else None


def lock_code(transaction: Transaction, code: str) -> tuple[AuthorizationCode, Login, float] | None:
    """Returns what `find_code` does, and keeps others from redeeming the code until the transaction ends."""
    _CODE_LOCK.acquire(transaction, code=code)
    return find_code(transaction, code)


def redeem_code(
    transaction: Transaction,
    client: Client,
    params: Mapping[str, str],
    settings: SandboxSettings,
    strictness: Strictness,
) -> IssuedTokens:
    """Exchanges a code for tokens, once. Raises OAuthError; TokenReusedError for a code that was redeemed already."""
    found = lock_code(transaction, params.get("code", ""))
    refusal = protocol.build_invalid_error("code", "invalid_grant")
    if found is None:
        raise refusal
    code, login, moment = found
    if login.client_id != client.id or login.flow != "code":
        raise refusal
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
    update_row(transaction, code, redeemed_at=moment)
    return _issue(transaction, login, settings, moment)


def refresh_tokens(
    transaction: Transaction, client: Client, params: Mapping[str, str], settings: SandboxSettings
) -> IssuedTokens:
    """Exchanges a refresh token, once, for a new pair. Raises OAuthError; TokenReusedError for one used already."""
    token = params.get("refresh_token", "")
    _FAMILY_LOCK.acquire(transaction, token=token)
    found = _REFRESH_TOKEN.find(transaction, token=token)
    refusal = protocol.build_invalid_error("refresh_token", "invalid_grant")
    if found is None or found[1].client_id != client.id:
        raise refusal
    used, login, moment = found[0], found[1], shift_time(found[2])
    if used.ended_at is not None:
        raise TokenReusedError(refusal.error, refusal.description, login_id=login.id)
    if moment >= used.expires_at:
        raise refusal
    if params.get("device_id") != login.device_id:
        raise protocol.build_invalid_error("device_id")
    end_tokens(transaction, moment, login.id)
    return _issue(transaction, login, settings, moment)


def end_tokens(transaction: Transaction, moment: float, *login_ids: str) -> None:
    """Revokes all that logins gave: codes, access tokens, families of refresh tokens."""
    if not login_ids:
        return
    _LOGINS_LOCK.acquire(transaction, ids=login_ids)
    code, access, family = AuthorizationCode, AccessToken, RefreshToken
    for statement in (
        update(code).where(code.login_id.in_(login_ids), code.redeemed_at.is_(None)).values(redeemed_at=moment),
        update(family).where(family.login_id.in_(login_ids), family.ended_at.is_(None)).values(ended_at=moment),
        update(access).where(access.login_id.in_(login_ids), access.revoked_at.is_(None)).values(revoked_at=moment),
    ):
        connect(transaction).execute(statement)


def end_tokens_of_login(transaction: Transaction, login_id: str) -> None:
    """Revokes all that one login gave."""
    phone = connect(transaction).scalar(select(Login.phone).where(Login.id == login_id))
    end_tokens(transaction, now(transaction, phone), login_id)


def withdraw_consent(transaction: Transaction, login: Login) -> None:
    """Deletes the person's consent and revokes the client's tokens for this person."""
    connection = connect(transaction)
    account = select(Account.id).where(Account.phone == login.phone).scalar_subquery()
    connection.execute(delete(Consent).where(Consent.client_id == login.client_id, Consent.account_id == account))
    logins = select(Login.id).where(Login.client_id == login.client_id, Login.phone == login.phone)
    end_tokens(transaction, now(transaction, login.phone), *connection.scalars(logins))


def find_token(transaction: Transaction, token: str) -> TokenState | None:
    """Returns an access token that the client has been given, also one that has expired or is revoked."""
    row = _ACCESS_TOKEN.find(transaction, token=token)
    return TokenState(*row[:-1], moment=shift_time(row[-1])) if row else None


def require_valid_token(found: TokenState | None) -> TokenState:
    """Returns the token, if it is valid at its moment. Raises OAuthError."""
    if found is None or found.access.revoked_at is not None or found.moment >= found.access.expires_at:
        raise protocol.build_invalid_error("access_token", "invalid_token", 401)
    return found


def lock_token(transaction: Transaction, token: str) -> None:
    """Keeps a valid access token valid until the transaction ends. Raises OAuthError."""
    _ACCESS_TOKEN_LOCK.acquire(transaction, token=token)
    require_valid_token(find_token(transaction, token))


def issue_access_token(transaction: Transaction, login: Login, settings: SandboxSettings, moment: float) -> AccessToken:
    """Returns a new access token for the profile and the rights of the login."""
    assert login.profile_id is not None
    return insert_row(
        transaction,
        AccessToken,
        token=f"vk2.a.{secrets.token_urlsafe(64)}",
        login_id=login.id,
        client_id=login.client_id,
        profile_id=login.profile_id,
        scope=login.scope,
        expires_at=moment + settings.access_token_lifetime_s,
    )


def _issue(transaction: Transaction, login: Login, settings: SandboxSettings, moment: float) -> IssuedTokens:
    family = insert_row(
        transaction,
        RefreshToken,
        token=f"vk2.a.{secrets.token_urlsafe(64)}",
        login_id=login.id,
        expires_at=moment + settings.refresh_token_lifetime_s,
    )
    return IssuedTokens(issue_access_token(transaction, login, settings, moment), family, moment)
