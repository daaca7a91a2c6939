"""Codes and tokens at `/oauth2/*`: what each is good for, and what is refused, one row a rule."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import jwt
import pytest

from automation.http_login import ClientApp, LoginAttempt
from tests.oauth_user import REDIRECT_URI, OAuthUser, both_modes, read_error

BAD_CODE = ("invalid_grant", "code is missing or invalid")
BAD_REFRESH = ("invalid_grant", "refresh_token is missing or invalid")
BAD_ACCESS = ("invalid_token", "access_token is missing or invalid")
BAD_ID_TOKEN = ("invalid_id_token", "id_token is missing or invalid")
BAD_VERIFIER = ("invalid_request", "verifier is missing or invalid")
BAD_DEVICE = ("invalid_request", "device_id is missing or invalid")
BAD_SECRET = ("invalid_client", "client_secret is incorrect")


# --- What a login gives ---


@both_modes
def test_code_gives_tokens_as_vk_gives_them(oauth_user: OAuthUser, strict: bool) -> None:
    """Код даёт токены так, как их даёт VK."""
    app = oauth_user.create_app(strict=strict)
    attempt, returned = oauth_user.sign_in(app)
    answer = attempt.redeem(oauth_user.http, returned, state="state of the token request")
    tokens = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert {name: type(value) for name, value in tokens.items()} == {
        **dict.fromkeys(["access_token", "refresh_token", "id_token", "token_type", "scope", "state"], str),
        **dict.fromkeys(["expires_in", "user_id"], int),
    }
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", 3600, "vkid.personal_info")
    assert tokens.get("state") == "state of the token request", "its own, not that of the authorize request"
    user = oauth_user.get_user_info(app, tokens).json()["user"]
    assert (tokens["user_id"], user["user_id"]) == (oauth_user.profile_id, str(oauth_user.profile_id))


def test_id_token_is_signed_with_the_published_key(oauth_user: OAuthUser) -> None:
    """Токен личности подписан опубликованным ключом."""
    app = oauth_user.create_app()
    tokens = oauth_user.get_tokens(app)
    keys = jwt.PyJWKSet.from_dict(httpx.get(f"{oauth_user.vk_id}/.well-known/jwks.json", trust_env=False).json())
    key = keys[jwt.get_unverified_header(tokens["id_token"])["kid"]]
    claims = jwt.decode(tokens["id_token"], key, audience=app.client_id, issuer=oauth_user.vk_id)
    assert claims["sub"] == str(oauth_user.profile_id)
    assert claims["exp"] - claims["iat"] == 3600


@pytest.mark.parametrize(
    ("scope", "fields"),
    [
        (None, set()),
        ("", set()),
        ("friends", set()),
        ("phone", {"phone"}),
        ("email", {"email"}),
        ("vkid.personal_info email phone", {"phone", "email"}),
    ],
)
def test_phone_and_email_come_only_with_their_scope(oauth_user: OAuthUser, scope: str | None, fields: set[str]) -> None:
    """Телефон и почта приходят только со своим разрешением."""
    app = oauth_user.create_app()
    tokens = oauth_user.get_tokens(app, scope=scope)
    full = oauth_user.get_user_info(app, tokens).json()["user"]
    masked = oauth_user.post("/oauth2/public_info", client_id=app.client_id, id_token=tokens["id_token"]).json()["user"]
    name = {"user_id": str(oauth_user.profile_id), "first_name": "Анна", "avatar": "", "verified": False}
    phone, email = oauth_user.phone, oauth_user.email
    whole = {"phone": phone.removeprefix("+"), "email": email}
    hidden = {"phone": f"{phone[:2]} {phone[2]}** ***-**-{phone[-2:]}", "email": f"{email[0]}***@school.example"}
    assert full == {
        **name,
        "last_name": "Орлова",
        "sex": 1,
        "birthday": "16.10.1984",
        **{field: whole[field] for field in fields},
    }
    assert masked == {**name, "last_name": "О.", **{field: hidden[field] for field in fields}}
    assert set(tokens["scope"].split()) == {"vkid.personal_info", *(scope or "").split()}


# --- The code ---


@both_modes
def test_code_is_bound_to_all_it_was_asked_with(oauth_user: OAuthUser, strict: bool) -> None:
    """Код связан со всем, с чем его просили."""
    attempt, returned = oauth_user.sign_in(oauth_user.create_app(strict=strict))
    changes: list[tuple[dict[str, str | None], tuple[str, str] | None]] = [
        ({"code": None}, BAD_CODE),
        ({"code": "vk2.a.other"}, BAD_CODE),
        ({"client_id": None}, ("invalid_client", "client_id is missing or invalid")),
        ({"client_id": "1"}, ("invalid_client", "client_id is missing or invalid")),
        ({"redirect_uri": None}, ("invalid_request", "redirect_uri is missing or invalid")),
        ({"redirect_uri": f"{REDIRECT_URI}/"}, ("invalid_request", "redirect_uri is missing or invalid")),
        ({"device_id": None}, BAD_DEVICE),
        ({"device_id": "other"}, BAD_DEVICE),
        ({"code_verifier": None}, BAD_VERIFIER),
        ({"code_verifier": "w" * 43}, BAD_VERIFIER),
        ({"code_verifier": "ж" * 43}, BAD_VERIFIER),
        ({"grant_type": None}, ("unsupported_grant_type", "grant_type is missing or invalid")),
        ({"grant_type": "password"}, ("unsupported_grant_type", "grant_type is missing or invalid")),
        ({"grant_type": "refresh_token"}, None),
    ]
    for change, error in changes:
        refused = attempt.redeem(oauth_user.http, returned, **change)
        assert refused.status_code in (400, 401), change
        assert error in (None, read_error(refused)), change
        assert refused.json().get("state") == attempt.state
    assert attempt.redeem(oauth_user.http, returned).status_code == 200, "no refusal burns the code for its owner"


def test_request_with_a_grant_that_is_unknown_is_in_the_record_of_the_person(oauth_user: OAuthUser) -> None:
    """Запрос токена с неизвестным grant_type есть в записи запросов того, чей это код."""
    attempt, returned = oauth_user.sign_in(oauth_user.create_app())
    attempt.redeem(oauth_user.http, returned, grant_type="password")
    last = oauth_user.sandbox.list_requests(oauth_user.phone)[-1]
    assert (last["operation"], last["answer"]["error"]) == ("token", "unsupported_grant_type")


@both_modes
def test_code_is_good_for_its_own_client_only(oauth_user: OAuthUser, strict: bool) -> None:
    """Код годится только своему клиенту."""
    attempt, returned = oauth_user.sign_in(oauth_user.create_app(strict=strict))
    stranger = oauth_user.create_app(strict=strict)
    assert read_error(attempt.redeem(oauth_user.http, returned, client_id=stranger.client_id)) == BAD_CODE
    tokens = attempt.redeem(oauth_user.http, returned).json()
    attempt.redeem(oauth_user.http, returned, client_id=stranger.client_id)
    assert oauth_user.get_user_info(attempt.app, tokens).status_code == 200, "a stranger's reuse ends nothing"


@both_modes
def test_code_used_twice_ends_the_tokens_it_gave(oauth_user: OAuthUser, strict: bool) -> None:
    """Второй обмен кода отменяет выданные по нему токены.

    RFC 6749 §4.1.2.
    """
    app = oauth_user.create_app(strict=strict)
    attempt, returned = oauth_user.sign_in(app)
    tokens = {**attempt.redeem(oauth_user.http, returned).json(), "device_id": returned.params["device_id"]}
    assert read_error(attempt.redeem(oauth_user.http, returned)) == BAD_CODE
    assert read_error(oauth_user.get_user_info(app, tokens)) == BAD_ACCESS
    assert read_error(oauth_user.refresh_tokens(app, tokens)) == BAD_REFRESH


def test_code_redeemed_by_many_at_once_gives_tokens_to_one(oauth_user: OAuthUser) -> None:
    """Код, который обменивают многие сразу, даёт токены одному."""
    attempt, returned = oauth_user.sign_in(oauth_user.create_app())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: attempt.redeem(oauth_user.http, returned).status_code, range(8)))
    assert sorted(answers) == [200] + [400] * 7


# --- The refresh token ---


@both_modes
def test_refresh_gives_a_new_pair_and_ends_the_old_one(oauth_user: OAuthUser, strict: bool) -> None:
    """Обновление даёт новую пару токенов и отменяет старую."""
    app = oauth_user.create_app(strict=strict)
    old = oauth_user.get_tokens(app, scope="phone")
    new = oauth_user.refresh_tokens(app, old).json()
    assert set(new) == set(old) - {"device_id"}
    assert new.get("state") == "next"
    assert new["scope"] == old["scope"]
    assert oauth_user.get_user_info(app, new).status_code == 200
    assert read_error(oauth_user.get_user_info(app, old)) == BAD_ACCESS


@both_modes
def test_refresh_token_used_twice_ends_its_whole_family(oauth_user: OAuthUser, strict: bool) -> None:
    """Второе обновление по одному токену отменяет всё его семейство.

    RFC 9700 §4.14.2: whichever of the two is the thief, both have to sign in again.
    """
    app = oauth_user.create_app(strict=strict)
    first = oauth_user.get_tokens(app)
    second = {**oauth_user.refresh_tokens(app, first).json(), "device_id": first["device_id"]}
    third = {**oauth_user.refresh_tokens(app, second).json(), "device_id": first["device_id"]}
    other = oauth_user.get_tokens(app)
    assert read_error(oauth_user.refresh_tokens(app, first)) == BAD_REFRESH
    assert read_error(oauth_user.get_user_info(app, third)) == BAD_ACCESS
    assert read_error(oauth_user.refresh_tokens(app, third)) == BAD_REFRESH
    assert oauth_user.get_user_info(app, other).status_code == 200, "another login of the same person is another family"


@both_modes
def test_refresh_token_is_bound_to_all_it_was_given_with(oauth_user: OAuthUser, strict: bool) -> None:
    """Токен обновления связан со всем, с чем его дали."""
    app = oauth_user.create_app(strict=strict)
    tokens = oauth_user.get_tokens(app)
    changes: list[tuple[dict[str, str | None], tuple[str, str]]] = [
        ({"refresh_token": None}, BAD_REFRESH),
        ({"refresh_token": "vk2.a.other"}, BAD_REFRESH),
        ({"device_id": None}, BAD_DEVICE),
        ({"device_id": "other"}, BAD_DEVICE),
        ({"client_id": None}, ("invalid_client", "client_id is missing or invalid")),
    ]
    for change, error in changes:
        assert read_error(oauth_user.refresh_tokens(app, tokens, **change)) == error, change
    assert oauth_user.refresh_tokens(app, tokens).status_code == 200, "no refusal burns the token for its owner"


@both_modes
def test_refresh_token_is_good_for_its_own_client_only(oauth_user: OAuthUser, strict: bool) -> None:
    """Токен обновления годится только своему клиенту."""
    app, stranger = oauth_user.create_app(strict=strict), oauth_user.create_app(strict=strict)
    tokens = oauth_user.get_tokens(app)
    assert read_error(oauth_user.refresh_tokens(stranger, tokens)) == BAD_REFRESH
    assert oauth_user.refresh_tokens(app, tokens).status_code == 200


def test_refresh_token_used_by_many_at_once_is_used_once(oauth_user: OAuthUser) -> None:
    """Токен обновления, который берут многие сразу, сработал один раз."""
    app = oauth_user.create_app()
    tokens = oauth_user.get_tokens(app)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: oauth_user.refresh_tokens(app, tokens).status_code, range(8)))
    assert sorted(answers) == [200] + [400] * 7


def test_tokens_live_as_long_as_they_are_said_to(oauth_user: OAuthUser) -> None:
    """Токены живут столько, сколько обещано."""
    app = oauth_user.create_app()
    tokens = oauth_user.get_tokens(app)
    oauth_user.sandbox.move_time(oauth_user.phone, 3590)
    assert oauth_user.get_user_info(app, tokens).status_code == 200
    oauth_user.sandbox.move_time(oauth_user.phone, 10)
    assert read_error(oauth_user.get_user_info(app, tokens)) == BAD_ACCESS
    fresh = {**oauth_user.refresh_tokens(app, tokens).json(), "device_id": tokens["device_id"]}
    oauth_user.sandbox.move_time(oauth_user.phone, 180 * 24 * 3600)
    assert read_error(oauth_user.refresh_tokens(app, fresh)) == BAD_REFRESH


# --- Who the client is ---


@both_modes
def test_confidential_client_proves_itself(oauth_user: OAuthUser, strict: bool) -> None:
    """Конфиденциальный клиент подтверждает себя."""
    service_token = f"service-{oauth_user.profile_id}"
    app = oauth_user.create_app(strict=strict, kind="confidential", service_token=service_token, secret="secret")
    attempt, returned = oauth_user.sign_in(app)
    proofs: list[dict[str, str]] = [{}, {"service_token": "other"}, {"service_token": ""}]
    for proof in proofs:
        refused = attempt.redeem(oauth_user.http, returned, **proof)
        assert (refused.status_code, read_error(refused)) == (401, BAD_SECRET), proof
    proofs = [{"client_secret": "other"}, {"service_token": service_token, "client_secret": "other"}]
    for proof in proofs:  # in strict mode a secret is refused before it is looked at
        assert attempt.redeem(oauth_user.http, returned, **proof).status_code in (400, 401), proof
    answer = attempt.redeem(oauth_user.http, returned, service_token=service_token)
    assert answer.status_code == 200
    tokens = {**answer.json(), "device_id": returned.params["device_id"]}
    assert read_error(oauth_user.refresh_tokens(app, tokens)) == BAD_SECRET, "for the next tokens too"
    assert oauth_user.refresh_tokens(app, tokens, service_token=service_token).status_code == 200


def test_confidential_client_may_send_its_secret_instead(oauth_user: OAuthUser) -> None:
    """Конфиденциальный клиент может прислать секрет."""
    attempt, returned = oauth_user.sign_in(oauth_user.create_app(kind="confidential", secret="secret"))
    assert read_error(attempt.redeem(oauth_user.http, returned, client_secret="other")) == BAD_SECRET
    assert attempt.redeem(oauth_user.http, returned, client_secret="secret").status_code == 200


# --- The access token and the id_token ---


def calls(app: ClientApp, tokens: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The three addresses that take an access token, and what to send there."""
    form = {"client_id": app.client_id, "access_token": tokens["access_token"]}
    return dict.fromkeys(["/oauth2/user_info", "/oauth2/logout", "/oauth2/revoke"], form)


@both_modes
@pytest.mark.parametrize("path", ["/oauth2/user_info", "/oauth2/logout", "/oauth2/revoke"])
def test_access_token_is_needed_and_good_for_its_own_client_only(
    oauth_user: OAuthUser, strict: bool, path: str
) -> None:
    """Токен доступа нужен и годится только своему клиенту."""
    app, stranger = oauth_user.create_app(strict=strict), oauth_user.create_app(strict=strict)
    tokens = oauth_user.get_tokens(app)
    for form in (
        {"client_id": app.client_id},
        {"client_id": app.client_id, "access_token": "vk2.a.other"},
        {"client_id": app.client_id, "access_token": tokens["refresh_token"]},
        {"client_id": stranger.client_id, "access_token": tokens["access_token"]},
    ):
        refused = oauth_user.post(path, **form)
        assert (refused.status_code, read_error(refused)) == (401, BAD_ACCESS)
    assert oauth_user.post(path, **calls(app, tokens)[path]).status_code == 200


@both_modes
def test_access_token_may_come_in_the_header(oauth_user: OAuthUser, strict: bool) -> None:
    """Токен доступа можно прислать в заголовке.

    RFC 6750 §2.1; not both ways at once (§2).
    """
    app = oauth_user.create_app(strict=strict)
    token = oauth_user.get_tokens(app)["access_token"]
    where, bearer = f"{oauth_user.vk_id}/oauth2/user_info", {"Authorization": f"Bearer {token}"}
    form = {"client_id": app.client_id}
    assert oauth_user.http.post(where, data=form, headers=bearer).json()["user"]["first_name"] == "Анна"
    twice = oauth_user.http.post(where, data={**form, "access_token": "vk2.a.other"}, headers=bearer)
    assert read_error(twice) == ("invalid_request", "access_token is sent twice")


def test_logout_ends_the_tokens_of_this_login(oauth_user: OAuthUser) -> None:
    """Выход отменяет токены этого входа."""
    app = oauth_user.create_app()
    tokens, other = oauth_user.get_tokens(app), oauth_user.get_tokens(app)
    assert oauth_user.post("/oauth2/logout", **calls(app, tokens)["/oauth2/logout"]).json() == {"response": 1}
    assert read_error(oauth_user.get_user_info(app, tokens)) == BAD_ACCESS
    assert read_error(oauth_user.refresh_tokens(app, tokens)) == BAD_REFRESH
    assert read_error(oauth_user.post("/oauth2/logout", **calls(app, tokens)["/oauth2/logout"])) == BAD_ACCESS
    assert oauth_user.get_user_info(app, other).status_code == 200


def test_request_with_a_token_that_is_revoked_is_in_the_record_of_the_person(oauth_user: OAuthUser) -> None:
    """Запрос с отменённым токеном есть в записи запросов того, чей был токен."""
    app = oauth_user.create_app()
    tokens = oauth_user.get_tokens(app)
    oauth_user.post("/oauth2/logout", **calls(app, tokens)["/oauth2/logout"])
    oauth_user.get_user_info(app, tokens)
    last = oauth_user.sandbox.list_requests(oauth_user.phone)[-1]
    assert (last["operation"], last["answer"]["error"]) == ("user_info", "invalid_token")


def test_revocation_ends_all_that_the_client_had(oauth_user: OAuthUser) -> None:
    """Отзыв отменяет всё, что было у клиента."""
    app, stranger = oauth_user.create_app(), oauth_user.create_app()
    tokens, other = oauth_user.get_tokens(app), oauth_user.get_tokens(app)
    strangers_tokens = oauth_user.get_tokens(stranger)
    unused, code = oauth_user.sign_in(app)
    assert oauth_user.post("/oauth2/revoke", **calls(app, tokens)["/oauth2/revoke"]).json() == {"response": 1}
    for revoked in (tokens, other):
        assert read_error(oauth_user.get_user_info(app, revoked)) == BAD_ACCESS
        assert read_error(oauth_user.refresh_tokens(app, revoked)) == BAD_REFRESH
    assert read_error(unused.redeem(oauth_user.http, code)) == BAD_CODE
    id_token = {"client_id": app.client_id, "id_token": tokens["id_token"]}
    assert read_error(oauth_user.post("/oauth2/public_info", **id_token)) == BAD_ID_TOKEN
    assert read_error(oauth_user.pass_screens(LoginAttempt(app).url(prompt="none")))[0] == "interaction_required"
    assert oauth_user.get_user_info(stranger, strangers_tokens).status_code == 200


def test_id_token_is_looked_into(oauth_user: OAuthUser) -> None:
    """Токен личности проверяется."""
    app, stranger = oauth_user.create_app(), oauth_user.create_app()
    tokens = oauth_user.get_tokens(app)
    oauth_user.get_tokens(stranger)  # the person has consented to both: the token alone is what is wrong
    head, body, signature = tokens["id_token"].split(".")
    forged = jwt.encode(jwt.decode(tokens["id_token"], options={"verify_signature": False}), "k" * 32, "HS256")
    unsigned = jwt.encode({"sub": str(oauth_user.profile_id), "aud": app.client_id, "exp": 2**40}, "", "none")
    for client, id_token in (
        (app, None),
        (app, tokens["access_token"]),
        (app, f"{head}.{body}.{signature[::-1]}"),
        (app, forged),
        (app, unsigned),
        (stranger, tokens["id_token"]),
    ):
        refused = oauth_user.post("/oauth2/public_info", client_id=client.client_id, id_token=id_token)
        assert (refused.status_code, read_error(refused)) == (401, BAD_ID_TOKEN)
    form = {"client_id": app.client_id, "id_token": tokens["id_token"]}
    assert oauth_user.post("/oauth2/public_info", **form).status_code == 200
    oauth_user.sandbox.move_time(oauth_user.phone, 3600)
    assert read_error(oauth_user.post("/oauth2/public_info", **form)) == BAD_ID_TOKEN
