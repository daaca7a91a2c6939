"""Sessions of teachers at the journal, kept between the checks of one process: a run signs in as seldom as it can."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext


@dataclass(frozen=True)
class KeptSession:
    """What a browser that has signed in holds, and the address of the card there."""

    state: dict[str, Any]
    card_address: str


@dataclass
class KeptSessions:
    """By the teacher's login. In memory only: it is as good as a password."""

    _kept: dict[str, KeptSession] = field(default_factory=dict)
    _cards: dict[str, str] = field(default_factory=dict)
    _unfit: set[str] = field(default_factory=set)

    def get(self, login: str) -> KeptSession | None:
        """Returns the teacher's session, if one is kept."""
        return self._kept.get(login)

    def keep(self, login: str, context: BrowserContext, card_address: str, without: frozenset[str]) -> None:
        """Keeps the session of the context, without the cookies of these names, which are not the journal's."""
        if login in self._unfit:
            return
        state: dict[str, Any] = dict(context.storage_state(indexed_db=True))
        state["cookies"] = [cookie for cookie in state["cookies"] if cookie["name"] not in without]
        self._kept[login] = KeptSession(state, card_address)
        self._cards[login] = card_address

    def find_card(self, login: str) -> str:
        """Returns the address that the teacher's card had in an earlier session; empty where it is of no use."""
        return "" if login in self._unfit else self._cards.get(login, "")

    def forget(self, login: str) -> None:
        """Drops the teacher's session: the next check signs in."""
        self._kept.pop(login, None)

    def give_up(self, login: str) -> None:
        """Drops the session, and keeps none of the teacher's any more: this one was no use in another browser."""
        self.forget(login)
        self._unfit.add(login)
