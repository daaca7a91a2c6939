"""Logins: how they begin at VK ID, which account a browser is remembered for, and how they end."""

import secrets
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server.clock import now
from mock_server.model.sferum import Profile
from mock_server.model.vk_id import Account, AuthorizationCode, Client, Consent, Login, VkSession
from mock_server.rules import protocol
from mock_server.rules.protocol import OAuthError, Strictness
from mock_server.settings import SandboxSettings
from mock_server.upserts import upsert


def start_login(
    session: Session,
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
    login = Login(
        id=secrets.token_urlsafe(16),
        device_id=device_id,
        client_id=client.id,
        redirect_uri=params["redirect_uri"],
        state=params["state"],
        scope=protocol.read_scope(params, strictness),
        code_challenge=protocol.read_challenge(params),
        popup_origins=popup_origins,
        created_at=now(session, None),
    )
    session.add(login)
    session.flush()
    return login


def remember_browser(session: Session, account: Account) -> str:
    """Remembers the account for this browser; returns the cookie's value."""
    token = secrets.token_urlsafe(32)
    session.add(VkSession(token=token, account_id=account.id))
    return token


def find_remembered_account(session: Session, token: str | None) -> Account | None:
    """Returns the account that this browser is remembered for."""
    vk_session = session.get(VkSession, token) if token else None
    return session.get(Account, vk_session.account_id) if vk_session else None


def set_account(login: Login, phone: str | None, address: str | None = None) -> None:
    """Sets whose login it is, by phone or e-mail, and deletes another account's data; None stands for nobody.

    This is the only place where a login gets an account or loses it, so that no data of an earlier account stays.
    """
    if (login.phone, login.address) == (phone, address):
        return
    if login.phone is not None:
        login.turn += 1
    login.phone, login.address = phone, address
    login.code_id = login.confirmed_at = login.profile_id = None


def confirm_remembered_login(session: Session, login: Login, account: Account) -> None:
    """Confirms the login of a remembered person, who enters neither phone nor code."""
    set_account(login, account.phone)
    login.confirmed_at = now(session, account.phone)


def choose_only_profile(session: Session, login: Login) -> None:
    """Chooses the only profile for VK's own service: the account screen would have nothing to choose from."""
    if not session.get_one(Client, login.client_id).first_party:
        return
    profile_ids = session.scalars(select(Profile.id).join(Account).where(Account.phone == login.phone)).all()
    if len(profile_ids) == 1:
        login.profile_id = profile_ids[0]


def choose_consented_profile(session: Session, login: Login, account: Account) -> None:
    """Chooses, for `prompt=none`, the profile of the person's consent. Raises OAuthError without such a consent."""
    consent = session.get(Consent, (login.client_id, account.id))
    if consent is not None and set(login.scope.split()) <= set(consent.scope.split()):
        login.profile_id = consent.profile_id
    if login.profile_id is None:
        raise OAuthError("interaction_required", "the user has to choose a profile or to agree")


def find_chosen_profile(session: Session, login: Login) -> Profile | None:
    """Returns the profile that a confirmed login goes back with, if it still belongs to the account."""
    if login.profile_id is None or login.confirmed_at is None:
        return None
    query = select(Profile).join(Account).where(Account.phone == login.phone, Profile.id == login.profile_id)
    return session.scalar(query)


def find_login(session: Session, login_id: str) -> tuple[Login, bool] | None:
    """Returns a login, and whether it has ended."""
    issued = AuthorizationCode.login_id == Login.id
    query = select(Login, AuthorizationCode.code).outerjoin(AuthorizationCode, issued).where(Login.id == login_id)
    row = session.execute(query).first()
    if row is None:
        return None
    login, code = row
    return login, login.refused_at is not None or code is not None


def has_ended(session: Session, login: Login) -> bool:
    """Returns whether the browser has been sent back to the client: nothing about the login may change any more."""
    return login.refused_at is not None or has_agreed(session, login)


def list_unfinished(session: Session, logins: Iterable[Login]) -> list[Login]:
    """Returns the logins from which no browser has been sent back to the client yet."""
    unrefused = {login.id: login for login in logins if login.refused_at is None}
    issued = select(AuthorizationCode.login_id).where(AuthorizationCode.login_id.in_(unrefused))
    agreed = {*session.scalars(issued)}
    return [login for login_id, login in unrefused.items() if login_id not in agreed]


def has_agreed(session: Session, login: Login) -> bool:
    """Returns whether the person has agreed to go back to the client."""
    issued = session.scalar(select(AuthorizationCode.code).where(AuthorizationCode.login_id == login.id))
    return issued is not None


def issue_code(session: Session, login: Login, account: Account, settings: SandboxSettings) -> AuthorizationCode:
    """Returns the code, or the silent token, that ends a login: the same one after each click of a double click."""
    code = session.scalar(select(AuthorizationCode).where(AuthorizationCode.login_id == login.id))
    if code is None:
        code = AuthorizationCode(
            code=f"{'vk2.a.' if login.flow == 'code' else ''}{secrets.token_urlsafe(64)}",
            login_id=login.id,
            expires_at=now(session, login.phone) + settings.authorization_code_lifetime_s,
        )
        session.add(code)
        assert login.profile_id is not None
        session.flush()
        chosen = {"profile_id": login.profile_id, "scope": login.scope}
        upsert(session, Consent, client_id=login.client_id, account_id=account.id, **chosen)
    return code
