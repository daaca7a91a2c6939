"""Logins: how they begin at VK ID, which account a browser is remembered for, and how they end."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from mock_server.clock import now, shift_time
from mock_server.model.sandbox import TimeShift
from mock_server.model.sferum import Profile
from mock_server.model.vk_id import Account, AuthorizationCode, Client, Consent, Login, VkSession
from mock_server.rows import RowLock, RowQuery, Transaction, insert_row, update_row
from mock_server.rules import protocol
from mock_server.rules.protocol import OAuthError, Strictness
from mock_server.settings import SandboxSettings
from mock_server.upserts import upsert

_LOGIN = RowQuery(
    select(Login, Client, Account, Profile, AuthorizationCode, TimeShift.seconds)
    .join(Client, Client.id == Login.client_id)
    .outerjoin(Account, Account.phone == Login.phone)
    .outerjoin(Profile, and_(Profile.id == Login.profile_id, Profile.account_id == Account.id))
    .outerjoin(AuthorizationCode, AuthorizationCode.login_id == Login.id)
    .outerjoin(TimeShift, TimeShift.phone == Login.phone)
    .where(Login.id == bindparam("login_id"))
)
_LOGIN_LOCK = RowLock(select(Login.id).where(Login.id == bindparam("login_id")))
_REMEMBERED = RowQuery(
    select(Account).join(VkSession, VkSession.account_id == Account.id).where(VkSession.token == bindparam("token"))
)
_CONSENT = RowQuery(
    select(Consent).where(Consent.client_id == bindparam("client_id"), Consent.account_id == bindparam("account_id"))
)
_PROFILES = RowQuery(select(Profile).where(Profile.account_id == bindparam("account_id")).order_by(Profile.created_at))


@dataclass(frozen=True)
class LoginState:
    """A login and what belongs to it, from one read."""

    login: Login
    client: Client
    account: Account | None
    """Of the login's phone."""
    profile: Profile | None
    """The chosen profile, if it still belongs to the account."""
    code: AuthorizationCode | None
    """The code, or the silent token, that has ended the login."""
    time_shift_s: float | None

    @property
    def has_ended(self) -> bool:
        """Whether the browser has been sent back to the client: nothing about the login may change any more."""
        return self.login.refused_at is not None or self.code is not None

    @property
    def chosen_profile(self) -> Profile | None:
        """The profile that a confirmed login goes back with."""
        return self.profile if self.login.confirmed_at is not None else None

    @property
    def moment(self) -> float:
        """The present moment for the owner of the login's phone."""
        return shift_time(self.time_shift_s)


def start_login(
    transaction: Transaction,
    client: Client,
    params: Mapping[str, str],
    device_id: str,
    popup_origins: list[str],
    strictness: Strictness,
) -> Login:
    """Begins a login for an authorize request.

    Raises OAuthError, which the client gets at its redirect address, for a request that may not go on.
    """
    if params.get("response_type") != "code":
        raise protocol.build_invalid_error("response_type")
    if not params.get("state"):
        raise protocol.build_invalid_error("state")
    return insert_row(
        transaction,
        Login,
        id=secrets.token_urlsafe(16),
        device_id=device_id,
        client_id=client.id,
        redirect_uri=params["redirect_uri"],
        state=params["state"],
        scope=protocol.read_scope(params, strictness),
        code_challenge=protocol.read_challenge(params),
        popup_origins=popup_origins,
        created_at=now(transaction, None),
    )


def remember_browser(transaction: Transaction, account: Account) -> str:
    """Remembers the account for this browser; returns the cookie's value."""
    token = secrets.token_urlsafe(32)
    insert_row(transaction, VkSession, token=token, account_id=account.id)
    return token


def find_remembered_account(transaction: Transaction, token: str | None) -> Account | None:
    """Returns the account that this browser is remembered for."""
    return _REMEMBERED.scalar(transaction, token=token) if token else None


def set_account(transaction: Transaction, login: Login, phone: str | None, address: str | None = None) -> None:
    """Sets whose login it is, by phone or e-mail, and deletes another account's data; None stands for nobody.

    This is the only place where a login gets an account or loses it, so that no data of an earlier account stays.
    """
    if (login.phone, login.address) == (phone, address):
        return
    turn = login.turn if login.phone is None else login.turn + 1
    nothing = dict.fromkeys(("code_id", "confirmed_at", "profile_id"))
    update_row(transaction, login, turn=turn, phone=phone, address=address, **nothing)


def confirm_remembered_login(transaction: Transaction, login: Login, account: Account) -> None:
    """Confirms the login of a remembered person, who enters neither phone nor code."""
    set_account(transaction, login, account.phone)
    update_row(transaction, login, confirmed_at=now(transaction, account.phone))


def choose_only_profile(transaction: Transaction, login: Login, client: Client, account: Account) -> None:
    """Chooses the only profile for VK's own service: the account screen would have nothing to choose from."""
    if not client.first_party:
        return
    profiles = list_profiles(transaction, account)
    if len(profiles) == 1:
        update_row(transaction, login, profile_id=profiles[0].id)


def choose_consented_profile(transaction: Transaction, login: Login, account: Account) -> None:
    """Chooses, for `prompt=none`, the profile of the person's consent. Raises OAuthError without such a consent."""
    consent = _CONSENT.scalar(transaction, client_id=login.client_id, account_id=account.id)
    if consent is not None and set(login.scope.split()) <= set(consent.scope.split()):
        update_row(transaction, login, profile_id=consent.profile_id)
    if login.profile_id is None:
        raise OAuthError("interaction_required", "the user has to choose a profile or to agree")


def list_profiles(transaction: Transaction, account: Account) -> list[Profile]:
    """Returns the educational profiles of an account, the oldest first."""
    return _PROFILES.scalars(transaction, account_id=account.id)


def find_login(transaction: Transaction, login_id: str) -> LoginState | None:
    """Returns a login with what belongs to it."""
    row = _LOGIN.find(transaction, login_id=login_id)
    return LoginState(*row) if row else None


def lock_login(transaction: Transaction, login_id: str) -> LoginState | None:
    """Returns a login as all other transactions have left it, and keeps them from changing it until the end."""
    _LOGIN_LOCK.acquire(transaction, login_id=login_id)
    return find_login(transaction, login_id)


def list_unfinished(session: Session, logins: Iterable[Login]) -> list[Login]:
    """Returns the logins from which no browser has been sent back to the client yet."""
    unrefused = {login.id: login for login in logins if login.refused_at is None}
    issued = select(AuthorizationCode.login_id).where(AuthorizationCode.login_id.in_(unrefused))
    agreed = {*session.scalars(issued)}
    return [login for login_id, login in unrefused.items() if login_id not in agreed]


def issue_code(
    transaction: Transaction, login: Login, account: Account, settings: SandboxSettings, moment: float
) -> AuthorizationCode:
    """Returns the code, or the silent token, that ends a login, and keeps the person's consent."""
    assert login.profile_id is not None
    chosen = {"profile_id": login.profile_id, "scope": login.scope}
    upsert(transaction, Consent, client_id=login.client_id, account_id=account.id, **chosen)
    return insert_row(
        transaction,
        AuthorizationCode,
        code=f"{'vk2.a.' if login.flow == 'code' else ''}{secrets.token_urlsafe(64)}",
        login_id=login.id,
        expires_at=moment + settings.authorization_code_lifetime_s,
    )
