"""The silent-token flow by which journals link: `/auth`, the way back, and the token that the journal signs."""

import base64
import html
import json
import time

import httpx
import pytest

from automation.http_login import LoginAttempt
from mock_server.rules.silent_tokens import open_journal_token
from tests.oauth_user import REDIRECT_URI, OAuthUser, both_modes
from tests.sandbox.vk_id.silent_journal import KEY, Journal, action, journal_token

journal_actions = pytest.mark.parametrize("name", ["login_with_eljour", "login_with_edu_profile"])


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


def test_departures_of_a_client_of_this_flow_are_counted(oauth_user: OAuthUser) -> None:
    """Отступления клиента, который просит silent-токен, перечислены у него."""
    journal = Journal(oauth_user, redirect_uri="http://journal.example/back")
    oauth_user.open(journal.url())
    departure = "redirect_uri is plain http beyond this machine"
    assert oauth_user.sandbox.list_departures(journal.app.client_id) == [departure] * 2


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
