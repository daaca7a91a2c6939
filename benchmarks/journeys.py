"""What a person does at a server that is measured. A journey is data: it is sent to the processes of the clients."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from automation.http_login import AuthorizationResponse, ClientApp, LoginAttempt
from benchmarks.http_browser import Browser, JourneyError, Response
from benchmarks.screens import Typed, complete_login, follow_redirect, submit_screens

REDIRECT_URI = "http://127.0.0.1:1/callback"
Journey = Callable[[Browser, int], None]
"""Goes its way in this browser, as the person of this number."""


@dataclass(frozen=True)
class SandboxLogin:
    """A login through the sandbox's VK ID: phone, code, account and consent; then the tokens and the person's data."""

    control: str
    app: ClientApp
    phones: tuple[str, ...]

    def __call__(self, browser: Browser, number: int) -> None:
        attempt, vk_id, phone = LoginAttempt(self.app), self.app.vk_id, self.phones[number]
        typed: Typed = {"login": phone, "code": lambda: take_code(browser, self.control, phone)}
        token_params = _log_in(browser, attempt, attempt.url(), typed)
        tokens = browser.post(f"{vk_id}/oauth2/auth", data=token_params).json()
        form = {"client_id": self.app.client_id, "access_token": tokens["access_token"]}
        if not browser.post(f"{vk_id}/oauth2/user_info", data=form).json().get("user"):
            raise JourneyError("VK ID не сообщил, кто вошёл")


@dataclass(frozen=True)
class OidcLogin:
    """A login through a server of OpenID Connect, with its screens where it has any."""

    app: ClientApp
    user_info: str

    def __call__(self, browser: Browser, number: int) -> None:
        attempt = LoginAttempt(self.app)
        typed = {"login": f"person-{number}", "password": "any"}
        token_params = _log_in(browser, attempt, attempt.url(scope="openid"), typed)
        tokens = browser.post(f"{self.app.vk_id}/token", data=token_params).json()
        if not browser.get(self.user_info, bearer=tokens["access_token"]).json().get("sub"):
            raise JourneyError(f"{self.user_info}: не сообщил, кто вошёл")


@dataclass(frozen=True)
class Linker:
    """A teacher who links: signed in to the journal, and remembered by VK ID where there is a cookie for it."""

    phone: str
    cookies: tuple[Mapping[str, str], ...]
    typed: Mapping[str, str]
    """What the teacher types when an educational profile is created."""


@dataclass(frozen=True)
class Linking:
    """Teachers who link an educational profile in the journal, from the button to «Мессенджер подключен»."""

    control: str
    journal: str
    linkers: tuple[Linker, ...]

    def __call__(self, browser: Browser, number: int) -> None:
        linker = self.linkers[number]
        for cookie in linker.cookies:
            browser.add_cookie(cookie)
        typed: Typed = {
            "login": linker.phone,
            "code": lambda: take_code(browser, self.control, linker.phone),
            **linker.typed,
        }
        first = browser.post(f"{self.journal}/office/messenger/connect", data={})
        last = submit_screens(browser, first, typed, self._is_back)
        while last.is_redirect:
            last = follow_redirect(browser, last)
        page = browser.get(f"{self.journal}/office/messenger").text
        if "Мессенджер подключен" not in page:
            raise JourneyError(f"учитель №{number} не привязан")

    def _is_back(self, response: Response) -> bool:
        return response.url.startswith(self.journal) and not response.url.endswith("/connect")


def _log_in(browser: Browser, attempt: LoginAttempt, url: str, typed: Typed) -> dict[str, str]:
    """Returns the form that exchanges the code for tokens."""
    params = complete_login(browser, url, REDIRECT_URI, typed)
    return attempt.build_token_params(AuthorizationResponse(REDIRECT_URI, params))


def take_code(browser: Browser, control: str, phone: str) -> str:
    """Returns the confirmation code sent to the phone; the code can be taken once."""
    answer = browser.post(f"{control}/people/{phone}/codes/take?wait_s=30", data={}).json()
    return str(answer["codes"][-1]["code"])
