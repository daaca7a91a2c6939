"""A person with a profile and a browser without windows, who signs in to applications: for tests of the protocol."""

import secrets
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from automation.factories import new_phone
from automation.http_login import App, Attempt, Returned, walk
from mock_server.client import SandboxClient

REDIRECT_URI = "http://127.0.0.1:1/callback"
LENIENT, STRICT = False, True
both_modes = pytest.mark.parametrize("strict", [LENIENT, STRICT], ids=["lenient", "strict"])


class OAuthUser:
    """Someone nobody else is: a phone, an e-mail, an educational profile, cookies of their own."""

    def __init__(self, sandbox: SandboxClient) -> None:
        self.sandbox = sandbox
        self.vk_id = sandbox.addresses["vk_id"]
        self.phone = new_phone()
        self.email = f"{secrets.token_hex(6)}@school.example"
        self.http = httpx.Client(trust_env=False, verify=False, timeout=30)
        profile = {"last_name": "Орлова", "first_name": "Анна", "birth_date": "1984-10-16", "sex": "female"}
        (self.profile_id,) = sandbox.create_account(self.phone, email=self.email, profiles=[profile])

    def app(self, **body: Any) -> App:
        """An application of the test's own; `body` as for `SandboxClient.create_client`."""
        client = self.sandbox.create_client(body.pop("redirect_uri", REDIRECT_URI), **body)
        return App(self.vk_id, client.id, client.redirect_uris[0])

    def remember(self) -> None:
        """VK ID remembers this browser: it asks for neither phone nor code."""
        cookie = self.sandbox.vk_session(self.phone)
        self.http.cookies.set(cookie["name"], cookie["value"], urlsplit(cookie["url"]).hostname or "")

    def open(self, url: str) -> httpx.Response:
        """The first answer to the address that the application sends the browser to."""
        return self.http.get(url)

    def walk(self, url: str, redirect_uri: str = REDIRECT_URI, *, refuse: bool = False) -> Returned:
        """Through the screens, back to the application."""
        return walk(self.http, url, redirect_uri, self.phone, lambda phone: self.sandbox.codes(phone)[-1].code, refuse)

    def sign_in(self, app: App, **change: str | None) -> tuple[Attempt, Returned]:
        """To the application with a code; `change` are parameters of the authorize request sent otherwise."""
        attempt = Attempt(app)
        return attempt, self.walk(attempt.url(**change), app.redirect_uri)

    def tokens(self, app: App, **change: str | None) -> dict[str, Any]:
        """All the way: what the application gets for the code, with the `device_id` that came with it."""
        attempt, returned = self.sign_in(app, **change)
        answer = attempt.redeem(self.http, returned)
        assert answer.status_code == 200, answer.text
        return {**answer.json(), "device_id": returned.answer["device_id"]}

    def ask(self, path: str, **form: str | None) -> httpx.Response:
        """Ask VK ID at this path; None leaves a parameter out."""
        return self.http.post(
            f"{self.vk_id}{path}", data={name: each for name, each in form.items() if each is not None}
        )

    def refresh(self, app: App, held: dict[str, Any], **change: str | None) -> httpx.Response:
        """Ask for the next pair of tokens."""
        form = {
            "grant_type": "refresh_token",
            "client_id": app.client_id,
            "refresh_token": held["refresh_token"],
            "device_id": held["device_id"],
            "state": "next",
        }
        return self.ask("/oauth2/auth", **{**form, **change})

    def user_info(self, app: App, held: dict[str, Any]) -> httpx.Response:
        """Ask whose token it is."""
        return self.ask("/oauth2/user_info", client_id=app.client_id, access_token=held["access_token"])

    def notes(self) -> list[str]:
        """What the sandbox noted of this person's last request."""
        return list(self.sandbox.requests(self.phone)[-1]["notes"])


def error_of(answer: httpx.Response | Returned) -> tuple[str, str]:
    """The name of the error that came back, and its description."""
    said = answer.json() if isinstance(answer, httpx.Response) else answer.answer
    return said["error"], said["error_description"]
