"""Logins: how a trip through VK ID's screens begins, whom the browser is remembered for, and how it ends."""

import secrets
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server.clock import now
from mock_server.model.sferum import Profile
from mock_server.model.vk_id import Account, AuthorizationCode, Client, Consent, Login, VkSession
from mock_server.rules import protocol
from mock_server.rules.protocol import OAuthError, Strictness
from mock_server.settings import Settings


def start_login(
    session: Session,
    client: Client,
    asked: Mapping[str, str],
    device_id: str,
    popup_origins: list[str],
    mode: Strictness,
) -> Login:
    """Begin a trip through the screens for an authorize request.

    Raises OAuthError, to be sent back to the client, for a request that may not go on.
    """
    if asked.get("response_type") != "code":
        raise protocol.invalid("response_type")
    if not asked.get("state"):
        raise protocol.invalid("state")
    login = Login(
        id=secrets.token_urlsafe(16),
        device_id=device_id,
        client_id=client.id,
        redirect_uri=asked["redirect_uri"],
        state=asked["state"],
        scope=protocol.scope_in(asked, mode),
        code_challenge=protocol.challenge_in(asked),
        popup_origins=popup_origins,
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


def remembered_account(session: Session, token: str | None) -> Account | None:
    """The account this browser is remembered for."""
    known = session.get(VkSession, token) if token else None
    return session.get(Account, known.account_id) if known else None


def name_account(login: Login, phone: str | None, address: str | None = None) -> None:
    """Make it the login of this phone, or of its e-mail; None: of nobody. Forget all that it knew of another account.

    The only place where a login gets an account or loses it: nothing of the one before can stay behind.
    """
    if (login.phone, login.address) == (phone, address):
        return
    if login.phone is not None:
        login.turn += 1
    login.phone, login.address = phone, address
    login.code_id = login.confirmed_at = login.profile_id = None


def resume(session: Session, login: Login, account: Account) -> None:
    """Spare a remembered person the phone and the code."""
    name_account(login, account.phone)
    login.confirmed_at = now(session, account.phone)


def choose_only_profile(session: Session, login: Login) -> None:
    """Spare a person who comes to VK's own service the account screen where there is nothing to choose."""
    if not session.get_one(Client, login.client_id).first_party:
        return
    found = session.scalars(select(Profile.id).join(Account).where(Account.phone == login.phone)).all()
    if len(found) == 1:
        login.profile_id = found[0]


def choose_consented_profile(session: Session, login: Login, account: Account) -> None:
    """For `prompt=none`: the profile the client was allowed before. Raises OAuthError where that cannot be told."""
    given = session.get(Consent, (login.client_id, account.id))
    if given is not None and set(login.scope.split()) <= set(given.scope.split()):
        login.profile_id = given.profile_id
    if login.profile_id is None:
        raise OAuthError("interaction_required", "the user has to choose a profile or to agree")


def chosen_profile(session: Session, login: Login) -> Profile | None:
    """The profile that a confirmed login would go back with, while it is one of the account's own."""
    if login.profile_id is None or login.confirmed_at is None:
        return None
    own = select(Profile).join(Account).where(Account.phone == login.phone, Profile.id == login.profile_id)
    return session.scalar(own)


def find_login(session: Session, login_id: str) -> tuple[Login, bool] | None:
    """A login, and whether it has ended."""
    issued = AuthorizationCode.login_id == Login.id
    wanted = select(Login, AuthorizationCode.code).outerjoin(AuthorizationCode, issued).where(Login.id == login_id)
    found = session.execute(wanted).first()
    return (found[0], found[0].refused_at is not None or found[1] is not None) if found else None


def has_ended(session: Session, login: Login) -> bool:
    """Whether the browser has been sent back to the client: nothing about the login may change any more."""
    return login.refused_at is not None or has_agreed(session, login)


def has_agreed(session: Session, login: Login) -> bool:
    """Whether the person has agreed to go back to the client."""
    issued = session.scalar(select(AuthorizationCode.code).where(AuthorizationCode.login_id == login.id))
    return issued is not None


def issue_code(session: Session, login: Login, account: Account, settings: Settings) -> AuthorizationCode:
    """The code, or the silent token, that ends a login: the same for every click of a double click."""
    code = session.scalar(select(AuthorizationCode).where(AuthorizationCode.login_id == login.id))
    if code is None:
        code = AuthorizationCode(
            code=f"{'vk2.a.' if login.flow == 'code' else ''}{secrets.token_urlsafe(64)}",
            login_id=login.id,
            expires_at=now(session, login.phone) + settings.authorization_code_lifetime_s,
        )
        session.add(code)
        assert login.profile_id is not None
        session.merge(
            Consent(client_id=login.client_id, account_id=account.id, profile_id=login.profile_id, scope=login.scope)
        )
        session.flush()
    return code


def find_code(session: Session, code: str) -> AuthorizationCode | None:
    """A code that was issued, used or not."""
    return session.get(AuthorizationCode, code)
