"""A login through VK ID over HTTP, with no browser: the client's half of the protocol, and a person at the screens."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx

from automation.errors import AutomationError


class HttpLoginError(AutomationError):
    """The login came to a page that it cannot go on from; the message names the address and the status."""


@dataclass(frozen=True)
class ClientApp:
    """A client registered with VK ID; `vk_id` is the origin of VK ID."""

    vk_id: str
    client_id: str
    redirect_uri: str
    authorize_path: str = "/authorize"


@dataclass(frozen=True)
class AuthorizationResponse:
    """What came back to the client: at its redirect address, or as a message to the page that opened the window."""

    url: str
    params: dict[str, Any]
    origins: tuple[str, ...] = ()
    """The origins that the message is for; empty where the browser was redirected."""


@dataclass(frozen=True)
class LoginAttempt:
    """One login of a client: fresh `state` and PKCE, and the calls that belong to them."""

    app: ClientApp
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    def url(self, **overrides: str | None) -> str:
        """Returns where the client sends the browser; `overrides` replace parameters, None leaves one out."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": self.app.redirect_uri,
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self.app.vk_id}{self.app.authorize_path}?{urlencode(_override(query, overrides))}"

    def token_params(self, returned: AuthorizationResponse) -> dict[str, str]:
        """Returns the form that exchanges the code for tokens."""
        return {
            "grant_type": "authorization_code",
            "client_id": self.app.client_id,
            "redirect_uri": self.app.redirect_uri,
            "code_verifier": self.verifier,
            "code": returned.params.get("code", ""),
            "device_id": returned.params.get("device_id", ""),
            "state": self.state,
        }

    def redeem(self, http: httpx.Client, returned: AuthorizationResponse, **overrides: str | None) -> httpx.Response:
        """Asks VK ID for tokens with the code that came back; `overrides` as in `url`."""
        return http.post(f"{self.app.vk_id}/oauth2/auth", data=_override(self.token_params(returned), overrides))


class HttpResponse(Protocol):
    """What a login reads of an answer: a part of `httpx.Response`."""

    @property
    def url(self) -> object: ...
    @property
    def status_code(self) -> int: ...
    @property
    def is_redirect(self) -> bool: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def text(self) -> str: ...


class HttpBrowser(Protocol):
    """Holds the cookies of one person and follows no redirect by itself: a part of `httpx.Client`."""

    def get(self, url: str, /) -> HttpResponse: ...

    def post(self, url: str, /, *, data: Mapping[str, str]) -> HttpResponse: ...


def complete_login(
    browser: HttpBrowser,
    url: str,
    redirect_uri: str,
    phone: str,
    code_for: Callable[[str], str],
    refuse: bool = False,
) -> AuthorizationResponse:
    """Goes from the client's address through VK ID's screens, as the owner of the phone, and returns the answer.

    `code_for` returns the confirmation code sent to a phone. The first educational profile is chosen. Raises
    HttpLoginError.
    """
    typed = {"login": lambda: phone, "code": lambda: code_for(phone)}
    return submit_screens(browser, url, redirect_uri, typed, refuse=refuse)


def submit_screens(
    browser: HttpBrowser,
    url: str,
    redirect_uri: str,
    typed: Mapping[str, Callable[[], str]],
    *,
    refuse: bool = False,
) -> AuthorizationResponse:
    """Follows redirects and submits forms until the client has its answer. Raises HttpLoginError.

    `typed` returns what a person types into the field of a name; the other fields are sent as they are.
    """
    response = browser.get(url)
    while True:
        url = str(response.url)
        if response.is_redirect:
            target = urljoin(url, response.headers["location"])
            if target.startswith(redirect_uri):
                return AuthorizationResponse(target, dict(parse_qsl(urlsplit(target).query)))
            response = browser.get(target)
            continue
        page = _read_page(response.text)
        if page.authorization_response is not None:
            return page.authorization_response
        if response.status_code != 200 or not page.forms:
            raise HttpLoginError(f"{url.partition('?')[0]}: HTTP {response.status_code}")
        form = page.forms[-1] if refuse and "refusal" in page.forms[-1].action else page.forms[0]
        response = browser.post(urljoin(url, form.action), data=form.fill(typed))


def _override(params: dict[str, str], overrides: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in {**params, **overrides}.items() if value is not None}


@dataclass
class _Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)

    def fill(self, typed: Mapping[str, Callable[[], str]]) -> dict[str, str]:
        return {name: typed[name]() if name in typed else value for name, value in self.fields.items()}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self.authorization_response: AuthorizationResponse | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collects the forms with their fields, and the message for the page that opened the window."""
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(_Form(attributes.get("action", "")))
        elif tag == "input" and _is_sent(attributes):
            self.forms[-1].fields[attributes["name"]] = attributes.get("value", "")
        elif "data-answer" in attributes:
            params, origins = json.loads(attributes["data-answer"]), json.loads(attributes["data-origins"])
            self.authorization_response = AuthorizationResponse(attributes["data-url"], params, tuple(origins))


def _is_sent(attributes: dict[str, str]) -> bool:
    """Returns whether a browser would send the input unless a person changes it."""
    return "name" in attributes and (attributes.get("type") != "radio" or "checked" in attributes)


def _read_page(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    return page
