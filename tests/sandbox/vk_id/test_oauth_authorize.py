"""`/authorize` over HTTP: what is refused and how, what is tolerated, and what `prompt` changes."""

import base64
import html
import json

import httpx
import pytest

from automation.http_login import LoginAttempt
from tests.oauth_user import REDIRECT_URI, OAuthUser, both_modes, read_error

# What @vkid/sdk 2.6.7 sends beside the required parameters.
SDK = {
    "lang_id": "0",
    "scheme": "light",
    "scope": "email phone",
    "provider": "vkid",
    "prompt": "",
    "stats_info": base64.b64encode(b'{"flow_source":"from_custom_auth","session_id":"1"}').decode(),
    "v": "2.6.7",
    "sdk_type": "vkid",
    "code_challenge_method": "s256",
}


def is_screen(answer: httpx.Response, name: str) -> bool:
    """Whether the browser is sent to this screen of VK ID."""
    return answer.status_code == 303 and answer.headers["location"].endswith(f"/{name}")


def returned_error(answer: httpx.Response) -> dict[str, str]:
    """The error that the browser takes back to the application."""
    assert answer.status_code == 303, answer.text
    there = httpx.URL(answer.headers["location"])
    assert str(there).startswith(REDIRECT_URI)
    return dict(there.params)


@both_modes
def test_wrong_client_is_an_error_page_and_never_a_redirect(oauth_user: OAuthUser, strict: bool) -> None:
    """Чужой клиент видит страницу ошибки, а не переход."""
    app = oauth_user.create_app(strict=strict)
    changes: list[tuple[dict[str, str | None], str]] = [
        ({"client_id": "1"}, "client_id is missing or invalid"),
        ({"client_id": None}, "client_id is missing or invalid"),
        ({"redirect_uri": "http://127.0.0.1:2/callback"}, "redirect_uri is missing or invalid"),
        ({"redirect_uri": f"{REDIRECT_URI}/"}, "redirect_uri is missing or invalid"),
        ({"redirect_uri": f"{REDIRECT_URI}?next=/"}, "redirect_uri is missing or invalid"),
        ({"redirect_uri": None}, "redirect_uri is missing or invalid"),
        ({"origin": "http://stranger.example"}, "origin is not among the domains of the application"),
        ({"state": "\0"}, "state holds a NUL"),
    ]
    for change, complaint in changes:
        answer = oauth_user.open(LoginAttempt(app).url(**change))
        assert answer.status_code == 400, change
        assert "location" not in answer.headers, change
        assert complaint in html.unescape(answer.text), change


def test_parameter_sent_twice_is_an_error_page(oauth_user: OAuthUser) -> None:
    """Параметр, присланный дважды, — страница ошибки.

    RFC 6749 §3.1: which of the two would be meant?
    """
    url = LoginAttempt(oauth_user.create_app()).url()
    assert oauth_user.open(f"{url}&redirect_uri=http://stranger.example").status_code == 400
    assert oauth_user.open(f"{url}&state=other").status_code == 400


@both_modes
def test_request_that_may_not_go_on_goes_back_with_an_error(oauth_user: OAuthUser, strict: bool) -> None:
    """Запрос, которому нельзя идти дальше, возвращается с ошибкой."""
    oauth_user.remember_browser()
    attempt = LoginAttempt(oauth_user.create_app(strict=strict))
    changes: list[tuple[dict[str, str | None], str]] = [
        ({"response_type": "token"}, "response_type"),
        ({"response_type": None}, "response_type"),
        ({"code_challenge": None}, "code_challenge"),
        ({"code_challenge": "a" * 42}, "code_challenge"),
        ({"code_challenge": "a" * 44}, "code_challenge"),
        ({"code_challenge": "a" * 42 + "+"}, "code_challenge"),
        ({"code_challenge_method": "plain"}, "code_challenge_method"),
        ({"code_challenge_method": None}, "code_challenge_method"),
        ({"prompt": "none login"}, "prompt"),
    ]
    for change, name in changes:
        assert returned_error(oauth_user.open(attempt.url(**change))) == {
            "error": "invalid_request",
            "error_description": f"{name} is missing or invalid",
            "state": attempt.state,
        }
    without_state = returned_error(oauth_user.open(attempt.url(state=None)))
    assert without_state == {"error": "invalid_request", "error_description": "state is missing or invalid"}


def test_departure_is_noted_by_default_and_refused_in_strict_mode(oauth_user: OAuthUser) -> None:
    """Отступление замечено, а в строгом режиме отклонено."""
    oauth_user.remember_browser()
    lenient, strict = oauth_user.create_app(), oauth_user.create_app(strict=True)
    for change, note, error in (
        ({"nonce": "1"}, "nonce is not documented here", ("invalid_request", "nonce is unknown")),
        ({"lang_id": "2"}, "lang_id has no such value", ("invalid_request", "lang_id is missing or invalid")),
        ({"scheme": "pink"}, "scheme has no such value", ("invalid_request", "scheme is missing or invalid")),
        ({"provider": "google"}, "provider has no such value", ("invalid_request", "provider is missing or invalid")),
        ({"prompt": "create"}, "prompt has no such value", ("invalid_request", "prompt is missing or invalid")),
        ({"scope": "openid"}, "scope has no such right", ("invalid_scope", "scope is missing or invalid")),
    ):
        assert is_screen(oauth_user.open(LoginAttempt(lenient).url(**change)), "account"), change
        assert oauth_user.read_last_notes() == [f"lenient: {note}"]
        refused = returned_error(oauth_user.open(LoginAttempt(strict).url(**change)))
        assert (refused["error"], refused["error_description"]) == error


@pytest.mark.parametrize(
    ("redirect_uri", "is_refused"),
    [
        ("http://journal.example/back", True),
        ("http://10.0.0.5:8000/back", True),
        ("http://журнал.рф/back", True),
        ("http://localhost.example/back", True),
        ("https://journal.example/back", False),
        ("http://localhost:8000/back", False),
        ("http://127.9.9.9/back", False),
        ("http://[::1]:8000/back", False),
        ("vk7001://vk.com/back", False),
    ],
)
def test_redirect_address_without_tls_beyond_this_machine_is_refused_in_strict_mode(
    oauth_user: OAuthUser, redirect_uri: str, is_refused: bool
) -> None:
    """Адрес возврата без TLS за пределами машины замечен, а в строгом режиме отклонён страницей ошибки."""
    oauth_user.remember_browser()
    notes = ["redirect_uri is plain http beyond this machine"] if is_refused else []
    for strict in (False, True):
        app = oauth_user.create_app(redirect_uri=redirect_uri, strict=strict)
        answer = oauth_user.open(LoginAttempt(app).url())
        if strict and is_refused:
            assert (answer.status_code, "location" in answer.headers) == (400, False)
        else:
            assert is_screen(answer, "account")
        if not strict:
            assert oauth_user.read_last_notes() == [f"lenient: {note}" for note in notes]
        assert oauth_user.sandbox.list_departures(app.client_id) == notes * (1 if strict else 2)


@both_modes
def test_everything_that_the_web_sdk_sends_is_in_order(oauth_user: OAuthUser, strict: bool) -> None:
    """Всё, что шлёт веб-SDK, в порядке."""
    oauth_user.remember_browser()
    app = oauth_user.create_app(strict=strict)
    assert is_screen(oauth_user.open(LoginAttempt(app).url(**SDK, app_id=app.client_id)), "account")
    assert oauth_user.read_last_notes() == []


def test_code_comes_back_as_vk_sends_it(oauth_user: OAuthUser) -> None:
    """Код возвращается так, как его присылает VK."""
    attempt, returned = oauth_user.sign_in(oauth_user.create_app())
    assert set(returned.params) == {"code", "expires_in", "device_id", "state", "ext_id", "type"}
    assert returned.params["code"].startswith("vk2.a.")
    assert (returned.params["expires_in"], returned.params["type"]) == ("600", "code_v2")
    assert returned.params.get("state") == attempt.state


def test_answer_is_added_to_a_redirect_address_with_a_query(oauth_user: OAuthUser) -> None:
    """Ответ добавлен к адресу возврата, у которого уже есть параметры."""
    _, returned = oauth_user.sign_in(oauth_user.create_app(redirect_uri=f"{REDIRECT_URI}?step=2"))
    assert returned.url.startswith(f"{REDIRECT_URI}?step=2&code=")


def test_refusal_comes_back_as_access_denied(oauth_user: OAuthUser) -> None:
    """Отказ возвращается как access_denied."""
    attempt = LoginAttempt(oauth_user.create_app())
    returned = oauth_user.pass_screens(attempt.url(), refuse=True)
    assert returned.params == {
        "error": "access_denied",
        "error_description": "User denied access",
        "state": attempt.state,
    }


# --- prompt ---


@both_modes
def test_prompt_none_asks_a_stranger_for_nothing(oauth_user: OAuthUser, strict: bool) -> None:
    """С prompt=none незнакомца ни о чём не спрашивают."""
    refused = returned_error(oauth_user.open(LoginAttempt(oauth_user.create_app(strict=strict)).url(prompt="none")))
    assert refused["error"] == "login_required"


def test_prompt_none_does_not_consent_for_the_person(oauth_user: OAuthUser) -> None:
    """С prompt=none никто не соглашается за человека."""
    oauth_user.remember_browser()
    assert (
        returned_error(oauth_user.open(LoginAttempt(oauth_user.create_app()).url(prompt="none")))["error"]
        == "interaction_required"
    )


def test_prompt_none_gives_a_code_at_once_where_all_was_agreed_before(oauth_user: OAuthUser) -> None:
    """С prompt=none код приходит сразу, если всё согласовано раньше."""
    app = oauth_user.create_app()
    oauth_user.sign_in(app, scope="phone")
    attempt = LoginAttempt(app)
    answer = oauth_user.open(attempt.url(prompt="none", scope="phone"))
    assert answer.headers["location"].startswith(f"{REDIRECT_URI}?code=")
    tokens = attempt.redeem(oauth_user.http, oauth_user.pass_screens(attempt.url(prompt="none"))).json()
    assert tokens["user_id"] == oauth_user.profile_id


def test_prompt_none_does_not_widen_what_was_agreed(oauth_user: OAuthUser) -> None:
    """С prompt=none согласие не расширяется."""
    app = oauth_user.create_app()
    oauth_user.sign_in(app)
    refused = returned_error(oauth_user.open(LoginAttempt(app).url(prompt="none", scope="phone")))
    assert refused["error"] == "interaction_required"


def test_prompt_chooses_the_first_screen_of_a_remembered_browser(oauth_user: OAuthUser) -> None:
    """Параметр prompt выбирает первый экран запомненного браузера."""
    oauth_user.remember_browser()
    app = oauth_user.create_app()
    for prompt, screen in (
        ("", "account"),
        ("login", "phone"),
        ("login consent", "phone"),
        ("consent", "account"),
        ("select_account", "account"),
    ):
        assert is_screen(oauth_user.open(LoginAttempt(app).url(prompt=prompt)), screen), prompt


def test_select_account_shows_the_account_to_vks_own_service_too(oauth_user: OAuthUser) -> None:
    """Выбор учётной записи показан и собственной службе VK."""
    oauth_user.remember_browser()
    app = oauth_user.create_app(first_party=True)
    oauth_user.http.follow_redirects = True
    assert "Проверьте учётные данные" in oauth_user.open(LoginAttempt(app).url(prompt="select_account")).text


# --- The window that the web SDK opens ---


def test_window_of_the_web_sdk_posts_the_answer_to_its_own_page_only(oauth_user: OAuthUser) -> None:
    """Окно веб-SDK отдаёт ответ только своей странице."""
    app = oauth_user.create_app(redirect_uri=REDIRECT_URI)
    attempt, returned = oauth_user.sign_in(app, origin="http://127.0.0.1")
    assert returned.origins == ("http://127.0.0.1:1",)
    assert returned.url.startswith(f"{REDIRECT_URI}?code=")
    assert returned.params.get("state") == attempt.state
    assert returned.params["expires_in"] == 600, "a number in a message, a text in a URL"
    assert attempt.redeem(oauth_user.http, returned).status_code == 200


def test_window_of_the_web_sdk_posts_errors_too(oauth_user: OAuthUser) -> None:
    """Окно веб-SDK сообщает странице и об ошибках."""
    app = oauth_user.create_app()
    assert (
        read_error(oauth_user.pass_screens(LoginAttempt(app).url(origin="http://127.0.0.1"), refuse=True))[0]
        == "access_denied"
    )
    none = oauth_user.pass_screens(LoginAttempt(app).url(origin="http://127.0.0.1", prompt="none", scope="phone"))
    assert read_error(none)[0] == "interaction_required"
    assert none.origins == ("http://127.0.0.1:1",)


def test_window_needs_no_script_but_a_file_of_our_own(oauth_user: OAuthUser) -> None:
    """Окну не нужны скрипты, кроме нашего файла."""
    answer = oauth_user.open(LoginAttempt(oauth_user.create_app()).url(origin="http://127.0.0.1", prompt="none"))
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert answer.text.count("<script") == answer.text.count('<script src="/static/') == 1


def test_answer_cannot_break_out_of_the_page(oauth_user: OAuthUser) -> None:
    """Ответ не вырывается из страницы."""
    evil = '"><script>alert(1)</script>'
    answer = oauth_user.open(
        LoginAttempt(oauth_user.create_app()).url(origin="http://127.0.0.1", prompt="none", state=evil)
    )
    assert evil not in answer.text
    (line_with_answer,) = [line for line in answer.text.splitlines() if "data-answer" in line]
    value = html.unescape(line_with_answer.partition('data-answer="')[2].partition('"')[0])
    assert json.loads(value).get("state") == evil
