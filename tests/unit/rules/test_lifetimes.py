"""All that VK ID gives a client lives to the second: in its last one it is good, in the next it is not."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server.clock import move_forward, now
from mock_server.model.vk_id import AuthorizationCode, Client, Login, RefreshToken
from mock_server.rules import authorization, silent_tokens, tokens
from mock_server.rules.errors import RuleError
from mock_server.rules.protocol import Strictness
from mock_server.settings import SandboxSettings
from mock_server.store import Store
from tests.db_factories import REDIRECT_URI, VERIFIER, add_account, add_client, add_login, add_profile

SETTINGS = SandboxSettings()
LENIENT = Strictness(strict=False, note=lambda text: None)
_PARAMS = {"redirect_uri": REDIRECT_URI, "device_id": "device", "code_verifier": VERIFIER}

Use = Callable[[], object]
"""Uses what a client was given; it raises RuleError where that is not good any more."""


def _end_login(session: Session, client: Client, flow: str = "code") -> tuple[Login, AuthorizationCode]:
    """Returns a login that went well, and the code or the silent token that it ended with."""
    account = add_account(session)
    login = add_login(session, client, account.phone)
    login.flow, login.uuid, login.profile_id = flow, "uuid", add_profile(session, account).id
    session.flush()
    return login, authorization.issue_code(session, login, account, SETTINGS, now(session, account.phone))


def _give_code(session: Session, client: Client) -> tuple[Login, Use]:
    login, code = _end_login(session, client)
    return login, lambda: tokens.redeem_code(session, client, {**_PARAMS, "code": code.code}, SETTINGS, LENIENT)


def _give_silent_token(session: Session, client: Client) -> tuple[Login, Use]:
    login, token = _end_login(session, client, "silent_token")
    params = {"token": token.code, "uuid": "uuid", "code_verifier": VERIFIER}
    return login, lambda: silent_tokens.exchange(session, client, params, SETTINGS, LENIENT)


def _give_access_token(session: Session, client: Client) -> tuple[Login, Use]:
    login, code = _end_login(session, client)
    issued = tokens.redeem_code(session, client, {**_PARAMS, "code": code.code}, SETTINGS, LENIENT)
    return login, lambda: tokens.require_valid_token(tokens.find_token(session, issued.access.token))


def _give_refresh_token(session: Session, client: Client) -> tuple[Login, Use]:
    login, code = _end_login(session, client)
    tokens.redeem_code(session, client, {**_PARAMS, "code": code.code}, SETTINGS, LENIENT)
    token = session.scalars(select(RefreshToken.token).where(RefreshToken.login_id == login.id)).one()
    params = {"refresh_token": token, "device_id": "device"}
    return login, lambda: tokens.refresh_tokens(session, client, params, SETTINGS)


GIVEN = {
    "code": (_give_code, SETTINGS.authorization_code_lifetime_s),
    "silent token": (_give_silent_token, SETTINGS.authorization_code_lifetime_s),
    "access token": (_give_access_token, SETTINGS.access_token_lifetime_s),
    "refresh token": (_give_refresh_token, SETTINGS.refresh_token_lifetime_s),
}


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("left_s", [1, 0], ids=["in its last second", "a second later"])
@pytest.mark.parametrize("name", GIVEN)
def test_it_lives_to_the_second(store: Store, name: str, left_s: int) -> None:
    give, lifetime_s = GIVEN[name]
    with store.write() as session:
        login, use = give(session, add_client(session))
        move_forward(session, login.phone or "", lifetime_s - left_s)
        session.flush()
        refused = None
        try:
            use()
        except RuleError as error:
            refused = error
    assert (refused is None) is bool(left_s), f"{name}, {left_s} s before its end: {refused or 'taken'}"
