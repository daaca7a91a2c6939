"""A teacher's session at a vendor's journal, in a browser context whose traffic is logged."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, TimeoutError

from automation.bridge import VK_ID
from automation.linking import guide_step
from automation.people import Teacher
from pages.consent import ConsentDialog
from pages.windows import Window, wait_until_loaded
from validation.activity import JournalActivity
from validation.arrival import Arrival
from validation.consent_answers import ConsentAnswers
from validation.errors import CheckFailedError, LinkFailedError, naming_earlier_step
from validation.journal_tab import JournalTab
from validation.kept_sessions import KeptSession
from validation.link_failure import explain_link_failure
from validation.link_reset import reset_link
from validation.page_watch import PageWatch, SeenError
from validation.refusals import refused_by_authorize
from validation.request_records import has_applied_fault
from validation.traffic import TrafficLog
from validation.vendor import Vendor
from validation.vk_id_passage import VkIdPassage

_POLL_INTERVAL_MS = 250


class TeacherSession:
    """One teacher in one browser: what they do, what the browser saw, what the sandbox recorded since."""

    def __init__(
        self,
        vendor: Vendor,
        teacher: Teacher,
        context: BrowserContext,
        kept: KeptSession | None = None,
        *,
        has_texts: bool = False,
    ) -> None:
        self.vendor = vendor
        self.teacher = teacher
        self.context = context
        services = {vendor.target.vk_id, vendor.target.messenger, vendor.target.sferum}
        origins, error = vendor.file.origins, vendor.file.labels.error
        self.traffic = TrafficLog(context, origins, vendor.target.vk_id, frozenset(services), has_texts=has_texts)
        self.kept = kept
        """The session of another check, with which this one began."""
        self.foreign_cookies: frozenset[str] = frozenset()
        """Names of cookies that are VK ID's."""
        self.watch = PageWatch(context, origins, error, self.traffic.add_report if has_texts else None)
        self._errors_before_act = 0
        self.consent = ConsentAnswers(vendor, teacher, context, self.traffic)
        self.page = context.new_page()
        self.tab = JournalTab(vendor, teacher, self.page)
        self.journal = self.tab.journal
        self._arrival = Arrival(vendor, teacher, self.tab, kept, self.sign_in)
        self._activity = JournalActivity(context, vendor.is_journal, vendor.is_return)
        self._earlier_records = self._count_records()

    # --- In the journal ---------------------------------------------------------------------------------------

    def sign_in(self) -> None:
        """Signs in (START-1), or comes in by the session that the target file names."""
        if self.teacher.session_file is not None:
            self.tab.come_in()
            return
        with guide_step("START-1", self.page):
            self.tab.sign_in()

    def open_card(self) -> None:
        """Opens the messenger's card, connected or not; from the second time on afresh, by its address."""
        self.tab.open_card()

    def open_tab(self) -> JournalTab:
        """Opens the card in another tab of the same browser."""
        tab = JournalTab(self.vendor, self.teacher, self.context.new_page())
        tab.open_card_at(self.tab.card_address, tab.sign_in)
        return tab

    def arrive(self) -> None:
        """Signs in, unless the session kept from another check still holds, and opens the card of an unlinked teacher.

        Raises NotCheckedError where that fails: the check is about what comes after it.
        """
        with naming_earlier_step("вход и карточка мессенджера", "sign-in and the messenger's card"):
            self.enter()
            self.reset_link()

    def enter(self) -> None:
        """Opens the card, connected or not; signs in, unless the session kept from another check still holds."""
        if not self._arrival.resume():
            self._arrival.come_anew()
            login, kept_sessions = self.teacher.login, self.vendor.kept_sessions
            kept_sessions.keep(login, self.context, self.tab.card_address, self.foreign_cookies)

    def reset_link(self) -> None:
        """Undoes a link that is left from before, in the way that the target file names."""
        if self.journal.connected.is_visible():
            loads = self._activity.loads
            with self._waiting_for_unlinking(by_button=self.vendor.file.unlinking.way == "button"):
                reset_link(self.journal, self.teacher, self.vendor.file)
            if self._activity.loads == loads or not self.vendor.pace.card_comes_complete:
                self.expect_not_connected(retry=True)  # what the page says without loading may be a hope

    def unlink(self) -> None:
        """Presses «Отвязать», and waits until the journal's page has asked the journal for it."""
        self._errors_before_act = len(self.watch.errors)
        with self._waiting_for_unlinking(by_button=True):
            self.journal.unlink()

    @contextmanager
    def _waiting_for_unlinking(self, *, by_button: bool) -> Iterator[None]:
        """A page may offer to undo it for some seconds first: opening another page then would undo it, too."""
        acts = self._activity.acts
        yield
        if by_button:
            self.wait_until(lambda: self._activity.acts > acts)

    def connect(self, *, twice: bool = False) -> Window:
        """Presses the connect button (A-2); returns where VK ID opened.

        Presses again where the page has loaded itself anew under the click. Raises LinkFailedError where VK ID refuses
        the journal's request.
        """
        self._errors_before_act = len(self.watch.errors)
        loads = self._activity.loads
        try:
            return self._press_connect(twice=twice)
        except TimeoutError:
            if twice or self._activity.loads == loads:
                raise
            return self._press_connect(twice=False)

    def _press_connect(self, *, twice: bool) -> Window:
        is_vk_id = self.traffic.is_vk_id
        with self.context.expect_event("response", lambda response: is_vk_id(response.url)) as authorization:
            window = self.journal.go_to_connection(is_vk_id, twice=twice)
        refusal = refused_by_authorize(authorization.value, self.vendor.client.callback)
        if refusal is not None:
            raise refusal
        return window

    @property
    def errors_seen(self) -> list[SeenError]:
        """What the journal has said of errors since it was last asked to link or unlink, even if only for a moment."""
        harmless = self.vendor.pace.harmless_texts
        return [seen for seen in self.watch.errors[self._errors_before_act :] if seen.text not in harmless]

    # --- In VK ID and back ------------------------------------------------------------------------------------

    def vk_id(self, window: Window) -> VkIdPassage:
        """Returns this teacher's way through VK ID's screens in the window."""
        return VkIdPassage(window, self.teacher.phone, self.vendor.code_for)

    def remember(self, phone: str | None = None) -> None:
        """Lets VK ID remember this browser, for the teacher or another phone: it asks for neither phone nor code."""
        cookie = self.vendor.require_sandbox().create_vk_session(phone or self.teacher.phone)
        vk_id = self.vendor.target.vk_id if self.vendor.file.bridge is None else VK_ID
        self.foreign_cookies = frozenset({cookie["name"]})
        self.context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": vk_id}])

    def begin(self) -> tuple[Window, ConsentDialog]:
        """Goes from the card to the consent."""
        window = self.connect()
        return window, self.consent.reach_screen(window)

    def link(self) -> None:
        """Goes from the card to the connected state. Raises LinkFailedError."""
        self.consent.answer(self.connect())
        self.expect_linked()

    def refuse(self) -> None:
        """Goes from the card to the consent, refuses it, and is back at the journal."""
        window = self.connect()
        self.leave(lambda: self.consent.answer(window, refused=True))

    def reach_return(self, *, refused: bool = False) -> tuple[Window, str]:
        """Goes from the card through the consent; returns the window, and the address that VK ID sends it to."""
        window = self.connect()
        return window, self.consent.hold_return(window, refused=refused)

    def leave(self, act: Callable[[], None], *, within_s: float | None = None) -> None:
        """Does what brings the browser back to the journal, and waits until the journal has answered.

        Raises TimeoutError where it has not within `within_s`, or limits.page_s.
        """
        timeout_ms = (within_s or self.vendor.file.limits.page_s) * 1000
        is_return = self.vendor.is_return
        with self.context.expect_event("response", lambda response: is_return(response.url), timeout=timeout_ms):
            act()
        wait_until_loaded(self.page)

    def settle(self) -> None:
        """Waits until the journal has done what it does by itself after a return: then what is absent stays absent.

        That is: its pages wait for no answer, its back end requests nothing more of VK ID and Sferum, and as much time
        has passed since the return as a link takes. Not for ever.
        """
        wait_until_loaded(self.page)
        pace = self.vendor.pace
        limits = {"after_return_s": pace.settled_after_s, "quiet_s": pace.quiet_s}
        timeout_s = self.vendor.file.limits.page_s + pace.settled_after_s
        self._activity.wait_until_settled(self._count_records, timeout_s=timeout_s, **limits)

    # --- Whether the link is there ----------------------------------------------------------------------------

    def expect_linked(self) -> None:
        """Raises LinkFailedError unless the page shows the connected state by itself, and Sferum has the link."""
        try:
            self.journal.expect_connected()
        except AssertionError as error:
            raise explain_link_failure(self) from error
        if self.vendor.sandbox and not self.is_known_to_sferum():
            raise LinkFailedError(
                "журнал показывает привязку, которой нет в Сферуме",
                "the journal shows a link that Sferum does not have",
            )
        if self.vendor.sandbox:
            self.vendor.pace.learn(self.fetch_records(), self.consent.way_back_s)

    def learn_pace(self) -> None:
        """Learns from the link that is just made: how long the journal pauses, what it says though all is well."""
        self.vendor.pace.learn_harmless(seen.text for seen in self.watch.errors)
        self.vendor.pace.learn_pause(self._activity.pause_s)

    def expect_unlinked(self) -> None:
        """Raises CheckFailedError where Sferum has a link of the teacher's, or the card does not say «не подключен»."""
        self.settle()
        if self.vendor.sandbox and self.is_known_to_sferum():
            raise CheckFailedError("профиль привязан", "the profile is linked")
        self.expect_not_connected()

    def expect_not_connected(self, *, retry: bool = False) -> None:
        """Raises CheckFailedError unless the card, opened afresh, says «не подключен».

        `retry`: a page may say so before it has asked the journal to unlink, which then takes a while.
        """

        def opens_unconnected() -> bool:
            scripted, pace = self._activity.scripted, self.vendor.pace
            self.open_card()
            if not pace.card_comes_complete or self.journal.connected.is_visible():
                self.settle()  # a page may say «не подключен» until it knows better
                pace.card_comes_complete = self._activity.scripted == scripted
            return self.journal.not_connected.is_visible()

        if not (self.wait_until(opens_unconnected) if retry else opens_unconnected()):
            raise CheckFailedError(
                "карточка говорит, что мессенджер подключен", "the card says that the messenger is connected"
            )

    def is_known_to_sferum(self) -> bool:
        """Returns whether Sferum has a link of the teacher's profiles."""
        return bool(self.vendor.find_linked_profile_ids(self.teacher))

    def wait_until(self, condition: Callable[[], bool], *, within_s: float | None = None) -> bool:
        """Returns whether the condition holds within limits.page_s: a script of the return page may take a while."""
        deadline = time.monotonic() + (within_s or self.vendor.file.limits.page_s)
        while not condition():
            if time.monotonic() > deadline:
                return False
            self._activity.look_again(_POLL_INTERVAL_MS)
        return True

    # --- In the sandbox ---------------------------------------------------------------------------------------

    def fetch_records(self) -> list[dict[str, Any]]:
        """Returns the sandbox's record of what this teacher's browser and the journal requested in the session."""
        return self.vendor.require_sandbox().list_requests(self.teacher.phone, self._earlier_records)

    def _count_records(self) -> int:
        return self.vendor.sandbox.count_requests(self.teacher.phone) if self.vendor.sandbox else 0

    @contextmanager
    def apply_fault(self, site: str, operation: str, kind: str, **body: Any) -> Iterator[int]:
        """Makes the site fail for this teacher until the block ends; gives the fault's ID."""
        sandbox = self.vendor.require_sandbox()
        fault_id = sandbox.create_fault(site, operation, kind, phone=self.teacher.phone, **{"times": None, **body})
        try:
            yield fault_id
        finally:
            sandbox.remove_fault(fault_id)

    def has_applied_fault(self, fault_id: int) -> bool:
        """Returns whether the fault was applied to a request of the session."""
        return any(has_applied_fault(record, fault_id) for record in self.fetch_records())
