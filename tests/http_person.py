"""A person at Sferum and in the messenger without a browser: for tests of who may see and do what."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

import httpx

from mock_server.client import SandboxClient
from tests.html_page import find_form, read_page


class HttpPerson:
    """One person with cookies, whose browser VK ID remembers: each site signs them in without a question."""

    def __init__(self, sandbox: SandboxClient, http: httpx.Client, phone: str | None = None) -> None:
        self.sandbox = sandbox
        self.http = http
        self.phone = phone
        if phone:
            self.add_cookie(sandbox.create_vk_session(phone))

    def add_cookie(self, cookie: dict[str, str]) -> None:
        """Adds a session that the control API has opened."""
        self.http.cookies.set(cookie["name"], cookie["value"], urlsplit(cookie["url"]).hostname or "")

    def open(self, site: str, path: str = "/") -> httpx.Response:
        """Returns the page that the person sees at a site's path, after all redirects."""
        return self.http.get(f"{self.sandbox.addresses[site]}{path}", follow_redirects=True)

    def ask(self, method: str, site: str, path: str, **request: object) -> httpx.Response:
        """Returns the first answer of a site, whatever it is."""
        return self.http.request(method, f"{self.sandbox.addresses[site]}{path}", **request)  # type: ignore[arg-type]

    def submit(self, page: httpx.Response, button: str, *choices: str, **typed: str) -> httpx.Response:
        """Fills in the form with this button and sends it to where the page says; returns the page that follows."""
        form = find_form(page.text, button)
        address = urljoin(str(page.url), form.action)
        values = form.fill(*choices, **typed)
        if form.element.attributes.get("method", "get") == "post":
            return self.http.post(address, data=values, follow_redirects=True)
        return self.http.get(address, params=values, follow_redirects=True)

    def list_chats(self) -> dict[str, int]:
        """Returns the person's chats: their titles, whole and in the order of the list, and their IDs."""
        page = read_page(self.open("messenger", "/chats?all=1").text)
        rows = page.find_all("a", **{"class": "chat-row"})
        titles = [row.find("span", **{"class": "chat-title"}).attributes["title"] for row in rows]
        return {title: int(row.attributes["href"].rpartition("/")[2]) for title, row in zip(titles, rows, strict=True)}


def invite(administrator: HttpPerson, organization_id: int, *choices: str) -> str:
    """Creates an invitation with these choices of the form; returns its path at Sferum."""
    page = administrator.open("sferum", f"/organizations/{organization_id}/invitations")
    sent = read_page(administrator.submit(page, "Создать приглашение", *choices).text)
    return urlsplit(sent.find_all("a", **{"class": "link-line"})[0].attributes["href"]).path


def accept(person: HttpPerson, invitation: str) -> httpx.Response:
    """Signs in at an invitation, as its page says, and accepts it; returns the invitation as the person reads it."""
    sign_in = read_page(person.open("sferum", invitation).text).find_all("a", **{"class": "button primary"})
    page = person.open("sferum", sign_in[0].attributes["href"] if sign_in else invitation)
    assert person.submit(page, "Принять приглашение").url.path == "/profile"
    return page


@contextmanager
def open_person(sandbox: SandboxClient, phone: str | None = None) -> Iterator[HttpPerson]:
    """Opens a browser of this phone's owner, or of somebody whom no site knows."""
    with httpx.Client(trust_env=False, verify=False, timeout=30) as http:
        yield HttpPerson(sandbox, http, phone)
