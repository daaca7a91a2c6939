"""Window messages that a journal's pages send one another, and what they do when a stranger sends the same."""

import html
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Request, TimeoutError

from validation.foreign_site import ForeignSite
from validation.journal_tab import JournalTab
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
        self._made: list[OwnRequest] = []
        session.context.on("request", self._add)

    @property
    def made(self) -> set[OwnRequest]:
        """Returns each of the requests so far once."""
        return set(self._made)

    def list_within(self, timeout_ms: float) -> list[OwnRequest]:
        """Lets the time pass; returns what is requested meanwhile."""
        count = len(self._made)
        with suppress(TimeoutError):
            self._context.wait_for_event("request", lambda _: False, timeout=timeout_ms)
        return self._made[count:]

    def wait_for_another(self, known: Collection[OwnRequest], timeout_ms: float) -> OwnRequest | None:
        """Returns the first request within the time that is not known, or goes elsewhere."""

        def is_another(request: Request) -> bool:
            own = self._read(request)
            return own is not None and (own.is_navigation or own not in known)

        try:
            return self._read(self._context.wait_for_event("request", is_another, timeout=timeout_ms))
        except TimeoutError:
            return None

    def _add(self, request: Request) -> None:
        if own := self._read(request):
            self._made.append(own)

    def _read(self, request: Request) -> OwnRequest | None:
        if not self._is_journal(request.url):
            return None
        return OwnRequest(f"{request.method} {urlsplit(request.url).path}", request.is_navigation_request())


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
    tab = JournalTab(session.vendor, session.teacher, opened.value)
    card = tab.journal
    if not tab.show_card() or not card.not_connected.is_visible():
        return None  # nobody is signed in there: cookies do not come along
    card.go_to_connection(session.traffic.is_vk_id)
    usual = requests.made
    before = requests.list_within(_QUIET_MS)
    if any(request.is_navigation or request not in usual for request in before):
        return None
    stranger.evaluate(_SEND, texts)
    reaction = requests.wait_for_another(before, timeout_ms)
    if card.connected.is_visible():
        return OwnRequest(f"«{session.vendor.file.labels.connected}»", is_navigation=True)
    return reaction
