"""The cookies by which a journal knows a teacher, tried in browsers that have nothing else."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote_plus

from playwright.sync_api import Cookie, Error, Request, expect

from automation.addresses import parse_host
from validation.cookies import add_cookies
from validation.errors import NotTestableError
from validation.foreign_requests import read_body
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions
from validation.vendor import Vendor


def list_hosts(vendor: Vendor) -> set[str]:
    """Returns the hosts of the journal, of its API and of its redirect address, as browsers write them."""
    return set(map(parse_host, vendor.file.origins))


def sign_out(session: TeacherSession) -> None:
    """Signs the teacher out, who is at the card, and waits until the journal has done so."""
    session.journal.sign_out()
    expect(session.journal.not_connected.or_(session.journal.connected).first).to_be_hidden()
    session.settle()


@contextmanager
def watch_sent_cookies(session: TeacherSession) -> Iterator[dict[str, str]]:
    """Gives, after the block, the cookies that the browser sent to the journal with the teacher's password."""
    cookies: dict[str, str] = {}
    requests: list[Request] = []
    password = session.teacher.password

    def remember(request: Request) -> None:
        if not requests and session.vendor.is_journal(request.url) and _has_text(request, password):
            requests.append(request)

    session.context.on("request", remember)
    try:
        yield cookies
    finally:
        session.context.remove_listener("request", remember)
    with suppress(Error):  # the page that sent it has closed
        for request in requests:
            pairs = request.all_headers().get("cookie", "").split(";")
            cookies.update((name, value) for name, _, value in (pair.strip().partition("=") for pair in pairs))


def _has_text(request: Request, text: str) -> bool:
    body = read_body(request)
    return bool(text) and any(form in body for form in (text, quote_plus(text), json.dumps(text)[1:-1]))


class CookieTrial:
    """Tells whether cookies alone let a browser see the card of the teacher who is signed in."""

    def __init__(self, sessions: TeacherSessions, session: TeacherSession) -> None:
        self._sessions = sessions
        self._session = session
        self._card = session.page.url

    def opens_card(self, cookies: Iterable[Cookie]) -> bool:
        """Returns whether a browser that has these cookies and nothing else sees the card."""
        context = self._sessions.make_context()
        add_cookies(context, cookies)
        stranger = TeacherSession(self._session.vendor, self._session.teacher, context)
        try:
            return stranger.tab.open_card_at(self._card)
        except (Error, AssertionError):
            return False
        finally:
            stranger.page.close()

    def are_enough(self, cookies: list[Cookie]) -> bool:
        """Returns whether these cookies open the card, and no card is seen without them."""
        return self.opens_card(cookies) and not self.opens_card([])

    def require_cookies(self, cookies: list[Cookie]) -> None:
        """Raises NotTestableError unless these cookies open the card, and no card is seen without them."""
        if not self.are_enough(cookies):
            raise NotTestableError(
                "журнал узнаёт учителя не по одним cookie", "the journal does not know the teacher by cookies alone"
            )
