"""A login through VK ID over HTTP, with no browser: the client's half of the protocol, and a person at the screens."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx


class HttpLoginError(Exception):
    """The walk came to a page that it cannot go on from; the message names the address and the status."""


@dataclass(frozen=True)
class App:
    """A client registered with VK ID; `vk_id` is the origin of VK ID."""

    vk_id: str
    client_id: str
    redirect_uri: str


@dataclass(frozen=True)
class AuthorizationResponse:
    """What came back to the client: at its redirect address, or as a message to the page that opened the window."""

    url: str
    params: dict[str, Any]
    origins: tuple[str, ...] = ()
    """The origins that the message is for; empty where the browser was redirected."""


@dataclass(frozen=True)
class Attempt:
    """One login of a client: fresh `state` and PKCE, and the calls that belong to them."""

    app: App
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    def url(self, **change: str | None) -> str:
        """Where the client sends the browser; `change` are parameters to send otherwise, None leaves one out."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": self.app.redirect_uri,
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self.app.vk_id}/authorize?{urlencode(_changed(query, change))}"

    def redeem(self, http: httpx.Client, returned: AuthorizationResponse, **change: str | None) -> httpx.Response:
        """Ask for tokens with the code that came back; `change` as in `url`."""
        form = {
            "grant_type": "authorization_code",
            "client_id": self.app.client_id,
            "redirect_uri": self.app.redirect_uri,
            "code_verifier": self.verifier,
            "code": returned.params.get("code", ""),
            "device_id": returned.params.get("device_id", ""),
            "state": self.state,
        }
        return http.post(f"{self.app.vk_id}/oauth2/auth", data=_changed(form, change))


def complete_login(
    browser: httpx.Client, url: str, redirect_uri: str, phone: str, code_for: Callable[[str], str], refuse: bool = False
) -> AuthorizationResponse:
    """Go from the client's address through the screens to the answer, as the owner of the phone.

    `browser` holds the cookies; it must not follow redirects by itself. `code_for` gives the confirmation code sent
    to a phone. The first educational profile is chosen. Raises HttpLoginError.
    """
    response = browser.get(url)
    while True:
        while response.is_redirect:
            there = urljoin(str(response.url), response.headers["location"])
            if there.startswith(redirect_uri):
                return AuthorizationResponse(there, dict(parse_qsl(urlsplit(there).query)))
            response = browser.get(there)
        page = _read(response.text)
        if page.returned is not None:
            return page.returned
        if response.status_code != 200 or not page.forms:
            raise HttpLoginError(f"{response.url.copy_with(query=None)}: HTTP {response.status_code}")
        form = page.forms[-1] if refuse and "refusal" in page.forms[-1].action else page.forms[0]
        typed = {"login": lambda: phone, "code": lambda: code_for(phone)}
        filled = {name: typed[name]() if name in typed else value for name, value in form.fields.items()}
        response = browser.post(urljoin(str(response.url), form.action), data=filled)


def _changed(values: dict[str, str], change: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in {**values, **change}.items() if value is not None}


@dataclass
class _Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self.returned: AuthorizationResponse | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect forms, their fields, and the answer that the window's page would be told."""
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(_Form(has.get("action", "")))
        elif tag == "input" and (has.get("type") != "radio" or "checked" in has):
            self.forms[-1].fields[has["name"]] = has.get("value", "")
        elif "data-answer" in has:
            self.returned = AuthorizationResponse(
                has["data-url"], json.loads(has["data-answer"]), tuple(json.loads(has["data-origins"]))
            )


def _read(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    return page
