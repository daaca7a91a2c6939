"""What a person does at a server that is measured. A journey is data: it is sent to the processes of the clients."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from automation.http_login import ClientApp, LoginAttempt, complete_login, phone_and_code, submit_screens
from benchmarks.http_browser import Browser, Response

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
        attempt, vk_id = LoginAttempt(self.app), self.app.vk_id
        typed = phone_and_code(self.phones[number], lambda phone: take_code(browser, self.control, phone))
        returned = complete_login(browser, attempt.url(), REDIRECT_URI, typed)
        tokens = browser.post(f"{vk_id}/oauth2/auth", data=attempt.build_token_params(returned)).json()
        form = {"client_id": self.app.client_id, "access_token": tokens["access_token"]}
        assert browser.post(f"{vk_id}/oauth2/user_info", data=form).json()["user"]["user_id"]


@dataclass(frozen=True)
class OidcLogin:
    """A login through a server of OpenID Connect, with its screens where it has any."""

    app: ClientApp
    user_info: str

    def __call__(self, browser: Browser, number: int) -> None:
        attempt = LoginAttempt(self.app)
        typed = {"login": f"person-{number}", "password": "any"}
        returned = complete_login(browser, attempt.url(scope="openid"), REDIRECT_URI, typed)
        tokens = browser.post(f"{self.app.vk_id}/token", data=attempt.build_token_params(returned)).json()
        assert browser.get(self.user_info, bearer=tokens["access_token"]).json()["sub"]


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
        typed = {
            **phone_and_code(linker.phone, lambda phone: take_code(browser, self.control, phone)),
            **linker.typed,
        }
        first = browser.post(f"{self.journal}/office/messenger/connect", data={})
        last = submit_screens(browser, first, typed, self._is_back)
        assert follow_redirects(browser, last).status_code == 200
        page = browser.get(f"{self.journal}/office/messenger").text
        assert "Мессенджер подключен" in page, f"{linker.phone}: не привязан"

    def _is_back(self, response: Response) -> bool:
        return response.url.startswith(self.journal) and not response.url.endswith("/connect")


def follow_redirects(browser: Browser, response: Response) -> Response:
    """Returns the page that the redirects lead to."""
    while response.is_redirect:
        response = browser.get(urljoin(response.url, response.headers["location"]))
    return response


def take_code(browser: Browser, control: str, phone: str) -> str:
    """Returns the confirmation code sent to the phone; the code can be taken once."""
    answer = browser.post(f"{control}/people/{phone}/codes/take?wait_s=30", data={}).json()
    return str(answer["codes"][-1]["code"])
