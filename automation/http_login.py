"""A login through VK ID over HTTP, with no browser: the client's half of the protocol, and a person at the screens."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Protocol, TypeVar
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

    def build_token_params(self, returned: AuthorizationResponse) -> dict[str, str]:
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
        return http.post(f"{self.app.vk_id}/oauth2/auth", data=_override(self.build_token_params(returned), overrides))


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


ResponseT = TypeVar("ResponseT", bound=HttpResponse)
_ResponseT_co = TypeVar("_ResponseT_co", bound=HttpResponse, covariant=True)


class HttpBrowser(Protocol[_ResponseT_co]):
    """Holds the cookies of one person: a part of `httpx.Client`."""

    def get(self, url: str, /) -> _ResponseT_co: ...

    def post(self, url: str, /, *, data: Mapping[str, str]) -> _ResponseT_co: ...


Typed = Mapping[str, str | Callable[[], str]]
"""What a person types, or how to get it once it is needed, by the field's name. Other fields are sent as they are."""


def phone_and_code(phone: str, code_for: Callable[[str], str]) -> Typed:
    """Returns what the owner of a phone types; `code_for` returns the confirmation code sent to it."""
    return {"login": phone, "code": lambda: code_for(phone)}


def complete_login(
    browser: HttpBrowser[ResponseT], url: str, redirect_uri: str, typed: Typed, *, refuse: bool = False
) -> AuthorizationResponse:
    """Goes from the client's address through VK ID's screens, and returns the answer.

    The browser must not follow redirects by itself. The first educational profile is chosen. Raises HttpLoginError.
    """
    response = browser.get(url)
    while (answer := _read_answer(response, redirect_uri)) is None:
        response = _leave(browser, response, typed, refuse=refuse)
    return answer


def submit_screens(
    browser: HttpBrowser[ResponseT], response: ResponseT, typed: Typed, is_last: Callable[[ResponseT], bool]
) -> ResponseT:
    """Goes on from this response to the last one, which it returns.

    Where there is no educational profile, one is created. Raises HttpLoginError.
    """
    while not is_last(response):
        response = _leave(browser, response, typed)
    return response


def _leave(browser: HttpBrowser[ResponseT], response: ResponseT, typed: Typed, *, refuse: bool = False) -> ResponseT:
    """Follows the redirect, or submits the screen's form: the refusal, if `refuse` and there is one."""
    url = str(response.url)
    if response.is_redirect:
        return browser.get(urljoin(url, response.headers["location"]))
    forms = _read_page(response.text).forms
    if response.status_code != 200 or not forms:
        raise HttpLoginError(f"{url.partition('?')[0]}: HTTP {response.status_code}")
    form = forms[-1] if refuse and "refusal" in forms[-1].action else forms[0]
    target = urljoin(url, form.action)
    return browser.post(target, data=form.fill(typed)) if form.method == "post" else browser.get(target)


def _read_answer(response: HttpResponse, redirect_uri: str) -> AuthorizationResponse | None:
    """Returns what goes back to the client with this response, if anything does."""
    if response.is_redirect:
        target = urljoin(str(response.url), response.headers["location"])
        if target.startswith(redirect_uri):
            return AuthorizationResponse(target, dict(parse_qsl(urlsplit(target).query)))
        return None
    return _read_page(response.text).authorization_response if "data-answer" in response.text else None


def _override(params: dict[str, str], overrides: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in {**params, **overrides}.items() if value is not None}


@dataclass
class _Form:
    action: str
    method: str
    fields: dict[str, str | None] = field(default_factory=dict)
    """None is the value of a choice that nobody has made yet."""

    def fill(self, typed: Typed) -> dict[str, str]:
        values = {name: typed.get(name, value) for name, value in self.fields.items()}
        return {name: value() if callable(value) else value for name, value in values.items() if value is not None}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self.authorization_response: AuthorizationResponse | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collects the forms with their fields, and the message for the page that opened the window."""
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(_Form(attributes.get("action", ""), attributes.get("method", "get").lower()))
        elif tag == "input" and "name" in attributes:
            fields, name = self.forms[-1].fields, attributes["name"]
            if attributes.get("type") == "radio" and "checked" not in attributes:
                fields.setdefault(name, None)
            else:
                fields[name] = attributes.get("value", "")
        elif "data-answer" in attributes:
            params, origins = json.loads(attributes["data-answer"]), json.loads(attributes["data-origins"])
            self.authorization_response = AuthorizationResponse(attributes["data-url"], params, tuple(origins))


def _read_page(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    return page
