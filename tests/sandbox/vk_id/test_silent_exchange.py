"""The exchange of a silent token at VK's API, and what else of that API there is."""

from typing import Any
from urllib.parse import urlencode

import pytest

from automation.http_login import AuthorizationResponse
from mock_server.rules.protocol import compute_challenge
from tests.oauth_user import OAuthUser, both_modes, read_error
from tests.sandbox.vk_id.silent_journal import Journal

NOT_FOUND = 104
BAD_PARAMETER = 100


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
