"""A person with a profile who signs in to applications over HTTP, without a browser: for tests of the protocol."""

import secrets
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from automation.factories import generate_phone
from automation.http_login import AuthorizationResponse, ClientApp, LoginAttempt, complete_login, phone_and_code
from mock_server.client import SandboxClient

REDIRECT_URI = "http://127.0.0.1:1/callback"
LENIENT, STRICT = False, True
both_modes = pytest.mark.parametrize("strict", [LENIENT, STRICT], ids=["lenient", "strict"])


class OAuthUser:
    """A person of one test: with a phone, an e-mail, an educational profile and cookies."""

    def __init__(self, sandbox: SandboxClient) -> None:
        self.sandbox = sandbox
        self.vk_id = sandbox.addresses["vk_id"]
        self.phone = generate_phone()
        self.email = f"{secrets.token_hex(6)}@school.example"
        self.http = httpx.Client(trust_env=False, verify=False, timeout=30)
        profile = {"last_name": "Орлова", "first_name": "Анна", "birth_date": "1984-10-16", "sex": "female"}
        (self.profile_id,) = sandbox.create_account(self.phone, email=self.email, profiles=[profile])

    def create_app(self, **body: Any) -> ClientApp:
        """Registers an application for the test; `body` as for `SandboxClient.create_client`."""
        client = self.sandbox.create_client(body.pop("redirect_uri", REDIRECT_URI), **body)
        return ClientApp(self.vk_id, client.id, client.redirect_uris[0])

    def remember_browser(self) -> None:
        """Makes VK ID remember this browser: it asks for neither phone nor code."""
        cookie = self.sandbox.create_vk_session(self.phone)
        self.http.cookies.set(cookie["name"], cookie["value"], urlsplit(cookie["url"]).hostname or "")

    def open(self, url: str) -> httpx.Response:
        """Returns the first answer to the address to which the application sends the browser."""
        return self.http.get(url)

    def pass_screens(
        self, url: str, redirect_uri: str = REDIRECT_URI, *, refuse: bool = False
    ) -> AuthorizationResponse:
        """Passes the screens of VK ID; returns what came back to the application."""
        typed = phone_and_code(self.phone, lambda phone: self.sandbox.read_codes(phone)[-1].code)
        return complete_login(self.http, url, redirect_uri, typed, refuse=refuse)

    def sign_in(self, app: ClientApp, **change: str | None) -> tuple[LoginAttempt, AuthorizationResponse]:
        """Signs in to the application; `change` are parameters of the authorize request to send otherwise."""
        attempt = LoginAttempt(app)
        return attempt, self.pass_screens(attempt.url(**change), app.redirect_uri)

    def get_tokens(self, app: ClientApp, **change: str | None) -> dict[str, Any]:
        """Signs in; returns what the application gets for the code, with the `device_id` that came with it."""
        attempt, returned = self.sign_in(app, **change)
        answer = attempt.redeem(self.http, returned)
        assert answer.status_code == 200, answer.text
        return {**answer.json(), "device_id": returned.params["device_id"]}

    def post(self, path: str, **form: str | None) -> httpx.Response:
        """Posts the form to this path of VK ID; None leaves a parameter out."""
        data = {name: value for name, value in form.items() if value is not None}
        return self.http.post(f"{self.vk_id}{path}", data=data)

    def refresh_tokens(self, app: ClientApp, tokens: dict[str, Any], **change: str | None) -> httpx.Response:
        """Asks for the next pair of tokens."""
        form = {
            "grant_type": "refresh_token",
            "client_id": app.client_id,
            "refresh_token": tokens["refresh_token"],
            "device_id": tokens["device_id"],
            "state": "next",
        }
        return self.post("/oauth2/auth", **{**form, **change})

    def get_user_info(self, app: ClientApp, tokens: dict[str, Any]) -> httpx.Response:
        """Asks whose token it is."""
        return self.post("/oauth2/user_info", client_id=app.client_id, access_token=tokens["access_token"])

    def read_last_notes(self) -> list[str]:
        """Returns what the sandbox noted about this person's last request."""
        return list(self.sandbox.list_requests(self.phone)[-1]["notes"])


def read_error(answer: httpx.Response | AuthorizationResponse) -> tuple[str, str]:
    """Returns the name of the error that came back, and its description."""
    fields = answer.json() if isinstance(answer, httpx.Response) else answer.params
    return fields["error"], fields["error_description"]
