"""A teacher's visit to a vendor's journal, in a watched browser context of its own."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import pytest
from playwright.sync_api import BrowserContext, Error, Locator, Route, TimeoutError, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from automation.bridge import NOWHERE, VK_ID, Bridge
from automation.linking import guide_step
from automation.people import Teacher
from pages.consent import Consent
from pages.vendor_journal import VendorJournal
from pages.vk_id import AccountScreen, CodeScreen, PhoneScreen
from pages.windows import Window, was_overtaken
from report.evidence import Evidence
from validation.errors import CheckFailedError, LinkFailedError, NotCheckedError
from validation.link_reset import reset_link
from validation.traffic import TrafficLog, exchange, origin_of, query_of, refused_by_authorize, struck, why_not_linked
from validation.vendor import Vendor

_HELD = "<!doctype html><title>held</title><p>held"


class TeacherSession:
    """One teacher in one browser: what they do, what the browser saw, what the sandbox recorded since."""

    def __init__(self, vendor: Vendor, teacher: Teacher, context: BrowserContext) -> None:
        self.vendor = vendor
        self.teacher = teacher
        self.context = context
        self.page = context.new_page()
        self.journal = VendorJournal(self.page, vendor.file.labels)
        self.watch = TrafficLog(context, vendor.journal, vendor.target.vk_id)
        self.remembered = False
        self._card = ""
        self._before = len(vendor.sandbox.requests(teacher.phone)) if vendor.sandbox else 0

    # --- In the journal ---------------------------------------------------------------------------------------

    def sign_in(self) -> None:
        """START-1."""
        address = f"{self.vendor.journal}{self.vendor.file.sign_in_path}"
        with guide_step("START-1", self.page):
            self.journal.sign_in(address, self.teacher.login, self.teacher.password)
            entrance = self.journal.messenger
            if "office" not in self.vendor.file.missing:
                entrance = self.journal.office.or_(entrance).first
            expect(entrance).to_be_visible()

    def open_card(self) -> None:
        """To the messenger's card, however it stands; from the second time on by its address."""
        if self._card:
            self._go_to_card()
        else:
            self.journal.open_messenger()
        expect(self.journal.not_connected.or_(self.journal.connected).first).to_be_visible()
        self.page.wait_for_load_state()  # nobody clicks before a page's scripts have run
        self._card = self.page.url

    def _go_to_card(self) -> None:
        """To the card, though the page, told by a closing window, may be on its way there by itself."""
        deadline = time.monotonic() + self.vendor.file.limits.page_s
        while True:
            try:
                self.page.goto(self._card)
            except Error as error:
                if not was_overtaken(error) or time.monotonic() > deadline:
                    raise
                self.page.wait_for_load_state()
            else:
                return

    def arrive(self) -> None:
        """Sign in, and go to the card of a teacher who is not linked."""
        self.sign_in()
        if "office" not in self.vendor.file.missing:
            self.journal.go_to_office()
        self.open_card()
        self.reset_link()

    def reset_link(self) -> None:
        """Undo a link that is left from before, in the way the target file tells."""
        if self.journal.connected.is_visible():
            file = self.vendor.file
            reset_link(self.journal, self.teacher, file.unlinking, proxied=file.proxied)
            self.expect_not_connected(before_long=True)

    def connect(self, *, twice: bool = False) -> Window:
        """A-2: returns where VK ID opened. Raises LinkFailedError where VK ID does not take the journal's request."""
        with self.context.expect_event("response", lambda response: self.watch.is_vk_id(response.url)) as answered:
            window = self.journal.go_to_connection(self.watch.is_vk_id, twice=twice)
        refusal = refused_by_authorize(answered.value, self.vendor.client.callback)
        if refusal is not None:
            raise refusal
        return window

    # --- In VK ID -------------------------------------------------------------------------------------------------

    def reach_consent(self, window: Window, *, profile_id: int | None = None) -> Consent:
        """Through VK ID's screens, with the phone and the code unless the browser is remembered."""
        if not self.remembered:
            PhoneScreen(window).submit(self.teacher.phone)
            self.confirm(window, AccountScreen(window).heading)
        account = AccountScreen(window)
        if profile_id is not None:
            account.choose(profile_id)
        account.submit()
        consent = Consent(window)
        consent.expect_open()
        return consent

    def confirm(self, window: Window, beyond: Locator) -> None:
        """Type the code that was sent, and wait for what is `beyond`. Raises NotCheckedError for a wrong code."""
        screen = CodeScreen(window)
        screen.submit(self.vendor.code_for(self.teacher.phone))
        expect(beyond.or_(screen.mistake).first).to_be_visible()
        if screen.heading.is_visible() and screen.mistake.is_visible():  # the journal has no part in that
            said = " ".join(screen.mistake.inner_text().split())
            raise NotCheckedError(
                f"не проверено: VK ID не принял код: {said}", f"not checked: VK ID refused the code: {said}"
            )

    def hold(self, window: Window, act: Callable[[], None]) -> str:
        """Stop the browser on its way back to the journal, and give the address it was sent to."""
        held: list[str] = []

        def keep(route: Route) -> None:
            url = route.request.url
            # A redirect's target is not routed; behind the bridge there are no redirects, and the target is.
            if not self.vendor.is_return(url):
                url = route.fetch(max_redirects=0).headers.get("location", "")
            held.append(url)
            route.fulfill(body=_HELD, content_type="text/html")

        def is_last(url: str) -> bool:
            form = f"{self.vendor.target.vk_id}/login/"
            return self.vendor.is_return(url) or (url.startswith(form) and url.endswith(("/consent", "/refusal")))

        self.context.route(is_last, keep)
        act()
        expect(window.get_by_text("held")).to_be_visible()
        self.context.unroute(is_last, keep)
        return held[0]

    def altered(self, returned: str, **change: str | None) -> str:
        """The address with parameters changed; None takes one away."""
        answer = {**query_of(returned), **change}
        query = urlencode({name: value for name, value in answer.items() if value is not None})
        return urlunsplit(urlsplit(returned)._replace(query=query))

    # --- The whole way ------------------------------------------------------------------------------------------

    def begin(self) -> tuple[Window, Consent]:
        """From the card to the consent."""
        window = self.connect()
        return window, self.reach_consent(window)

    def link(self) -> None:
        """From the card to the connected state. Raises LinkFailedError."""
        self.begin()[1].link()
        self.expect_linked()

    def refuse(self) -> None:
        """From the card to a refused consent, and back at the card."""
        _, consent = self.begin()
        self.leave(consent.refuse)

    def leave(self, act: Callable[[], None]) -> None:
        """Do what brings the browser back to the journal, and wait until the journal has answered."""
        with self.context.expect_event("response", lambda response: self.vendor.is_return(response.url)):
            act()
        self.page.wait_for_load_state()

    def expect_linked(self) -> None:
        """The journal's page shows the connected state by itself, and Sferum knows of it. Raises LinkFailedError."""
        try:
            self.journal.expect_connected()
        except AssertionError as error:
            raise self.why_unlinked() from error
        if self.vendor.sandbox and not self.is_known_to_sferum():
            raise LinkFailedError(
                "журнал показывает привязку, которой нет в Сферуме",
                "the journal shows a link that Sferum does not have",
            )

    def before_long(self, condition: Callable[[], bool]) -> bool:
        """Whether it holds before limits.page_s is over: a script of the return page may have to ask first."""
        deadline = time.monotonic() + self.vendor.file.limits.page_s
        while not condition():
            if time.monotonic() > deadline:
                return False
            with suppress(TimeoutError):
                self.context.wait_for_event("response", timeout=250)
        return True

    def is_known_to_sferum(self) -> bool:
        """Whether Sferum has a link of the teacher's profiles."""
        return bool(self.vendor.links(self.teacher))

    def is_struck(self) -> bool:
        """Whether a fault has struck since the visit began."""
        return any(map(struck, self.records()))

    def why_unlinked(self) -> LinkFailedError:
        """What stood in the way of the link."""
        cause = why_not_linked(self.records()) if self.vendor.sandbox else None
        return cause or LinkFailedError(
            f"журнал не показал «{self.vendor.file.labels.connected}»", "the journal did not show the connected state"
        )

    def expect_unlinked(self) -> None:
        """Sferum has no link of the teacher's profiles, and the card says «не подключен». Raises CheckFailedError."""
        if self.vendor.sandbox and self.is_known_to_sferum():
            raise CheckFailedError("профиль привязан", "the profile is linked")
        self.expect_not_connected()

    def expect_not_connected(self, *, before_long: bool = False) -> None:
        """The card, opened afresh, says «не подключен». Raises CheckFailedError.

        `before_long`: a page may say so before it has asked the journal to unlink, which is then still at it.
        """

        def says_so() -> bool:
            self.open_card()
            return self.journal.not_connected.is_visible()

        if not (self.before_long(says_so) if before_long else says_so()):
            raise CheckFailedError(
                "карточка говорит, что мессенджер подключен", "the card says that the messenger is connected"
            )

    def expect_no_window_left(self) -> None:
        """Every window has closed, or come back to the journal. Raises CheckFailedError."""
        home = {origin_of(self.vendor.journal), origin_of(self.vendor.client.callback)}
        for page in self.context.pages:
            try:
                page.wait_for_url(lambda url: origin_of(url) in home, wait_until="commit")
            except TimeoutError:
                raise CheckFailedError(
                    f"осталось открытым лишнее окно: {page.url}", f"one window too many is left open: {page.url}"
                ) from None
            except Error:  # it has closed meanwhile
                continue

    # --- What was seen ------------------------------------------------------------------------------------------

    def records(self) -> list[dict[str, Any]]:
        """The sandbox's record of what this teacher's browser and the journal asked since the visit began."""
        return self.vendor.behind.requests(self.teacher.phone)[self._before :]

    def expect_error(self) -> None:
        """The journal says that something went wrong: on its page, or in VK ID's window. Raises CheckFailedError."""
        try:
            expect(self.journal.error).to_be_visible()
        except AssertionError:
            others = [page for page in self.context.pages if page is not self.page]
            if not any(_is_visible(VendorJournal(page, self.vendor.file.labels).error) for page in others):
                raise CheckFailedError(
                    "на экране нет сообщения о том, что случилось", "nothing on the screen says what has happened"
                ) from None

    @contextmanager
    def fault(self, site: str, operation: str, kind: str, **body: Any) -> Iterator[None]:
        """A failure that strikes this teacher until the block ends."""
        sandbox = self.vendor.behind
        number = sandbox.fault(site, operation, kind, phone=self.teacher.phone, **{"times": None, **body})
        try:
            yield
        finally:
            sandbox.remove_fault(number)


def _is_visible(locator: Locator) -> bool:
    try:
        return locator.is_visible()
    except Error:  # the window has closed
        return False


def token_operation(vendor: Vendor) -> str:
    """The sandbox's name for the request by which the journal redeems what VK ID sent back."""
    return "token" if vendor.file.protocol == "oauth" else "exchange_silent_token"


class TeacherSessions:
    """Makes visits; a failing check shows what the sandbox recorded of them."""

    def __init__(self, vendor: Vendor, new_context: Callable[..., BrowserContext], evidence: Evidence | None) -> None:
        self._vendor = vendor
        self._new_context = new_context
        self._evidence = evidence
        self._held = ExitStack()

    def close(self) -> None:
        """Give the teachers back to the pool."""
        self._held.close()

    def one(self, *, profiles: int = 1, remembered: bool = True) -> TeacherSession:
        """A teacher at the card, not linked; `remembered`: VK ID asks for neither phone nor code."""
        return self.several(1, profiles=profiles, remembered=remembered)[0]

    def several(self, count: int, *, profiles: int = 1, remembered: bool = True) -> list[TeacherSession]:
        """So many teachers at once, each in a browser of their own."""
        made = self._visits(count, profiles, remembered=remembered)
        for visit in made:
            visit.arrive()
        return made

    def not_signed_in(self, *, profiles: int = 1) -> TeacherSession:
        """A teacher who has not signed in to the journal yet, and whom VK ID does not remember."""
        return self._visits(1, profiles, remembered=False)[0]

    def _visits(self, count: int, profiles: int, *, remembered: bool) -> list[TeacherSession]:
        teachers = self._held.enter_context(self._vendor.pool(profile=profiles > 0).lease(count))
        return [self._visit(teacher, profiles, remembered=remembered) for teacher in teachers]

    def _visit(self, teacher: Teacher, profiles: int, *, remembered: bool) -> TeacherSession:
        vendor = self._vendor
        vendor.arrange(teacher, profiles=profiles)
        visit = TeacherSession(vendor, teacher, self._context())
        if remembered and vendor.sandbox:
            cookie = vendor.sandbox.vk_session(teacher.phone)
            place = vendor.target.vk_id if vendor.file.bridge is None else VK_ID
            visit.context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": place}])
            visit.remembered = True
        if self._evidence and vendor.sandbox:
            self._evidence.add_source("Обмен", lambda: "\n".join(exchange(visit.records())))
        return visit

    def _context(self) -> BrowserContext:
        vendor = self._vendor
        context = self._new_context(proxy=None if vendor.file.bridge is None else NOWHERE)
        context.set_default_timeout(vendor.file.limits.page_s * 1000)
        if vendor.file.bridge is not None:
            bridge = Bridge(context, vendor.target.vk_id)
            for origin, address in vendor.file.bridge.items():
                bridge.serve(origin, address)
            self._held.callback(bridge.close)
        return context


@pytest.fixture
def visits(vendor: Vendor, new_context: CreateContextCallback, evidence: Evidence) -> Iterator[TeacherSessions]:
    """Teachers of the vendor's journal, each in a browser of their own."""
    made = TeacherSessions(vendor, new_context, evidence)
    yield made
    made.close()
