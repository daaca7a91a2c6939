"""Authorization codes and tokens: who may have them, for how long, and how often (RFC 6749, RFC 7636)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mock_server.clock import move_forward
from mock_server.model import AccessToken, Account, AuthorizationCode, Client, Login, RefreshToken, SigningKey
from mock_server.rules import authorization, clients, id_tokens, tokens
from mock_server.rules.protocol import ClientError, Mode, OAuthError, challenge_of
from mock_server.settings import Settings
from mock_server.store import Store
from tests.unit.inhabitants import REDIRECT_URI, VERIFIER, add_account, add_client, add_login, add_profile

SETTINGS = Settings()
MODE = Mode(strict=False, note=lambda text: None)
ASKED = {
    "response_type": "code",
    "redirect_uri": REDIRECT_URI,
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
    "state": "state",
}


@pytest.fixture
def client(store: Store) -> Client:
    with store.write() as session:
        return add_client(session)


@pytest.fixture
def code(store: Store, client: Client) -> AuthorizationCode:
    """A code at the end of a login that went well."""
    with store.write() as session:
        account = add_account(session)
        login = add_login(session, client, account.phone)
        login.profile_id = add_profile(session, account).id
        issued = authorization.issue_code(session, login, account, SETTINGS)
        assert issued.login
        return issued


def redeem(store: Store, issued: AuthorizationCode, **change: str) -> AccessToken | OAuthError:
    asked = {
        "code": issued.code,
        "client_id": issued.login.client_id,
        "redirect_uri": REDIRECT_URI,
        "device_id": "device",
        "code_verifier": VERIFIER,
        **change,
    }
    try:
        with store.write() as session:
            client = clients.known(session, asked["client_id"])
            return tokens.redeem_code(session, client, asked, SETTINGS, MODE).access
    except OAuthError as refused:
        return refused


def got_token(store: Store, code: AuthorizationCode) -> AccessToken:
    token = redeem(store, code)
    assert isinstance(token, AccessToken)
    return token


def is_good(store: Store, token: AccessToken) -> bool:
    with store.read() as session:
        try:
            tokens.token_of(session, token.token)
        except OAuthError:
            return False
    return True


def test_challenge_is_that_of_the_rfc() -> None:
    """RFC 7636, Appendix B."""
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize("address", ["", REDIRECT_URI + "/", REDIRECT_URI + "?a=1", "http://127.0.0.1:2/callback"])
def test_redirect_address_is_the_clients_own_to_the_letter(store: Store, client: Client, address: str) -> None:
    with store.read() as session:
        assert clients.trusted(session, client.id, REDIRECT_URI).id == client.id
        with pytest.raises(ClientError, match="redirect_uri"):
            clients.trusted(session, client.id, address)


def test_unknown_client_is_refused(store: Store) -> None:
    with store.read() as session, pytest.raises(ClientError, match="client_id"):
        clients.trusted(session, "nobody", REDIRECT_URI)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("response_type", "token"),
        ("response_type", ""),
        ("code_challenge_method", "plain"),
        ("code_challenge_method", ""),
        ("code_challenge", ""),
        ("code_challenge", "a" * 42),
        ("code_challenge", "a" * 129),
        ("code_challenge", "a" * 42 + "+"),
        ("state", ""),
    ],
)
def test_request_that_may_not_go_on_says_which_part_is_wrong(
    store: Store, client: Client, field: str, value: str
) -> None:
    with store.write() as session:
        with pytest.raises(OAuthError) as refused:
            authorization.start_login(session, client, {**ASKED, field: value}, "device", [], MODE)
        assert refused.value == OAuthError("invalid_request", f"{field} is missing or invalid")


@pytest.mark.parametrize("method", ["S256", "s256"])
def test_method_may_be_written_in_lower_case_as_vks_own_clients_do(store: Store, client: Client, method: str) -> None:
    with store.write() as session:
        asked = {**ASKED, "code_challenge_method": method}
        assert authorization.start_login(session, client, asked, "device", [], MODE).id


def test_code_gives_a_token_for_the_chosen_profile(store: Store, code: AuthorizationCode) -> None:
    token = got_token(store, code)
    assert token.profile_id == code.login.profile_id
    assert is_good(store, token)


def test_login_has_one_code_however_often_it_is_asked_for(store: Store, code: AuthorizationCode) -> None:
    with store.write() as session:
        login = session.get_one(Login, code.login_id)
        account = session.scalars(select(Account).where(Account.phone == login.phone)).one()
        assert authorization.issue_code(session, login, account, SETTINGS).code == code.code


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code": "vk2.a.other"}, "invalid_grant"),
        ({"client_id": "other"}, "invalid_client"),
        ({"redirect_uri": "http://127.0.0.1:2/callback"}, "invalid_request"),
        ({"device_id": "other"}, "invalid_request"),
        ({"code_verifier": "w" * 43}, "invalid_request"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"code_verifier": "ж" * 43}, "invalid_request"),
    ],
)
def test_code_is_bound_to_all_it_was_asked_with(
    store: Store, code: AuthorizationCode, change: dict[str, str], error: str
) -> None:
    refused = redeem(store, code, **change)
    assert isinstance(refused, OAuthError)
    assert refused.error == error
    assert got_token(store, code), "a refusal does not burn the code for its owner"


def test_code_used_twice_is_told_from_one_that_is_not_known(store: Store, code: AuthorizationCode) -> None:
    """RFC 6749 §4.1.2: it costs the login its tokens."""
    got_token(store, code)
    again = redeem(store, code)
    assert isinstance(again, tokens.Reused)
    assert (again.error, again.login_id) == ("invalid_grant", code.login_id)


def test_code_redeemed_by_many_at_once_gives_one_token(store: Store, code: AuthorizationCode) -> None:
    with ThreadPoolExecutor(8) as pool:
        kinds = Counter(type(answer).__name__ for answer in pool.map(lambda _: redeem(store, code), range(8)))
    assert kinds == {"AccessToken": 1, "Reused": 7}


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize(("seconds", "good"), [(599, True), (600, False)])
def test_code_lives_to_the_second(store: Store, client: Client, seconds: float, good: bool) -> None:
    with store.write() as session:
        account = add_account(session)
        login = add_login(session, client, account.phone)
        login.profile_id = add_profile(session, account).id
        issued = authorization.issue_code(session, login, account, SETTINGS)
        move_forward(session, account.phone, seconds)
        assert issued.login
    answer = redeem(store, issued)
    assert isinstance(answer, AccessToken) is good
    assert good or answer == OAuthError("invalid_grant", "code is expired")


@pytest.mark.parametrize(("seconds", "good"), [(3590, True), (3600, False)])
def test_token_lives_for_an_hour(store: Store, code: AuthorizationCode, seconds: float, good: bool) -> None:
    token = got_token(store, code)
    with store.write() as session:
        assert code.login.phone
        move_forward(session, code.login.phone, seconds)
    assert is_good(store, token) is good


def test_token_that_was_ended_is_good_for_nothing(store: Store, code: AuthorizationCode) -> None:
    token = got_token(store, code)
    with store.write() as session:
        tokens.end_tokens(session, session.get_one(Login, token.login_id))
    assert not is_good(store, token)


def test_login_has_one_live_refresh_token_whatever_the_code_does(store: Store, code: AuthorizationCode) -> None:
    got_token(store, code)
    second = RefreshToken(token="second", login_id=code.login_id, expires_at=2e9)
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(second)


def test_database_has_one_signing_key(store: Store) -> None:
    with store.write() as session:
        kept = id_tokens.signer(session, "issuer").public
        assert id_tokens.signer(session, "issuer").public == kept
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(SigningKey(id=2, pem="other"))


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
        token = authorization.remember(session, account)
    with store.read() as session:
        known = authorization.remembered(session, token)
        assert known
        assert known.id == account.id
        assert authorization.remembered(session, "other") is None
        assert authorization.remembered(session, None) is None


@pytest.mark.parametrize(("first_party", "profiles", "chosen"), [(True, 1, True), (True, 2, False), (False, 1, False)])
def test_only_vks_own_service_spares_the_account_screen(
    store: Store, first_party: bool, profiles: int, chosen: bool
) -> None:
    with store.write() as session:
        account = add_account(session)
        for _ in range(profiles):
            add_profile(session, account)
        login = add_login(session, add_client(session, first_party=first_party), account.phone)
        authorization.choose_only_profile(session, login)
        assert (login.profile_id is not None) is chosen
