"""Window messages that a journal's pages send one another, and what they do when a stranger sends the same."""

import html
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Request, TimeoutError

from automation.addresses import parse_origin
from pages.vendor_journal import VendorJournal
from validation.foreign_site import ForeignSite
from validation.teacher_session import TeacherSession

_BINDING = "noteSferumMessage"
_LISTEN = f"""
addEventListener("message", (event) => {{
  if (event.source === window) return; // a page that talks to itself
  try {{ window.{_BINDING}(JSON.stringify(event.data)); }} catch {{ /* not JSON: nobody can forge it here */ }}
}}, true);
"""
_SEND = """(texts) => {
  const targets = [window.opened, document.querySelector("iframe")?.contentWindow].filter(Boolean);
  for (const target of targets) for (const message of texts) target.postMessage(JSON.parse(message), "*");
}"""
_REACTION_TIMEOUT_MS = 1000
_ROUNDS = 3


class MessageLog:
    """Notes the messages that windows of a context receive, from the next page on."""

    def __init__(self, context: BrowserContext) -> None:
        self._texts: dict[str, None] = {}
        context.expose_binding(_BINDING, self._note)
        context.add_init_script(_LISTEN)

    @property
    def texts(self) -> list[str]:
        """The data of the messages as JSON, each once."""
        return list(self._texts)

    def _note(self, _source: dict[str, Any], text: str | None) -> None:
        if text:
            self._texts[text] = None


class OwnRequests:
    """Tells what a journal's pages request because of a stranger from what they request by themselves."""

    def __init__(self, session: TeacherSession) -> None:
        self._context = session.context
        self._journal = session.vendor.journal
        self._usual: set[tuple[str, str]] = set()
        session.context.on("request", self._remember)

    def wait_for_another(self) -> str | None:
        """Returns the first request of the next second that the pages have not made before, or going elsewhere."""
        try:
            request = self._context.wait_for_event("request", self._is_unusual, timeout=_REACTION_TIMEOUT_MS)
        except TimeoutError:
            return None
        return f"{request.method} {urlsplit(request.url).path}"

    def _is_unusual(self, request: Request) -> bool:
        if parse_origin(request.url) != self._journal:
            return False
        return request.is_navigation_request() or _key(request) not in self._usual

    def _remember(self, request: Request) -> None:
        if not request.is_navigation_request():
            self._usual.add(_key(request))


def find_reaction(session: TeacherSession, texts: list[str], url: str) -> str | None:
    """Sends the messages to the card by a page of another site; returns what the card's page does because of them.

    The page may do something by itself just then: it has to do it each time, and never just before.
    """
    foreign = ForeignSite(session.context, session.vendor.journal)
    requests = OwnRequests(session)
    reaction = None
    for _ in range(_ROUNDS):
        reaction = _provoke(session, foreign, requests, texts, url)
        if reaction is None:
            return None
    return reaction


def _provoke(
    session: TeacherSession, foreign: ForeignSite, requests: OwnRequests, texts: list[str], url: str
) -> str | None:
    stranger = foreign.open_page(f'<iframe src="{html.escape(url)}"></iframe>')
    with session.context.expect_page() as opened:
        stranger.evaluate("(url) => { window.opened = open(url); }", url)
    card = VendorJournal(opened.value, session.vendor.file.labels)
    card.not_connected.or_(card.login).first.wait_for()
    if not card.not_connected.is_visible():
        return None  # nobody is signed in there: cookies do not come along
    card.go_to_connection(session.traffic.is_vk_id)
    if requests.wait_for_another():
        return None
    stranger.evaluate(_SEND, texts)
    reaction = requests.wait_for_another()
    if card.connected.is_visible():
        reaction = f"«{session.vendor.file.labels.connected}»"
    return reaction


def _key(request: Request) -> tuple[str, str]:
    return request.method, urlsplit(request.url).path
