"""How a teacher comes to the messenger's card: by a session that is kept, by a known address, or by clicks."""

from collections.abc import Callable

from playwright.sync_api import TimeoutError

from automation.people import Teacher
from validation.journal_tab import JournalTab
from validation.kept_sessions import KeptSession
from validation.vendor import Vendor


class Arrival:
    """The ways to the card in one browser; `sign_in` signs the teacher in."""

    def __init__(
        self, vendor: Vendor, teacher: Teacher, tab: JournalTab, kept: KeptSession | None, sign_in: Callable[[], None]
    ) -> None:
        self._kept_sessions = vendor.kept_sessions
        self._has_office = "office" not in vendor.file.missing
        self._teacher = teacher
        self._tab = tab
        self._kept = kept
        self._sign_in = sign_in

    def resume(self) -> bool:
        """Returns whether the card is there by the session that is kept, without the message of an earlier check."""
        if self._kept is None:
            return False
        login = self._teacher.login
        try:
            is_at_card = self._tab.open_card_at(self._kept.card_address)
        except (AssertionError, TimeoutError):
            self._kept_sessions.give_up(login)
            return False
        if not is_at_card or self._tab.journal.error.is_visible():
            self._kept_sessions.forget(login)
            return False
        return True

    def come_anew(self) -> None:
        """Signs in and opens the card: by the address that it had for this teacher before, otherwise by clicks."""
        self._sign_in()
        if self._open_known_card():
            return
        if self._has_office:
            self._tab.journal.go_to_office()
        self._tab.open_card(in_office=self._has_office)

    def _open_known_card(self) -> bool:
        address = self._kept_sessions.find_card(self._teacher.login)
        if not address:
            return False
        try:
            self._tab.open_card_at(address, self._sign_in)
        except (AssertionError, TimeoutError):
            self._kept_sessions.give_up(self._teacher.login)
            self._tab.come_in()
            return False
        return True
