"""The silent-token flow by which journals link: `/auth`, the way back, and the exchange at VK's API."""

import base64
import hashlib
import hmac
import html
import json
import os
import time
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from automation.http_login import AuthorizationResponse, ClientApp, LoginAttempt
from mock_server.rules.protocol import compute_challenge
from mock_server.rules.silent_tokens import open_journal_token
from tests.oauth_user import REDIRECT_URI, OAuthUser, both_modes, read_error

journal_actions = pytest.mark.parametrize("name", ["login_with_eljour", "login_with_edu_profile"])

KEY = "journal-key"
NOT_FOUND = 104
BAD_PARAMETER = 100


class Journal:
    """A journal with a service token, as `@vkontakte/superappkit` and the journal's back end speak for it."""

    def __init__(self, oauth_user: OAuthUser, **body: Any) -> None:
        self.service_token = f"service-{oauth_user.profile_id}-{uuid4()}"
        self.app: ClientApp = oauth_user.create_app(service_token=self.service_token, **body)
        self.oauth_user = oauth_user
        self.uuid = str(uuid4())
        self.method = "POST"

    def url(self, **change: str | None) -> str:
        """Where superappkit 1.62.0 sends the browser."""
        query = {
            "app_id": self.app.client_id,
            "response_type": "silent_token",
            "v": "1.62.0",
            "redirect_uri": self.app.redirect_uri,
            "uuid": self.uuid,
            "action": action("login_with_eljour", journal_token()),
            "redirect_state": "state of the journal",
            **change,
        }
        return f"{self.app.vk_id}/auth?{urlencode({name: value for name, value in query.items() if value is not None})}"

    def pass_screens(self, **change: str | None) -> AuthorizationResponse:
        return self.oauth_user.pass_screens(self.url(**change), self.app.redirect_uri)

    def silent_token(self, **change: str | None) -> str:
        return str(json.loads(self.pass_screens(**change).params["payload"])["token"])

    def exchange(self, silent: str, **change: str | None) -> dict[str, Any]:
        """Ask VK's API for an access token. Its answers have HTTP status 200 whatever they say."""
        form = {"v": "5.131", "token": silent, "uuid": self.uuid, "access_token": self.service_token, **change}
        sent = {name: value for name, value in form.items() if value is not None}
        where = f"{self.app.vk_id}/method/auth.exchangeSilentAuthToken"
        with_them = {"params": sent} if self.method == "GET" else {"data": sent}
        answer = self.oauth_user.http.request(self.method, where, **with_them)  # type: ignore[arg-type]
        assert answer.status_code == 200
        return dict(answer.json())

    def refusal(self, silent: str, **change: str | None) -> int:
        """The code of the error that the exchange ends with."""
        response = self.exchange(silent, **change)
        assert set(response) == {"error"}
        assert silent not in json.dumps(response["error"]["request_params"])
        return int(response["error"]["error_code"])


def action(name: str, token: str) -> str:
    return base64.b64encode(json.dumps({"name": name, "token": token}).encode()).decode()


def journal_token(key: str = KEY, **change: object) -> str:
    """What a journal signs for its teacher: base64 of HMAC-SHA256, IV, AES-256-CBC of JSON."""
    now = int(time.time())
    claims = {"access_token": "of the journal", "iat": now, "exp": now + 3600, **change}
    digest, iv = hashlib.sha256(key.encode()).digest(), os.urandom(16)
    padder, sealer = padding.PKCS7(128).padder(), Cipher(algorithms.AES(digest), modes.CBC(iv)).encryptor()
    padded = padder.update(json.dumps(claims).encode()) + padder.finalize()
    sealed = iv + sealer.update(padded) + sealer.finalize()
    return base64.b64encode(hmac.digest(digest, sealed, "sha256") + sealed).decode()


@both_modes
@journal_actions
def test_payload_and_state_come_back_as_vk_sends_them(oauth_user: OAuthUser, strict: bool, name: str) -> None:
    """payload и state возвращаются так, как их присылает VK."""
    journal = Journal(oauth_user, strict=strict)
    answer = journal.pass_screens(action=action(name, journal_token())).params
    payload = json.loads(answer.pop("payload"))
    assert answer == {"state": "state of the journal"}
    token, user = payload.pop("token"), payload.pop("user")
    assert payload == {"type": "silent_token", "auth": 1, "ttl": 600, "uuid": journal.uuid}
    assert len(token) > 40
    phone = oauth_user.phone
    assert user == {
        "id": oauth_user.profile_id,
        "first_name": "Анна",
        "last_name": "Орлова",
        "avatar": "",
        "phone": f"{phone[:2]} {phone[2]}** ***-**-{phone[-2:]}",
    }


@both_modes
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_exchange_gives_an_access_token_of_the_person(oauth_user: OAuthUser, strict: bool, method: str) -> None:
    """Обмен даёт токен доступа этого человека."""
    journal = Journal(oauth_user, strict=strict)
    journal.method = method
    response = journal.exchange(journal.silent_token())["response"]
    assert response["user_id"] == oauth_user.profile_id
    assert (response["phone"], response["email"]) == (oauth_user.phone.removeprefix("+"), oauth_user.email)
    assert (response["is_partial"], response["is_service"], response["additional_signup_required"]) == (
        False,
        False,
        False,
    )
    assert response["expires_in"] == 3600
    user = oauth_user.post("/oauth2/user_info", client_id=journal.app.client_id, access_token=response["access_token"])
    assert user.json()["user"]["user_id"] == str(oauth_user.profile_id)


def test_access_token_attaches_the_profile_to_a_school(oauth_user: OAuthUser) -> None:
    """С токеном доступа профиль привязан к школе.

    What the whole flow is for (C-1).
    """
    journal, school = Journal(oauth_user), oauth_user.sandbox.create_organization("Школа")
    token = journal.exchange(journal.silent_token())["response"]["access_token"]
    answer = httpx.put(
        f"{oauth_user.sandbox.addresses['sferum']}/api/organizations/{school}/people/7",
        json={"role": "teacher"},
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
    )
    assert answer.status_code == 201
    assert oauth_user.sandbox.get_organization(school).links == {"7": oauth_user.profile_id}


def test_refusal_comes_back_without_a_token(oauth_user: OAuthUser) -> None:
    """Отказ возвращается без токена."""
    answer = oauth_user.pass_screens(Journal(oauth_user).url(), refuse=True).params
    assert answer == {
        "error": "access_denied",
        "error_description": "User denied access",
        "state": "state of the journal",
    }


def test_remembered_browser_is_asked_for_no_phone(oauth_user: OAuthUser) -> None:
    """Запомненный браузер о телефоне не спрашивают."""
    oauth_user.remember_browser()
    assert oauth_user.open(Journal(oauth_user).url()).headers["location"].endswith("/account")


@both_modes
def test_request_that_may_not_go_on_is_an_error_page(oauth_user: OAuthUser, strict: bool) -> None:
    """Запрос silent-токена, которому нельзя дальше, — страница ошибки."""
    journal = Journal(oauth_user, strict=strict)
    changes: list[dict[str, str | None]] = [
        {"app_id": "1"},
        {"app_id": None},
        {"redirect_uri": f"{REDIRECT_URI}/"},
        {"redirect_uri": None},
        {"response_type": "code"},
        {"uuid": None},
        {"action": "not base64"},
        {"action": base64.b64encode(b"[]").decode()},
        {"action": base64.b64encode(b"\xff").decode()},
        {"action": base64.b64encode(b'{"token": "t"}').decode()},
        {"action": base64.b64encode(b"[" * 20_000).decode()},
        {"code_challenge": "short", "code_challenge_method": "s256"},
        {"code_challenge": "a" * 43, "code_challenge_method": "plain"},
    ]
    for change in changes:
        answer = oauth_user.open(journal.url(**change))
        assert answer.status_code == 400, change
        assert "location" not in answer.headers


# --- The exchange ---


@both_modes
def test_silent_token_is_bound_to_all_it_was_given_with(oauth_user: OAuthUser, strict: bool) -> None:
    """Silent-токен связан со всем, с чем его дали."""
    journal = Journal(oauth_user, strict=strict)
    token = journal.silent_token()
    changes: list[tuple[dict[str, str | None], int]] = [
        ({"v": None}, 8),
        ({"access_token": None}, 5),
        ({"access_token": "other"}, 5),
        ({"token": None}, BAD_PARAMETER),
        ({"uuid": None}, BAD_PARAMETER),
        ({"token": "other"}, NOT_FOUND),
        ({"uuid": "other"}, NOT_FOUND),
    ]
    for change, code in changes:
        assert journal.refusal(token, **change) == code, change
    assert "response" in journal.exchange(token), "no refusal burns the token for its owner"


def test_silent_token_is_good_for_its_own_service_only(oauth_user: OAuthUser) -> None:
    """Silent-токен годится только своей службе."""
    journal, stranger = Journal(oauth_user), Journal(oauth_user)
    token = journal.silent_token()
    assert journal.refusal(token, access_token=stranger.service_token) == NOT_FOUND
    assert "response" in journal.exchange(token)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"access_token": "of-last-year"}, "invalid access_token"),
        ({"access_token": None}, "no access_token"),
        ({"v": None}, "v (version) is required"),
    ],
    ids=["чужой ключ", "без ключа", "без версии"],
)
def test_refused_exchange_is_in_the_record_of_the_person(
    oauth_user: OAuthUser, change: dict[str, str | None], message: str
) -> None:
    """Отклонённый обмен есть в записи запросов того, чей это silent-токен."""
    journal = Journal(oauth_user)
    journal.refusal(journal.silent_token(), **change)
    last = oauth_user.sandbox.list_requests(oauth_user.phone)[-1]
    assert last["operation"] == "exchange_silent_token"
    assert message in last["answer"]["error_msg"]


def test_silent_token_used_twice_ends_the_access_token_it_gave(oauth_user: OAuthUser) -> None:
    """Второй обмен silent-токена отменяет выданный токен доступа."""
    journal = Journal(oauth_user)
    silent = journal.silent_token()
    token = journal.exchange(silent)["response"]["access_token"]
    assert journal.refusal(silent) == NOT_FOUND
    refused = oauth_user.post("/oauth2/user_info", client_id=journal.app.client_id, access_token=token)
    assert read_error(refused)[0] == "invalid_token"


def test_silent_token_lives_for_ten_minutes(oauth_user: OAuthUser) -> None:
    """Silent-токен живёт десять минут."""
    journal = Journal(oauth_user)
    early, late = journal.silent_token(), journal.silent_token()
    oauth_user.sandbox.move_time(oauth_user.phone, 590)
    assert "response" in journal.exchange(early)
    oauth_user.sandbox.move_time(oauth_user.phone, 10)
    assert journal.refusal(late) == NOT_FOUND


def test_a_code_is_no_silent_token_nor_the_other_way_round(oauth_user: OAuthUser) -> None:
    """Код — не silent-токен, и наоборот."""
    journal = Journal(oauth_user)
    attempt, returned = oauth_user.sign_in(journal.app)
    assert journal.refusal(returned.params["code"]) == NOT_FOUND
    refused = attempt.redeem(
        oauth_user.http, AuthorizationResponse("", {**returned.params, "code": journal.silent_token()})
    )
    assert read_error(refused)[0] == "invalid_grant"
    assert attempt.redeem(oauth_user.http, returned).status_code == 200


def test_verifier_is_checked_where_the_login_began_with_a_challenge(oauth_user: OAuthUser) -> None:
    """Верификатор проверяется, если вход начался с вызова."""
    verifier = "v" * 43
    pkce = {"code_challenge": compute_challenge(verifier), "code_challenge_method": "s256"}
    strict, lenient = Journal(oauth_user, strict=True), Journal(oauth_user)
    token = strict.silent_token(**pkce)
    assert strict.refusal(token) == BAD_PARAMETER
    assert strict.refusal(token, code_verifier="w" * 43) == BAD_PARAMETER
    assert "response" in strict.exchange(token, code_verifier=verifier)
    token = lenient.silent_token(**pkce)
    assert lenient.refusal(token, code_verifier="w" * 43) == BAD_PARAMETER
    assert "response" in lenient.exchange(token)
    assert oauth_user.read_last_notes() == ["lenient: no code_verifier, though the login began with a code_challenge"]


@both_modes
@pytest.mark.parametrize("way", ["json", "multipart", "untyped", "address", "twice"])
def test_exchange_that_is_no_form_is_noted_or_refused(oauth_user: OAuthUser, strict: bool, way: str) -> None:
    """Обмен не формой замечен или отклонён."""
    journal = Journal(oauth_user, strict=strict)
    silent = journal.silent_token()
    form = {"v": "5.131", "token": silent, "uuid": journal.uuid, "access_token": journal.service_token}
    secrets = {name: form[name] for name in ("token", "access_token")}
    others = {name: form[name] for name in ("v", "uuid")}
    ways: dict[str, tuple[dict[str, Any], list[str]]] = {
        "json": ({"json": form}, ["a JSON body"]),
        "multipart": (
            {"files": {name: (None, value) for name, value in form.items()}},
            ["a multipart/form-data body"],
        ),
        "untyped": ({"content": urlencode(form)}, ["a body without a content type"]),
        "address": ({"params": secrets, "data": others}, ["access_token in the address", "token in the address"]),
        "twice": ({"data": {**form, "uuid": [journal.uuid] * 2}}, ["uuid is sent twice"]),
    }
    request, departures = ways[way]
    answer = oauth_user.http.post(f"{oauth_user.vk_id}/method/auth.exchangeSilentAuthToken", **request)
    assert answer.status_code == 200
    if strict:
        assert answer.json()["error"]["error_code"] == BAD_PARAMETER
        assert silent not in answer.text
        assert journal.service_token not in answer.text
        assert "response" in journal.exchange(silent), "the refusal has not burnt the token"
    else:
        assert answer.json()["response"]["user_id"] == oauth_user.profile_id
        assert oauth_user.read_last_notes() == [f"lenient: {departure}" for departure in departures]


def test_error_of_the_api_repeats_no_secret(oauth_user: OAuthUser) -> None:
    """Ошибка API не повторяет секретов."""
    names = (
        *("access_token", "token", "code_verifier", "client_secret", "service_token", "Silent-Token", "password"),
        *("device_id", "user[sid]", "refresh_token", "code", "sig_key"),
    )
    for method in ("auth.exchangeSilentAuthToken", "users.get"):
        answer = oauth_user.post(
            f"/method/{method}", uuid="u1", v="5.131", **{name: f"hidden-{name}" for name in names}
        )
        assert "hidden-" not in answer.text
        params = {"key": "uuid", "value": "u1"}, {"key": "v", "value": "5.131"}
        assert sorted(answer.json()["error"]["request_params"], key=lambda param: str(param["key"])) == list(params)


def test_other_methods_of_the_api_are_unknown(oauth_user: OAuthUser) -> None:
    """Прочие методы API неизвестны."""
    answer = oauth_user.post("/method/users.get", v="5.131").json()
    assert answer["error"]["error_code"] == 3


def test_domain_is_told_to_any_page(oauth_user: OAuthUser) -> None:
    """Домен сообщается любой странице."""
    answer = oauth_user.open(f"{oauth_user.vk_id}/domain.txt")
    assert (answer.text, answer.headers["access-control-allow-origin"]) == ("vk.ru", "*")


# --- The journal's own token ---


@both_modes
@journal_actions
def test_token_of_the_journal_is_verified_where_its_key_is_registered(
    oauth_user: OAuthUser, strict: bool, name: str
) -> None:
    """Токен журнала проверяется, если зарегистрирован его ключ."""
    journal = Journal(oauth_user, journal_key=KEY, strict=strict)
    for case, token in {
        "foreign key": journal_token("another key"),
        "expired": journal_token(exp=1),
        "no exp": journal_token(exp=None),
        "no access_token": journal_token(access_token=""),
        "none": "",
        "not base64": "not base64",
        "too short": base64.b64encode(b"short").decode(),
    }.items():
        refused = oauth_user.open(journal.url(action=action(name, token)))
        assert refused.status_code == 400, case
        assert "token of the action is invalid" in html.unescape(refused.text), case
    assert oauth_user.open(journal.url(action=action(name, journal_token()))).status_code == 303


def test_tampered_token_of_the_journal_is_refused() -> None:
    """Подделанный токен журнала отклонён."""
    raw = bytearray(base64.b64decode(journal_token()))
    assert open_journal_token(base64.b64encode(raw).decode(), KEY, time.time())["access_token"] == "of the journal"
    for place in (0, 31, 32, 47, 48, len(raw) - 1):
        raw[place] ^= 1
        with pytest.raises(ValueError, match="signature is wrong"):
            open_journal_token(base64.b64encode(raw).decode(), KEY, time.time())
        raw[place] ^= 1


def test_what_is_not_looked_into_is_noted(oauth_user: OAuthUser) -> None:
    """Что не проверяется, то замечено."""
    oauth_user.remember_browser()
    journal = Journal(oauth_user)
    oauth_user.open(journal.url())
    noted = [
        "action login_with_eljour",
        "the application has no journal_key, so its journal's token was not looked into",
    ]
    assert oauth_user.read_last_notes() == noted
    oauth_user.open(journal.url(action=action("login_with_multi_user", "")))
    assert oauth_user.read_last_notes()[0] == "action login_with_multi_user"
    oauth_user.open(journal.url(action=None))
    assert oauth_user.read_last_notes() == []


def test_record_of_requests_holds_no_token(oauth_user: OAuthUser) -> None:
    """В записи запросов нет токенов."""
    journal, signed = Journal(oauth_user), journal_token()
    silent = journal.silent_token(action=action("login_with_eljour", signed))
    token = journal.exchange(silent)["response"]["access_token"]
    record = json.dumps(oauth_user.sandbox.list_requests(oauth_user.phone))
    for secret in (action("login_with_eljour", signed), silent, token, journal.service_token, "state of the journal"):
        assert secret not in record


def test_both_flows_share_one_browser(oauth_user: OAuthUser) -> None:
    """Оба способа входа знают один браузер.

    A person who signed in through one is not asked for the phone in the other.
    """
    journal = Journal(oauth_user)
    journal.silent_token()
    assert oauth_user.open(LoginAttempt(oauth_user.create_app()).url()).headers["location"].endswith("/account")
