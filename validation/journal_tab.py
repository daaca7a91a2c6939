"""One tab of a journal, and the way to the messenger's card in it: by its address, or by clicks where it has none."""

import time
from collections.abc import Callable

from playwright.sync_api import Error, Locator, Page

from automation.journal_pages import open_journal
from automation.people import Teacher
from automation.ready_sessions import HOW_TO_SIGN_IN
from pages.page_names import LabelNotFoundError
from pages.windows import open_address, wait_until_loaded, wait_until_visible, was_overtaken
from validation.errors import NotCheckedError
from validation.sign_in import sign_in_when_allowed
from validation.vendor import Vendor

_BY_ADDRESS_TIMEOUT_MS = 4_000
"""How long the card's address may take to show the card, before it is looked for by clicks."""


class JournalTab:
    """A tab of a teacher's browser."""

    def __init__(self, vendor: Vendor, teacher: Teacher, page: Page) -> None:
        self._vendor = vendor
        self._teacher = teacher
        self.page = page
        self.journal = open_journal(vendor.file, page, teacher)
        self.card: Locator = self.journal.not_connected.or_(self.journal.connected).first
        self.card_address = ""
        """Empty until the card has been open."""
        self._timeout_s = vendor.file.limits.page_s
        self._has_office = "office" not in vendor.file.missing

    def sign_in(self) -> None:
        """Signs in, and waits for what the teacher sees then."""
        address, login, password = self._vendor.file.sign_in_address, self._teacher.login, self._teacher.password
        context = self.page.context
        sign_in_when_allowed(
            self._vendor, context, lambda: self.journal.sign_in(address, login, password), self._find_entrance()
        )
        self._expect_entrance()

    def come_in(self) -> None:
        """Opens the journal. Raises NotCheckedError where it does not know the teacher's session: it has ended."""
        open_address(self.page, self._vendor.file.sign_in_address)
        try:
            self._expect_entrance()
        except LabelNotFoundError as error:
            raise NotCheckedError(
                f"не проверено: сохранённый вход учителя не действует; {HOW_TO_SIGN_IN}",
                "not checked: the ready session of the teacher does not hold; sign in again",
            ) from error

    def _expect_entrance(self) -> None:
        self.journal.expect_entrance(has_office=self._has_office)

    def _find_entrance(self) -> Locator:
        entrance = self.journal.messenger
        return self.journal.office.or_(entrance).first if self._has_office else entrance

    def open_card(self, *, in_office: bool = False) -> None:
        """Opens the card: by clicks at first, then afresh by the address at which it was.

        `in_office`: the teacher is in the office already, in which the messenger's icon may be.
        """
        if self.card_address:
            self._load(self.card_address)
            self._show_card()
        else:
            address = self.page.url
            self._press_icon(in_office=in_office)
            self.journal.expect_card()
            self._vendor.pace.card_is_behind_clicks = self.page.url == address
        wait_until_loaded(self.page)  # nobody clicks before a page's scripts have run
        self.card_address = self.page.url

    def open_card_at(self, address: str, sign_in: Callable[[], None] | None = None) -> bool:
        """Opens the card by its address; signs in where the journal asks for that, or returns False there."""
        self._load(address)
        if not self.show_card(sign_in):
            return False
        self.card_address = self.page.url
        return True

    def show_card(self, sign_in: Callable[[], None] | None = None) -> bool:
        """Shows the card of the address that is loaded; signs in, or returns False, where the journal asks for that."""
        wait_until_visible(self.card.or_(self._find_entrance()).or_(self.journal.sign_in_entrance).first)
        if not self.card.is_visible():
            if self.journal.sign_in_entrance.is_visible():
                if sign_in is None:
                    return False
                sign_in()
            self._show_card()
            wait_until_loaded(self.page)
        return True

    def is_at_card(self) -> bool:
        """Returns whether the page shows the card of an unlinked teacher, at the address at which it was opened."""
        return self.page.url == self.card_address and self.journal.not_connected.is_visible()

    def _press_icon(self, *, in_office: bool = False) -> None:
        """Presses the messenger's icon: in the office, where it is nowhere else."""
        has_icon = self.journal.messenger.is_visible()
        if not (in_office or has_icon) and self._has_office and self.journal.office.is_visible():
            self.journal.go_to_office()
        self.journal.open_messenger()

    def _show_card(self) -> None:
        """Waits for the card at its address, and presses the messenger's icon where that does not show it."""
        wait_until_visible(self.card.or_(self._find_entrance()).first)
        if self.card.is_visible():
            return
        if not self._vendor.pace.card_is_behind_clicks:
            try:
                wait_until_visible(self.card, timeout_ms=min(_BY_ADDRESS_TIMEOUT_MS, self._timeout_s * 500))
            except AssertionError:
                pass
            else:
                return
        self._press_icon()
        self.journal.expect_card()
        self._vendor.pace.card_is_behind_clicks = True

    def _load(self, address: str) -> None:
        """Loads the address, also where the page is there already and only its part after # would change.

        Tries again where the page, which a closing window woke up, goes somewhere by itself meanwhile.
        """
        deadline = time.monotonic() + self._timeout_s
        while True:
            try:
                if open_address(self.page, address) is None:
                    self.page.reload(wait_until="commit")
                    wait_until_loaded(self.page)
            except Error as error:
                if not was_overtaken(error) or time.monotonic() > deadline:
                    raise
                wait_until_loaded(self.page)
            else:
                return
