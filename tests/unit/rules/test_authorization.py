"""Logins and tokens as the database has them. `test_oauth_*.py` ask over HTTP."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mock_server.clock import now
from mock_server.model.vk_id import AccessToken, AuthorizationCode, Login, RefreshToken, SigningKey
from mock_server.rules import authorization, clients, id_tokens, tokens
from mock_server.rules.protocol import OAuthError, Strictness, compute_challenge
from mock_server.settings import SandboxSettings
from mock_server.store import Store
from tests.db_factories import REDIRECT_URI, VERIFIER, add_account, add_client, add_login, add_profile

SETTINGS = SandboxSettings()
LENIENT = Strictness(strict=False, note=lambda text: None)


@pytest.fixture
def code(store: Store) -> AuthorizationCode:
    """A code at the end of a login that went well."""
    with store.write() as session:
        account = add_account(session)
        login = add_login(session, phone=account.phone)
        login.profile_id = add_profile(session, account).id
        return authorization.issue_code(session, login, account, SETTINGS, now(session, account.phone))


def redeem(store: Store, code: AuthorizationCode) -> AccessToken | OAuthError:
    params = {"code": code.code, "redirect_uri": REDIRECT_URI, "device_id": "device", "code_verifier": VERIFIER}
    try:
        with store.write() as session:
            client = clients.require_client(clients.find_client(session, find_login(session, code).client_id))
            return tokens.redeem_code(session, client, params, SETTINGS, LENIENT).access
    except OAuthError as refused:
        return refused


def find_login(session: Session, code: AuthorizationCode) -> Login:
    return session.get_one(Login, code.login_id)


def test_challenge_is_that_of_the_rfc() -> None:
    """RFC 7636, Appendix B."""
    assert (
        compute_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_login_has_one_live_refresh_token_whatever_the_code_does(store: Store, code: AuthorizationCode) -> None:
    assert isinstance(redeem(store, code), AccessToken)
    second = RefreshToken(token="second", login_id=code.login_id, expires_at=2e9)
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(second)


def test_database_has_one_signing_key(store: Store) -> None:
    with store.write() as session:
        kept = id_tokens.load_signer(session, "issuer").public
        assert id_tokens.load_signer(session, "issuer").public == kept
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(SigningKey(id=2, pem="other"))


def test_published_key_says_what_it_is_for(store: Store) -> None:
    """RFC 7517 §4: clients choose a key by these members, and RFC 7518 §6.2 tells what such a key has."""
    with store.write() as session:
        key = id_tokens.load_signer(session, "issuer").public
    assert {name: key[name] for name in ("kty", "crv", "use", "alg")} == {
        "kty": "EC",
        "crv": "P-256",
        "use": "sig",
        "alg": "ES256",
    }
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}, "and nothing of the private half"


@pytest.mark.parametrize(("flow", "missing"), [("code", "code_challenge"), ("silent_token", "uuid"), ("other", "")])
def test_login_is_of_one_flow_and_has_what_it_needs(store: Store, flow: str, missing: str) -> None:
    with store.write() as session:
        login = add_login(session)
        login.flow, login.uuid = flow, "uuid"
        if missing:
            setattr(login, missing, None)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_browser_is_remembered_for_one_account(store: Store) -> None:
    with store.write() as session:
        account = add_account(session)
        token = authorization.remember_browser(session, account)
    with store.read() as session:
        remembered = authorization.find_remembered_account(session, token)
        assert remembered
        assert remembered.id == account.id
        assert authorization.find_remembered_account(session, "other") is None
        assert authorization.find_remembered_account(session, None) is None


@pytest.mark.parametrize(("first_party", "profiles", "chosen"), [(True, 1, True), (True, 2, False), (False, 1, False)])
def test_only_vks_own_service_spares_the_account_screen(
    store: Store, first_party: bool, profiles: int, chosen: bool
) -> None:
    with store.write() as session:
        account = add_account(session)
        for _ in range(profiles):
            add_profile(session, account)
        client = add_client(session, first_party=first_party)
        login = add_login(session, client, account.phone)
        authorization.choose_only_profile(session, login, client, account)
        assert (login.profile_id is not None) is chosen


@pytest.mark.parametrize(
    ("sent", "registered", "same"),
    [
        ("http://дневник.рф/вк?а=б", "http://xn--b1addnkoc.xn--p1ai/%D0%B2%D0%BA?%D0%B0=%D0%B1", True),
        ("http://дневник.рф:8011/вк", "http://xn--b1addnkoc.xn--p1ai:8011/%D0%B2%D0%BA", True),
        ("http://дневник.рф/вк", "http://дневник.рф/вк/", False),
        ("http://[::1]:8011/вк", "http://[::1]:8011/%D0%B2%D0%BA", True),
        ("http://h/%D0%B2", "http://h/%d0%b2", False),
        ("http://h/a", "http://H/a", False),
        ("http://h:80/a", "http://h/a", False),
        ("http://h/a", "http://h/%61", False),
        ("http://..дневник/", "http://h/", False),
    ],
)
def test_redirect_address_is_compared_to_the_letter(sent: str, registered: str, same: bool) -> None:
    """An address and its encoded form are one (ours); whatever else differs is another address (RFC 9700 §2.1)."""
    assert clients.is_same_redirect_uri(sent, registered) is same
    assert clients.is_same_redirect_uri(registered, sent) is same
