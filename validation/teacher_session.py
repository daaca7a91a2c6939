"""A teacher's session at a vendor's journal, in a browser context whose traffic is logged."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from playwright.sync_api import BrowserContext, Error, Locator, TimeoutError, expect

from automation.linking import guide_step
from automation.people import Teacher
from automation.vk_id_login import CodeRefusedError, PhoneRefusedError, VkIdLogin
from pages.consent import ConsentDialog
from pages.vendor_journal import VendorJournal
from pages.windows import Window, was_overtaken
from validation.errors import CheckFailedError, LinkFailedError, NotCheckedError
from validation.link_reset import reset_link
from validation.refusals import refused_by_authorize, refused_by_services
from validation.request_records import has_applied_fault
from validation.return_address import ReturnInterceptor
from validation.traffic import TrafficLog
from validation.vendor import Vendor

_POLL_INTERVAL_MS = 250


class TeacherSession:
    """One teacher in one browser: what they do, what the browser saw, what the sandbox recorded since."""

    def __init__(self, vendor: Vendor, teacher: Teacher, context: BrowserContext) -> None:
        self.vendor = vendor
        self.teacher = teacher
        self.context = context
        self._interceptor = ReturnInterceptor(vendor, context)
        self.page = context.new_page()
        self.journal = VendorJournal(self.page, vendor.file.labels)
        self.traffic = TrafficLog(context, vendor.file.origins, vendor.target.vk_id)
        self.remembered = False
        """Whether VK ID remembers the browser, and asks for neither phone nor code."""
        self._card_address = ""
        self._earlier_records = len(vendor.sandbox.list_requests(teacher.phone)) if vendor.sandbox else 0

    # --- In the journal ---------------------------------------------------------------------------------------

    def sign_in(self) -> None:
        """Signs in (START-1)."""
        with guide_step("START-1", self.page):
            self.journal.sign_in(self.vendor.file.sign_in_address, self.teacher.login, self.teacher.password)
            entrance = self.journal.messenger
            if "office" not in self.vendor.file.missing:
                entrance = self.journal.office.or_(entrance).first
            expect(entrance).to_be_visible()

    def open_card(self) -> None:
        """Opens the messenger's card, connected or not; from the second time on by its address."""
        if self._card_address:
            self._go_to_card()
        else:
            self.journal.open_messenger()
        expect(self.journal.not_connected.or_(self.journal.connected).first).to_be_visible()
        self.page.wait_for_load_state()  # nobody clicks before a page's scripts have run
        self._card_address = self.page.url

    def _go_to_card(self) -> None:
        """Tries again where the page, which a closing window woke up, goes somewhere by itself meanwhile."""
        deadline = time.monotonic() + self.vendor.file.limits.page_s
        while True:
            try:
                self.page.goto(self._card_address)
            except Error as error:
                if not was_overtaken(error) or time.monotonic() > deadline:
                    raise
                self.page.wait_for_load_state()
            else:
                return

    def arrive(self) -> None:
        """Signs in, and opens the card of a teacher who is not linked."""
        self.sign_in()
        if "office" not in self.vendor.file.missing:
            self.journal.go_to_office()
        self.open_card()
        self.reset_link()

    def reset_link(self) -> None:
        """Undoes a link that is left from before, in the way that the target file names."""
        if self.journal.connected.is_visible():
            reset_link(self.journal, self.teacher, self.vendor.file)
            self.expect_not_connected(retry=True)

    def connect(self, *, twice: bool = False) -> Window:
        """Presses the connect button (A-2); returns where VK ID opened.

        Raises LinkFailedError where VK ID refuses the journal's request.
        """
        is_vk_id = self.traffic.is_vk_id
        with self.context.expect_event("response", lambda response: is_vk_id(response.url)) as authorization:
            window = self.journal.go_to_connection(is_vk_id, twice=twice)
        refusal = refused_by_authorize(authorization.value, self.vendor.client.callback)
        if refusal is not None:
            raise refusal
        return window

    # --- In VK ID and back ------------------------------------------------------------------------------------

    def vk_id(self, window: Window) -> VkIdLogin:
        """Returns this teacher's way through VK ID's screens in the window."""
        return VkIdLogin(window, self.teacher.phone, self.vendor.code_for)

    def submit_phone(self, window: Window) -> None:
        """Types the phone (A-3). Raises NotCheckedError where VK ID refuses it: that is not the journal's doing."""
        try:
            self.vk_id(window).submit_phone()
        except PhoneRefusedError as error:
            raise NotCheckedError(
                f"не проверено: VK ID не принял номер: {error}", f"not checked: VK ID refused the phone: {error}"
            ) from error

    def submit_code(self, window: Window, next_screen: Locator | None = None) -> None:
        """Types the code (A-4). Raises NotCheckedError where VK ID refuses it: that is not the journal's doing."""
        try:
            self.vk_id(window).submit_code(next_screen)
        except CodeRefusedError as error:
            raise NotCheckedError(
                f"не проверено: VK ID не принял код: {error}", f"not checked: VK ID refused the code: {error}"
            ) from error

    def reach_consent(self, window: Window, *, profile_id: int | None = None) -> ConsentDialog:
        """Goes through VK ID's screens, with the phone and the code unless the browser is remembered."""
        if not self.remembered:
            self.submit_phone(window)
            self.submit_code(window)
        return self.vk_id(window).submit_account(profile_id)

    def begin(self) -> tuple[Window, ConsentDialog]:
        """Goes from the card to the consent."""
        window = self.connect()
        return window, self.reach_consent(window)

    def link(self) -> None:
        """Goes from the card to the connected state. Raises LinkFailedError."""
        _, consent = self.begin()
        consent.link()
        self.expect_linked()

    def refuse(self) -> None:
        """Goes from the card to the consent, refuses it, and is back at the journal."""
        _, consent = self.begin()
        self.leave(consent.refuse)

    def leave(self, act: Callable[[], None]) -> None:
        """Does what brings the browser back to the journal, and waits until the journal has answered."""
        with self.context.expect_event("response", lambda response: self.vendor.is_return(response.url)):
            act()
        self.page.wait_for_load_state()

    def intercept_return(self, window: Window, act: Callable[[], None]) -> str:
        """Stops the browser on its way back to the journal; returns the address that VK ID sent it to."""
        return self._interceptor.intercept(window, act)

    def settle(self) -> None:
        """Waits until the journal has done what it does by itself after a return: then what is absent stays absent."""
        self.page.wait_for_load_state()

    # --- Whether the link is there ----------------------------------------------------------------------------

    def expect_linked(self) -> None:
        """Raises LinkFailedError unless the page shows the connected state by itself, and Sferum has the link."""
        try:
            self.journal.expect_connected()
        except AssertionError as error:
            raise self._link_failure() from error
        if self.vendor.sandbox and not self.is_known_to_sferum():
            raise LinkFailedError(
                "журнал показывает привязку, которой нет в Сферуме",
                "the journal shows a link that Sferum does not have",
            )

    def _link_failure(self) -> LinkFailedError:
        refusal = refused_by_services(self.fetch_records()) if self.vendor.sandbox else None
        return (
            refusal
            or blame_strict_cookies(self)
            or LinkFailedError(
                f"журнал не показал «{self.vendor.file.labels.connected}»",
                "the journal did not show the connected state",
            )
        )

    def expect_unlinked(self) -> None:
        """Raises CheckFailedError where Sferum has a link of the teacher's, or the card does not say «не подключен»."""
        if self.vendor.sandbox and self.is_known_to_sferum():
            raise CheckFailedError("профиль привязан", "the profile is linked")
        self.expect_not_connected()

    def expect_not_connected(self, *, retry: bool = False) -> None:
        """Raises CheckFailedError unless the card, opened afresh, says «не подключен».

        `retry`: a page may say so before it has asked the journal to unlink, which then takes a while.
        """

        def opens_unconnected() -> bool:
            self.open_card()
            return self.journal.not_connected.is_visible()

        if not (self.wait_until(opens_unconnected) if retry else opens_unconnected()):
            raise CheckFailedError(
                "карточка говорит, что мессенджер подключен", "the card says that the messenger is connected"
            )

    def is_known_to_sferum(self) -> bool:
        """Returns whether Sferum has a link of the teacher's profiles."""
        return bool(self.vendor.find_linked_profile_ids(self.teacher))

    def wait_until(self, condition: Callable[[], bool]) -> bool:
        """Returns whether the condition holds within limits.page_s: a script of the return page may take a while."""
        deadline = time.monotonic() + self.vendor.file.limits.page_s
        while not condition():
            if time.monotonic() > deadline:
                return False
            with suppress(TimeoutError):
                self.context.wait_for_event("response", timeout=_POLL_INTERVAL_MS)
        return True

    # --- In the sandbox ---------------------------------------------------------------------------------------

    def fetch_records(self) -> list[dict[str, Any]]:
        """Returns the sandbox's record of what this teacher's browser and the journal requested in the session."""
        return self.vendor.require_sandbox().list_requests(self.teacher.phone)[self._earlier_records :]

    @contextmanager
    def apply_fault(self, site: str, operation: str, kind: str, **body: Any) -> Iterator[None]:
        """Makes the site fail for this teacher until the block ends."""
        sandbox = self.vendor.require_sandbox()
        fault_id = sandbox.create_fault(site, operation, kind, phone=self.teacher.phone, **{"times": None, **body})
        try:
            yield
        finally:
            sandbox.remove_fault(fault_id)

    def has_applied_fault(self) -> bool:
        """Returns whether a fault was applied to a request of the session."""
        return any(map(has_applied_fault, self.fetch_records()))
