"""How a request to `/oauth2/*` is made: what is refused, and what is tolerated outside strict mode."""

import json

import pytest

from automation.http_login import Attempt
from mock_server.rules import protocol
from tests.unit.oauth_visitor import LENIENT, STRICT, OAuthVisitor, both_modes, error_of


@both_modes
def test_parameters_may_be_split_between_query_and_body(visitor: OAuthVisitor, strict: bool) -> None:
    """As @vkid/sdk does."""
    app = visitor.app(strict=strict)
    attempt, returned = visitor.sign_in(app)
    query = {
        "grant_type": "authorization_code",
        "redirect_uri": app.redirect_uri,
        "client_id": app.client_id,
        "code_verifier": attempt.verifier,
        "state": attempt.state,
        "device_id": returned.answer["device_id"],
    }
    body = {"code": returned.answer["code"]}
    answer = visitor.http.post(f"{visitor.vk_id}/oauth2/auth", params=query, data=body)
    assert answer.status_code == 200
    both = visitor.http.post(
        f"{visitor.vk_id}/oauth2/user_info",
        params={"client_id": app.client_id},
        data={"client_id": app.client_id, "access_token": answer.json()["access_token"]},
    )
    assert both.status_code == 200, "twice with one value says nothing else than once"


@both_modes
def test_parameter_with_two_values_is_refused(visitor: OAuthVisitor, strict: bool) -> None:
    """RFC 6749 §3.2."""
    attempt, returned = visitor.sign_in(visitor.app(strict=strict))
    form = {"code": returned.answer["code"], "client_id": attempt.app.client_id, "grant_type": "authorization_code"}
    refused = visitor.http.post(f"{visitor.vk_id}/oauth2/auth", params={"client_id": "1"}, data=form)
    assert error_of(refused) == ("invalid_request", "client_id is missing or invalid")


def test_verifier_shorter_than_documented_is_noted_or_refused(visitor: OAuthVisitor) -> None:
    short = Attempt(visitor.app(), verifier="short")
    answer = short.redeem(visitor.http, visitor.walk(short.url()))
    assert answer.status_code == 200
    assert visitor.notes() == ["lenient: code_verifier is not 43 to 128 of a-z, A-Z, 0-9, _ and -"]
    for verifier in ("v" * 42, "v" * 129, "v" * 42 + "~"):
        strict = Attempt(visitor.app(strict=True), verifier=verifier)
        assert error_of(strict.redeem(visitor.http, visitor.walk(strict.url()))) == (
            "invalid_request",
            "verifier is missing or invalid",
        )
    for verifier in ("v" * 43, "v" * 128):
        strict = Attempt(visitor.app(strict=True), verifier=verifier)
        assert strict.redeem(visitor.http, visitor.walk(strict.url())).status_code == 200


def test_undocumented_parameter_is_noted_or_refused(visitor: OAuthVisitor) -> None:
    extra = {"client_secret": "anything", "nonce": "1", "code_challenge": "a" * 43}
    attempt, returned = visitor.sign_in(visitor.app())
    assert attempt.redeem(visitor.http, returned, **extra).status_code == 200
    assert sorted(visitor.notes()) == sorted(f"lenient: {name} is not documented here" for name in extra)
    attempt, returned = visitor.sign_in(visitor.app(strict=True))
    for name, value in extra.items():
        assert error_of(attempt.redeem(visitor.http, returned, **{name: value}))[0] == "invalid_request", name


def test_json_body_is_noted_or_refused(visitor: OAuthVisitor) -> None:
    for strict in (LENIENT, STRICT):
        app = visitor.app(strict=strict)
        body = {"client_id": int(app.client_id), "access_token": visitor.tokens(app)["access_token"], "state": "json"}
        answer = visitor.http.post(f"{visitor.vk_id}/oauth2/user_info", json=body)
        if strict:
            assert error_of(answer) == ("invalid_request", "content-type must be application/x-www-form-urlencoded")
            assert answer.json()["state"] == "json"
        else:
            assert answer.json()["user"]["first_name"] == "Анна"
            assert visitor.notes() == ["lenient: a JSON body", "lenient: state is not documented here"]


def test_missing_client_id_is_noted_or_refused(visitor: OAuthVisitor) -> None:
    token = visitor.tokens(visitor.app())["access_token"]
    assert visitor.ask("/oauth2/user_info", access_token=token).status_code == 200
    assert visitor.notes() == ["lenient: no client_id"]
    token = visitor.tokens(visitor.app(strict=True))["access_token"]
    refused = visitor.ask("/oauth2/user_info", access_token=token)
    assert error_of(refused) == ("invalid_request", "client_id is missing or invalid")


@pytest.mark.parametrize("path", ["/oauth2/auth", "/oauth2/user_info", "/oauth2/public_info", "/oauth2/logout"])
def test_nonsense_is_refused_and_breaks_nothing(visitor: OAuthVisitor, path: str) -> None:
    json_type = {"Content-Type": "application/json"}
    for body in (
        *(b"[1]", b"null", b"{"),
        *(b'{"client_id": "\\ud800"}', b'{"state": "\\u0000"}', b'{"client_id": {"a": 1}}'),
    ):
        answer = visitor.http.post(f"{visitor.vk_id}{path}", content=body, headers=json_type)
        assert answer.status_code in (400, 401), body
        assert set(answer.json()) >= {"error", "error_description"}, body


# --- Pages ---


def test_pages_may_read_answers_and_refusals_but_preflights_fail(visitor: OAuthVisitor) -> None:
    """The documentation warns of it: a token in a header, or a JSON body, fails in a browser."""
    page = {"Origin": "https://app.example"}
    where = f"{visitor.vk_id}/oauth2/user_info"
    refused = visitor.http.post(where, headers=page)
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, "*")
    preflight = visitor.http.options(
        where,
        headers={**page, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"},
    )
    assert [name for name in preflight.headers if name.startswith("access-control")] == []


@pytest.mark.parametrize(
    ("path", "response"),
    [("/vkid_sdk_get_config", {"active": 0, "tracker_id": ""}), ("/stat_events_vkid_sdk", 1)],
)
def test_side_calls_of_the_web_sdk_are_answered_to_the_page_that_asks(
    visitor: OAuthVisitor, path: str, response: object
) -> None:
    form = {"events": json.dumps([{"id": 1}]), "sak_version": "2.6.7", "v": "5.207"}
    page = {"Origin": "https://app.example"}
    answer = visitor.http.post(f"{visitor.vk_id}{path}", params={"app_id": "1"}, data=form, headers=page)
    assert answer.json() == {"response": response}
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "Origin" in answer.headers["vary"]


# --- The description ---


def test_description_names_only_what_there_is(visitor: OAuthVisitor) -> None:
    paths = visitor.http.get(f"{visitor.vk_id}/openapi/openapi.json").json()["paths"]
    assert {"/authorize", "/oauth2/auth", "/oauth2/user_info", "/oauth2/public_info"} < set(paths)
    for path, (method,) in paths.items():
        assert visitor.http.request(method, f"{visitor.vk_id}{path}").status_code not in (404, 405)


@pytest.mark.parametrize("operation", ["USER_INFO", "PUBLIC_INFO", "LOGOUT", "REVOKE"])
def test_required_parameter_is_required(visitor: OAuthVisitor, operation: str) -> None:
    app = visitor.app(strict=True)
    held = visitor.tokens(app)
    whole = {"client_id": app.client_id, **{name: held[name] for name in ("access_token", "id_token")}}
    described: protocol.Operation = getattr(protocol, operation)
    for missing in described.required:
        form = {name: whole[name] for name in described.required if name != missing}
        assert visitor.ask(f"/oauth2/{operation.lower()}", **form).status_code in (400, 401)
    assert visitor.ask(f"/oauth2/{operation.lower()}", **{name: whole[name] for name in described.required}).is_success
