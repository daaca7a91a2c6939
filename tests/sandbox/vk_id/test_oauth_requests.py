"""How a request to `/oauth2/*` is made: what is refused, and what is tolerated outside strict mode."""

import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from automation.http_login import LoginAttempt
from mock_server.rules import protocol
from tests.oauth_user import LENIENT, STRICT, OAuthUser, both_modes, read_error


@both_modes
def test_parameters_may_be_split_between_query_and_body(oauth_user: OAuthUser, strict: bool) -> None:
    """Параметры можно разделить между адресом и телом.

    As @vkid/sdk does.
    """
    app = oauth_user.create_app(strict=strict)
    attempt, returned = oauth_user.sign_in(app)
    query = {
        "grant_type": "authorization_code",
        "redirect_uri": app.redirect_uri,
        "client_id": app.client_id,
        "code_verifier": attempt.verifier,
        "state": attempt.state,
        "device_id": returned.params["device_id"],
    }
    body = {"code": returned.params["code"]}
    answer = oauth_user.http.post(f"{oauth_user.vk_id}/oauth2/auth", params=query, data=body)
    assert answer.status_code == 200
    both = oauth_user.http.post(
        f"{oauth_user.vk_id}/oauth2/user_info",
        params={"client_id": app.client_id},
        data={"client_id": app.client_id, "access_token": answer.json()["access_token"]},
    )
    assert both.status_code == 200, "twice with one value says nothing else than once"


@both_modes
def test_parameter_with_two_values_is_refused(oauth_user: OAuthUser, strict: bool) -> None:
    """Параметр с двумя значениями отклонён.

    RFC 6749 §3.2.
    """
    attempt, returned = oauth_user.sign_in(oauth_user.create_app(strict=strict))
    form = {"code": returned.params["code"], "client_id": attempt.app.client_id, "grant_type": "authorization_code"}
    refused = oauth_user.http.post(f"{oauth_user.vk_id}/oauth2/auth", params={"client_id": "1"}, data=form)
    assert read_error(refused) == ("invalid_request", "client_id is missing or invalid")


def test_verifier_shorter_than_documented_is_noted_or_refused(oauth_user: OAuthUser) -> None:
    """Верификатор короче документированного замечен или отклонён."""
    short = LoginAttempt(oauth_user.create_app(), verifier="short")
    answer = short.redeem(oauth_user.http, oauth_user.pass_screens(short.url()))
    assert answer.status_code == 200
    assert oauth_user.read_last_notes() == ["lenient: code_verifier is not 43 to 128 of a-z, A-Z, 0-9, _ and -"]
    for verifier in ("v" * 42, "v" * 129, "v" * 42 + "~"):
        strict = LoginAttempt(oauth_user.create_app(strict=True), verifier=verifier)
        assert read_error(strict.redeem(oauth_user.http, oauth_user.pass_screens(strict.url()))) == (
            "invalid_request",
            "verifier is missing or invalid",
        )
    for verifier in ("v" * 43, "v" * 128):
        strict = LoginAttempt(oauth_user.create_app(strict=True), verifier=verifier)
        assert strict.redeem(oauth_user.http, oauth_user.pass_screens(strict.url())).status_code == 200


def test_undocumented_parameter_is_noted_or_refused(oauth_user: OAuthUser) -> None:
    """Параметр, которого нет в документации, замечен или отклонён."""
    extra = {"client_secret": "anything", "nonce": "1", "code_challenge": "a" * 43}
    attempt, returned = oauth_user.sign_in(oauth_user.create_app())
    assert attempt.redeem(oauth_user.http, returned, **extra).status_code == 200
    assert sorted(oauth_user.read_last_notes()) == sorted(f"lenient: {name} is not documented here" for name in extra)
    attempt, returned = oauth_user.sign_in(oauth_user.create_app(strict=True))
    for name, value in extra.items():
        assert read_error(attempt.redeem(oauth_user.http, returned, **{name: value}))[0] == "invalid_request", name


def test_json_body_is_noted_or_refused(oauth_user: OAuthUser) -> None:
    """Тело в JSON замечено или отклонено."""
    for strict in (LENIENT, STRICT):
        app = oauth_user.create_app(strict=strict)
        body = {
            "client_id": int(app.client_id),
            "access_token": oauth_user.get_tokens(app)["access_token"],
            "state": "json",
        }
        answer = oauth_user.http.post(f"{oauth_user.vk_id}/oauth2/user_info", json=body)
        if strict:
            assert read_error(answer) == ("invalid_request", "content-type must be application/x-www-form-urlencoded")
            assert answer.json().get("state") == "json"
        else:
            assert answer.json()["user"]["first_name"] == "Анна"
            assert oauth_user.read_last_notes() == ["lenient: a JSON body", "lenient: state is not documented here"]


NO_FORM = ("invalid_request", "content-type must be application/x-www-form-urlencoded")
FORM = "application/x-www-form-urlencoded"
DEPARTURES = {
    "multipart/form-data; boundary=b": ("a multipart/form-data body", NO_FORM),
    "text/plain": ("a text/plain body", NO_FORM),
    "application/x-www-form-urlencode": ("a application/x-www-form-urlencode body", NO_FORM),
    "": ("a body without a content type", NO_FORM),
    f"{FORM}; charset=windows-1251": (
        "charset windows-1251, read as UTF-8 all the same",
        ("invalid_request", "charset must be UTF-8"),
    ),
    f"{FORM}; charset=utf-8": None,
    f'{FORM}; charset="UTF8"': None,
}


@both_modes
def test_body_that_is_no_form_is_noted_or_refused(oauth_user: OAuthUser, strict: bool) -> None:
    """Тело, которое не форма, замечено или отклонено.

    RFC 6749 §3.2 and appendix B.
    """
    app = oauth_user.create_app(strict=strict)
    form = {"client_id": app.client_id, "access_token": oauth_user.get_tokens(app)["access_token"]}
    for content_type, departure in DEPARTURES.items():
        body = urlencode(form)
        if content_type.startswith("multipart"):
            parts = (f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{form[name]}\r\n' for name in form)
            body = f"{''.join(parts)}--b--\r\n"
        headers = {"Content-Type": content_type} if content_type else {}
        answer = oauth_user.http.post(f"{oauth_user.vk_id}/oauth2/user_info", content=body, headers=headers)
        if strict and departure:
            assert (answer.status_code, read_error(answer)) == (400, departure[1]), content_type
        else:
            assert answer.status_code == 200, content_type
            assert oauth_user.read_last_notes() == ([f"lenient: {departure[0]}"] if departure else []), content_type


def test_no_address_takes_a_multipart_body_in_strict_mode(oauth_user: OAuthUser) -> None:
    """В строгом режиме составное тело не принимает ни один адрес."""
    app = oauth_user.create_app(strict=True)
    tokens = oauth_user.get_tokens(app)
    form = {"client_id": app.client_id, "access_token": tokens["access_token"], "id_token": tokens["id_token"]}
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "device_id": tokens["device_id"]}
    for path in ("auth", "user_info", "public_info", "logout", "revoke"):
        whole = {**form, **grant} if path == "auth" else form
        files = {name: (None, value) for name, value in whole.items()}
        assert read_error(oauth_user.http.post(f"{oauth_user.vk_id}/oauth2/{path}", files=files)) == NO_FORM, path
    assert oauth_user.get_user_info(app, tokens).status_code == 200, "nothing has come of it"


@both_modes
def test_parameter_twice_or_a_secret_in_the_address_is_noted_or_refused(oauth_user: OAuthUser, strict: bool) -> None:
    """Параметр дважды или секрет в адресе замечен или отклонён.

    RFC 6749 §3.2: not more than once; in the query and in the body is once for each, as VK's SDK has it.

    RFC 6749 §2.3.1, RFC 6750 §2.3: no secrets in the query, since addresses are written to logs.
    """
    app = oauth_user.create_app(strict=strict)
    tokens = oauth_user.get_tokens(app)
    access, identity = {"access_token": tokens["access_token"]}, {"id_token": tokens["id_token"]}
    client = {"client_id": app.client_id}
    for path, query, body, note, refusal in (
        ("user_info", {}, {**access, "client_id": [app.client_id] * 2}, "client_id is sent twice", "is missing"),
        ("user_info", {**client, **access}, {}, "access_token in the address", "must be in the body"),
        ("public_info", {**client, **identity}, {}, "id_token in the address", "must be in the body"),
    ):
        answer = oauth_user.http.post(f"{oauth_user.vk_id}/oauth2/{path}", params=query, data=body)
        if strict:
            assert answer.status_code == 400, note
            error, description = read_error(answer)
            assert (error, description.partition(" ")[0]) == ("invalid_request", note.partition(" ")[0])
            assert refusal in description
        else:
            assert answer.status_code == 200, note
            assert oauth_user.read_last_notes() == [f"lenient: {note}"]


def test_parameter_twice_in_the_authorize_request_is_refused_in_strict_mode(oauth_user: OAuthUser) -> None:
    """В строгом режиме параметр дважды в запросе входа отклонён.

    RFC 6749 §3.1.
    """
    for strict in (LENIENT, STRICT):
        answer = oauth_user.open(f"{LoginAttempt(oauth_user.create_app(strict=strict)).url()}&response_type=code")
        error = parse_qs(urlsplit(answer.headers["location"]).query).get("error")
        assert error == (["invalid_request"] if strict else None)


def test_missing_client_id_is_noted_or_refused(oauth_user: OAuthUser) -> None:
    """Запрос без client_id замечен или отклонён."""
    token = oauth_user.get_tokens(oauth_user.create_app())["access_token"]
    assert oauth_user.post("/oauth2/user_info", access_token=token).status_code == 200
    assert oauth_user.read_last_notes() == ["lenient: no client_id"]
    token = oauth_user.get_tokens(oauth_user.create_app(strict=True))["access_token"]
    refused = oauth_user.post("/oauth2/user_info", access_token=token)
    assert read_error(refused) == ("invalid_request", "client_id is missing or invalid")


@pytest.mark.parametrize("path", ["/oauth2/auth", "/oauth2/user_info", "/oauth2/public_info", "/oauth2/logout"])
def test_nonsense_is_refused_and_breaks_nothing(oauth_user: OAuthUser, path: str) -> None:
    """Бессмыслица отклонена и ничего не ломает."""
    json_type = {"Content-Type": "application/json"}
    for body in (
        *(b"[1]", b"null", b"{"),
        *(b'{"client_id": "\\ud800"}', b'{"state": "\\u0000"}', b'{"client_id": {"a": 1}}'),
    ):
        answer = oauth_user.http.post(f"{oauth_user.vk_id}{path}", content=body, headers=json_type)
        assert answer.status_code in (400, 401), body
        assert set(answer.json()) >= {"error", "error_description"}, body


# --- Addresses and methods that there are not ---


@pytest.mark.parametrize(
    ("method", "path", "status", "allowed"),
    [
        ("GET", "/oauth2/auth", 405, {"OPTIONS", "POST"}),
        ("GET", "/oauth2/user_info", 405, {"OPTIONS", "POST"}),
        ("PUT", "/oauth2/public_info", 405, {"OPTIONS", "POST"}),
        ("DELETE", "/oauth2/logout", 405, {"OPTIONS", "POST"}),
        ("PATCH", "/oauth2/revoke", 405, {"OPTIONS", "POST"}),
        ("POST", "/.well-known/jwks.json", 405, {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/openapi/openapi.json", 405, {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/oauth2/auth/", 404, None),
        ("POST", "/oauth2/nothing", 404, None),
        ("GET", "/oauth2", 404, None),
        ("GET", "/.well-known/openid-configuration", 404, None),
    ],
)
def test_wrong_request_is_refused_in_oauths_json(
    oauth_user: OAuthUser, method: str, path: str, status: int, allowed: set[str] | None
) -> None:
    """Неверный запрос отклонён в JSON по OAuth."""
    answer = oauth_user.http.request(method, f"{oauth_user.vk_id}{path}")
    assert (answer.status_code, answer.json()["error"]) == (status, "invalid_request")
    assert answer.json()["error_description"]
    assert (set(answer.headers["allow"].split(", ")) if "allow" in answer.headers else None) == allowed
    assert answer.headers.get("access-control-allow-origin") == ("*" if method == "POST" else None)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/method/auth.exchangeSilentAuthToken", 405),
        ("DELETE", "/method/users.get", 405),
        ("POST", "/method/", 404),
        ("POST", "/method/auth.exchangeSilentAuthToken/", 404),
        ("GET", "/vkid_sdk_get_config", 405),
        ("GET", "/stat_events_vkid_sdk", 405),
        ("POST", "/domain.txt", 405),
    ],
)
def test_wrong_request_is_refused_in_the_json_of_vks_api(
    oauth_user: OAuthUser, method: str, path: str, status: int
) -> None:
    """Неверный запрос отклонён в JSON, как у API VK."""
    answer = oauth_user.http.request(method, f"{oauth_user.vk_id}{path}")
    assert (answer.status_code, answer.json()["error"]["error_code"]) == (status, 3)
    assert answer.json()["error"]["error_msg"]


@pytest.mark.parametrize(
    "path", ["/oauth2/user_info", "/method/auth.exchangeSilentAuthToken", "/.well-known/jwks.json"]
)
def test_options_are_told(oauth_user: OAuthUser, path: str) -> None:
    """На OPTIONS сказано, что можно."""
    answer = oauth_user.http.options(f"{oauth_user.vk_id}{path}")
    assert answer.status_code == 200
    assert "OPTIONS" in answer.headers["allow"]


def test_people_are_told_on_a_page(oauth_user: OAuthUser) -> None:
    """Людям об ошибке говорит страница."""
    for method, path, status in (("POST", "/authorize", 405), ("GET", "/nothing", 404), ("PUT", "/login/x/phone", 405)):
        answer = oauth_user.http.request(method, f"{oauth_user.vk_id}{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    doubled = oauth_user.http.post(f"{oauth_user.vk_id}/oauth2//user_info")
    assert (doubled.status_code, doubled.headers["location"]) == (308, f"{oauth_user.vk_id}/oauth2/user_info")


@pytest.mark.parametrize(("status", "error"), [(500, "server_error"), (503, "temporarily_unavailable")])
def test_ordered_fault_is_told_in_json(oauth_user: OAuthUser, status: int, error: str) -> None:
    """О заказанном сбое сказано в JSON."""
    app = oauth_user.create_app()
    tokens = oauth_user.get_tokens(app)
    oauth_user.sandbox.create_fault("vk_id", "user_info", "error", status=status, phone=oauth_user.phone)
    answer = oauth_user.get_user_info(app, tokens)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


# --- Pages ---


def test_pages_may_read_answers_and_refusals_but_preflights_fail(oauth_user: OAuthUser) -> None:
    """Страницы читают ответы и отказы, а предварительный запрос не проходит.

    The documentation warns of it: a token in a header, or a JSON body, fails in a browser.
    """
    page = {"Origin": "https://app.example"}
    where = f"{oauth_user.vk_id}/oauth2/user_info"
    refused = oauth_user.http.post(where, headers=page)
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, "*")
    preflight = oauth_user.http.options(
        where,
        headers={**page, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"},
    )
    assert [name for name in preflight.headers if name.startswith("access-control")] == []


@pytest.mark.parametrize(
    ("path", "response"),
    [("/vkid_sdk_get_config", {"active": 0, "tracker_id": ""}), ("/stat_events_vkid_sdk", 1)],
)
def test_side_calls_of_the_web_sdk_are_answered_to_the_page_that_asks(
    oauth_user: OAuthUser, path: str, response: object
) -> None:
    """На побочные запросы веб-SDK отвечено той странице, что спросила."""
    form = {"events": json.dumps([{"id": 1}]), "sak_version": "2.6.7", "v": "5.207"}
    page = {"Origin": "https://app.example"}
    answer = oauth_user.http.post(f"{oauth_user.vk_id}{path}", params={"app_id": "1"}, data=form, headers=page)
    assert answer.json() == {"response": response}
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "Origin" in answer.headers["vary"]


# --- The description ---


def test_description_names_only_what_there_is(oauth_user: OAuthUser) -> None:
    """Описание OpenID называет только то, что есть."""
    paths = oauth_user.http.get(f"{oauth_user.vk_id}/openapi/openapi.json").json()["paths"]
    assert {"/authorize", "/oauth2/auth", "/oauth2/user_info", "/oauth2/public_info"} < set(paths)
    for path, (method,) in paths.items():
        assert oauth_user.http.request(method, f"{oauth_user.vk_id}{path}").status_code not in (404, 405)


def test_description_tells_of_a_secret_what_the_record_does(oauth_user: OAuthUser) -> None:
    """О секрете приложения описание говорит то же, что запись запроса."""
    described = oauth_user.http.get(f"{oauth_user.vk_id}/openapi/openapi.json").json()
    body = described["paths"]["/oauth2/auth"]["post"]["requestBody"]["content"][FORM]["schema"]["properties"]
    assert ("service_token" in body, "client_secret" in body) == (True, False)
    assert "proves itself by `service_token`, beside `client_id`." in described["info"]["description"]
    assert "`client_secret` in its place is not documented" in described["info"]["description"]
    attempt, returned = oauth_user.sign_in(oauth_user.create_app(kind="confidential", secret="secret"))
    assert attempt.redeem(oauth_user.http, returned, client_secret="secret").status_code == 200
    assert oauth_user.read_last_notes() == ["lenient: client_secret is not documented here"]
    attempt, returned = oauth_user.sign_in(oauth_user.create_app(kind="confidential", secret="secret", strict=True))
    refused = attempt.redeem(oauth_user.http, returned, client_secret="secret")
    assert read_error(refused) == ("invalid_request", "client_secret is unknown")


@pytest.mark.parametrize("operation", ["USER_INFO", "PUBLIC_INFO", "LOGOUT", "REVOKE"])
def test_required_parameter_is_required(oauth_user: OAuthUser, operation: str) -> None:
    """Обязательный параметр обязателен."""
    app = oauth_user.create_app(strict=True)
    tokens = oauth_user.get_tokens(app)
    whole = {"client_id": app.client_id, **{name: tokens[name] for name in ("access_token", "id_token")}}
    described: protocol.Operation = getattr(protocol, operation)
    for missing in described.required:
        form = {name: whole[name] for name in described.required if name != missing}
        assert oauth_user.post(f"/oauth2/{operation.lower()}", **form).status_code in (400, 401)
    assert oauth_user.post(
        f"/oauth2/{operation.lower()}", **{name: whole[name] for name in described.required}
    ).is_success
