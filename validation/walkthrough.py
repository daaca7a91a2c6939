"""The guide's two walks through a vendor's journal, once a worker: each check of a step, and many of the wire, reads
what they showed."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, expect

from automation.linking import guide_step
from pages.consent import Consent
from pages.messenger import ChatList
from pages.vk_id import AccountScreen, CodeScreen, PhoneScreen, ProfileScreen
from pages.windows import Window, page_of
from report.masking import mask
from report.screenshots import take_screenshot
from validation.errors import (
    CheckFailedError,
    LinkFailedError,
    NotCheckedError,
    NotTestableError,
    not_checked,
    tells_of_journal,
)
from validation.teacher_session import TeacherSession, TeacherSessions
from validation.traffic import Authorization, TrafficLog
from validation.vendor import Vendor

Shown = Literal["popup", "same-tab", "frame"]


@dataclass
class Walkthrough:
    """How far a walk came, and what was seen on the way."""

    watch: TrafficLog
    login: str
    """Whose walk it is."""
    records: list[dict[str, Any]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    ended: dict[str, CheckFailedError | NotTestableError] = field(default_factory=dict)
    """What the steps ended with that did not succeed, and a later attempt."""
    stopped_at: str = ""
    """The step without which the walk could not go on."""
    window: Shown | None = None
    screenshot: str | None = None
    """What was on the screen at the end, a JPEG in base64."""
    second: Authorization | None = None
    """A later attempt of the same teacher."""

    def step(self, name: str) -> None:
        """Raises what the step ended with, if it did not succeed."""
        if name in self.ended:
            raise self.ended[name]
        if name not in self.done:
            raise self._not_reached()

    def linked(self) -> None:
        """Raises NotTestableError or LinkFailedError where the walk did not end in a link: nothing can be said without one."""
        if not self.stopped_at:
            return
        if self.unlinked_because:
            raise self.ended[self.stopped_at]
        raise self._not_reached()

    @property
    def unlinked_because(self) -> str | None:
        """The check that tells why there is no link, if one does."""
        ended = self.ended.get(self.stopped_at)
        return ended.because if isinstance(ended, LinkFailedError) else None

    def later_attempt(self) -> Authorization:
        """What a later attempt of the same teacher asked. Raises NotTestableError or LinkFailedError where there was none."""
        if self.second is None:
            self.linked()
            raise self.ended.get(_LATER) or NotTestableError(
                "второй попытки не получилось", "there was no second attempt"
            )
        return self.second

    def _not_reached(self) -> NotTestableError:
        ended = self.ended.get(self.stopped_at)
        if isinstance(ended, NotCheckedError):
            return ended
        return NotTestableError(
            f"не дошло до этого: не выполнен шаг {self.stopped_at}", f"not reached: step {self.stopped_at} has failed"
        )


_LATER = "later"
_GO_ON = ("START-2", "C-1", "C-2")
"""Steps without which the walk goes on."""


def walk_with_profile(visit: TeacherSession, walk: Walkthrough) -> None:
    """Section A from the journal's door to the chats, and the beginning of another attempt."""
    vendor, page = visit.vendor, visit.page
    window: list[Window] = []

    def office() -> None:
        vendor.need("office")
        with guide_step("START-2", page):
            visit.journal.go_to_office()
            page.wait_for_load_state()

    def card() -> None:
        with guide_step("A-1", page):
            visit.open_card()
        visit.reset_link()

    def connect() -> None:
        with guide_step("A-2", page):
            window.append(visit.connect())
        walk.window = _shown(window[0], visit)

    def agree() -> None:
        try:
            _consent(visit, window[0], "A-7")
        finally:  # before the messenger, a client of VK ID too, asks for anything
            walk.records = visit.records() if vendor.sandbox else []

    def chats() -> None:
        vendor.need("sandbox")
        (profile,) = [each for each in vendor.behind.person(visit.teacher.phone).profiles if each.link]
        if not profile.chats:
            raise CheckFailedError(
                "профиль прикреплён, но чатов у него нет", "the profile is attached but has no chats"
            )

    _walk(
        visit,
        walk,
        {
            "START-1": visit.sign_in,
            "START-2": office,
            "A-1": card,
            "A-2": connect,
            "A-3": lambda: _phone(visit, window[0], "A-3"),
            "A-4": lambda: _code(visit, window[0], "A-4"),
            "A-5": lambda: _account(window[0]),
            "A-7": agree,
            "C-1": chats,
            "C-2": lambda: _messenger(visit),
        },
    )
    visit.watch.look(page)
    walk.screenshot = _picture(visit)
    _attempt_again(visit, walk)


def walk_without_profile(visit: TeacherSession, walk: Walkthrough) -> None:
    """Section B from the messenger's icon to the link, the profile made on the way."""
    window: list[Window] = []
    teacher = visit.teacher

    def card() -> None:
        visit.sign_in()
        with guide_step("B-1", visit.page):
            visit.open_card()
        visit.reset_link()

    def connect() -> None:
        with guide_step("B-2", visit.page):
            window.append(visit.connect())

    def phone() -> None:
        _phone(visit, window[0], "B-3")
        # The guide shows no confirmation in branch B; VK ID lets no phone in without one.
        _code(visit, window[0], None)

    def create() -> None:
        with guide_step("B-4", window[0]):
            AccountScreen(window[0]).create_profile()
            ProfileScreen(window[0]).expect_open()

    def fill() -> None:
        with guide_step("B-5", window[0]):
            form = ProfileScreen(window[0])
            born = teacher.birth_date.strftime("%d.%m.%Y")
            form.fill(teacher.last_name, teacher.first_name, teacher.patronymic, born, teacher.sex)
            form.submit()
            Consent(window[0]).expect_open()

    _walk(
        visit,
        walk,
        {
            "B-1": card,
            "B-2": connect,
            "B-3": phone,
            "B-4": create,
            "B-5": fill,
            "B-8": lambda: _consent(visit, window[0], "B-8"),
        },
    )


def _walk(visit: TeacherSession, walk: Walkthrough, steps: dict[str, Callable[[], None]]) -> None:
    for name, take_step in steps.items():
        try:
            take_step()
        except NotTestableError as reason:
            walk.ended[name] = reason
        except Exception as error:  # noqa: BLE001  one step that breaks off takes no other with it
            walk.ended[name] = _broken(visit, error) if tells_of_journal(error) else not_checked(error)
        else:
            walk.done.append(name)
            continue
        if name not in _GO_ON:
            walk.stopped_at = name
            return


def _broken(visit: TeacherSession, error: Exception) -> CheckFailedError:
    hidden = visit.vendor.personal()
    screenshot = _picture(visit)
    if isinstance(error, CheckFailedError):
        error.screenshot = screenshot
        return error
    line = mask(next(iter(str(error).strip().splitlines()), type(error).__name__), hidden)
    found = CheckFailedError(f"шаг не удался: {line}", f"the step did not succeed: {line}", screenshot=screenshot)
    found.__cause__ = error
    return found


def _picture(visit: TeacherSession) -> str | None:
    hidden = visit.vendor.personal()
    pages = [page for page in visit.context.pages if not page.is_closed()]
    return take_screenshot(pages[-1], partial(mask, hidden=hidden), hidden) if pages else None


def _attempt_again(visit: TeacherSession, walk: Walkthrough) -> None:
    before = len(visit.watch.authorizations)
    try:
        if "A-7" in walk.done:
            visit.open_card()
            visit.reset_link()
        if walk.window and not walk.unlinked_because:
            visit.open_card()
            visit.connect()
            walk.second = visit.watch.authorizations[before]
    except Exception as error:  # noqa: BLE001  what else another attempt is good for is not the subject here
        if not tells_of_journal(error):
            walk.ended[_LATER] = not_checked(error)


def _shown(window: Window, visit: TeacherSession) -> Shown:
    if isinstance(window, Frame):
        return "frame"
    return "same-tab" if page_of(window) is visit.page else "popup"


def _phone(visit: TeacherSession, window: Window, requirement: str) -> None:
    with guide_step(requirement, window):
        screen = PhoneScreen(window)
        screen.expect_open()
        visit.vendor.need("changes")
        screen.submit(visit.teacher.phone)
        CodeScreen(window).expect_open()


def _code(visit: TeacherSession, window: Window, requirement: str | None) -> None:
    def confirm() -> None:
        visit.confirm(window, AccountScreen(window).heading)

    if requirement is None:
        confirm()
        return
    with guide_step(requirement, window):
        confirm()


def _account(window: Window) -> None:
    with guide_step("A-5", window):
        AccountScreen(window).submit()
        Consent(window).expect_open()


def _consent(visit: TeacherSession, window: Window, requirement: str) -> None:
    with guide_step(requirement, window):
        Consent(window).link()
        visit.expect_linked()


def _messenger(visit: TeacherSession) -> None:
    visit.vendor.need("sandbox", "open_messenger")
    with guide_step("C-2", visit.page):
        page = visit.journal.go_to_messenger()
        rows, phone = ChatList(page).rows.first, PhoneScreen(page)
        expect(rows.or_(phone.heading)).to_be_visible()
        if phone.heading.is_visible():  # VK ID, as the messenger reaches it, does not remember this browser
            phone.submit(visit.teacher.phone)
            visit.confirm(page, rows)
        expect(rows).to_be_visible()


def _taken(
    vendor: Vendor,
    browser: Browser,
    browser_context_args: dict[str, Any],
    take_walk: Callable[[TeacherSession, Walkthrough], None],
    profiles: int,
) -> Walkthrough:
    with ExitStack() as held:

        def new_context(**given: Any) -> BrowserContext:
            return held.enter_context(browser.new_context(**{**browser_context_args, **given}))

        visits = TeacherSessions(vendor, new_context, None)
        visit = visits.not_signed_in(profiles=profiles)
        walk = Walkthrough(visit.watch, visit.teacher.login)
        held.callback(visits.close)  # before the context
        take_walk(visit, walk)
    return walk


@pytest.fixture(scope="session")
def walk_a(vendor: Vendor, browser: Browser, browser_context_args: dict[str, Any]) -> Walkthrough:
    """Section A, walked once."""
    return _taken(vendor, browser, browser_context_args, walk_with_profile, 1)


@pytest.fixture(scope="session")
def walk_b(vendor: Vendor, browser: Browser, browser_context_args: dict[str, Any]) -> Walkthrough:
    """Section B, walked once."""
    return _taken(vendor, browser, browser_context_args, walk_without_profile, 0)
