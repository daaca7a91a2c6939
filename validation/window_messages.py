"""Window messages that a journal's pages send one another, and what they do when a stranger sends the same."""

import html
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Request, TimeoutError

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
_QUIET_MS = 1000
_REACTION_TIMEOUT_MS = 1000
_ALONE_MS = 8000
"""Longer than a page takes to ask again by itself, if it does so often enough to be taken for an answer each time."""
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


@dataclass(frozen=True)
class OwnRequest:
    """A request of the journal's pages to the journal."""

    text: str
    is_navigation: bool = False


class OwnRequests:
    """The requests that a journal's pages make of it, from the moment the log is made."""

    def __init__(self, session: TeacherSession) -> None:
        self._context = session.context
        self._is_journal = session.vendor.is_journal
        self._usual: set[tuple[str, str]] = set()
        self._is_provoked = False
        session.context.on("request", self._remember)

    def wait_for_another(self, *, is_provoked: bool) -> str | None:
        """Returns the first request of the next second that goes elsewhere, or that only a stranger has brought about.

        What scripts request when nobody provokes them is what they do by themselves, also later.
        """
        self._is_provoked = is_provoked
        try:
            return self._read(self._context.wait_for_event("request", is_another, timeout=timeout_ms))
        except TimeoutError:
            return None
        finally:
            self._is_provoked = False
        return f"{request.method} {urlsplit(request.url).path}"

    def _is_unusual(self, request: Request) -> bool:
        if not self._is_journal(request.url):
            return False
        return request.is_navigation_request() or _key(request) not in self._usual

    def _remember(self, request: Request) -> None:
        # Before `_is_unusual` sees it: listeners are called in the order in which they came.
        if not request.is_navigation_request() and not self._is_provoked:
            self._usual.add(_key(request))


def find_reaction(session: TeacherSession, texts: list[str], url: str) -> str | None:
    """Sends the messages to the card by a page of another site; returns what the card's page does because of them.

    The page may do something by itself just then: it has to do it each time, never just before, and not when it is
    left alone. What a page asks anew may be what it asked as it came, such as the state of the card.
    """
    foreign = ForeignSite(session.context, session.vendor.journal)
    requests = OwnRequests(session)
    reaction: OwnRequest | None = None
    for _ in range(_ROUNDS):
        reaction = _provoke(session, foreign, requests, texts, url)
        if reaction is None:
            return None
    if reaction and not reaction.is_navigation:
        by_itself = _provoke(session, foreign, requests, [], url, _ALONE_MS)
        return reaction.text if by_itself != reaction else None
    return reaction.text if reaction else None


def _provoke(
    session: TeacherSession,
    foreign: ForeignSite,
    requests: OwnRequests,
    texts: list[str],
    url: str,
    timeout_ms: float = _REACTION_TIMEOUT_MS,
) -> OwnRequest | None:
    """Opens the card, sends these messages to it, and returns what its page then does within the time."""
    stranger = foreign.open_page(f'<iframe src="{html.escape(url)}"></iframe>')
    with session.context.expect_page() as opened:
        stranger.evaluate("(url) => { window.opened = open(url); }", url)
    card = VendorJournal(opened.value, session.vendor.file.labels)
    card.not_connected.or_(card.login).first.wait_for()
    if not card.not_connected.is_visible():
        return None  # nobody is signed in there: cookies do not come along
    card.go_to_connection(session.traffic.is_vk_id)
    if requests.wait_for_another(is_provoked=False):
        return None
    stranger.evaluate(_SEND, texts)
    reaction = requests.wait_for_another(is_provoked=True)
    if card.connected.is_visible():
        return OwnRequest(f"«{session.vendor.file.labels.connected}»", is_navigation=True)
    return reaction
