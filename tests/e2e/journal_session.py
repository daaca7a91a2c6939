"""A teacher's browser at the journal's messenger page, with checks of the link on the screen and behind it."""

from time import monotonic
from typing import Protocol

from playwright.sync_api import Page, expect

from automation.people import Teacher
from automation.target import Target
from automation.vk_id_login import CodeSource, VkIdLogin
from mock_server.client import SandboxClient
from pages.consent import ConsentDialog
from pages.journal import MessengerCard
from pages.windows import Window
from tests.e2e.shortcuts import add_cookie, remember

_RECORD_TIMEOUT_S = 10


class JournalSession:
    """One teacher at one page, signed in to the journal without its screens."""

    def __init__(
        self, page: Page, target: Target, sandbox: SandboxClient, teacher: Teacher, code_for: CodeSource
    ) -> None:
        self.page = page
        self.target = target
        self.sandbox = sandbox
        self.teacher = teacher
        self.card = MessengerCard(page)
        self._code_for = code_for
        add_cookie(page.context, sandbox.create_journal_session(teacher.login))
        self.open()

    def open(self) -> None:
        """Loads the journal's messenger page anew."""
        self.page.goto(f"{self.target.journal}/office/messenger")

    def remember(self) -> None:
        """Signs the teacher in to VK ID, which then asks this browser for neither phone nor code."""
        remember(self.page, self.sandbox, self.teacher.phone)

    def open_vk_id(self) -> VkIdLogin:
        """Presses «Перейти к подключению» and returns the teacher's login in the window that VK ID opens in."""
        return self.login_in(self.card.go_to_connection())

    def login_in(self, window: Window) -> VkIdLogin:
        """Returns the teacher's login in this window of VK ID."""
        return VkIdLogin(window, self.teacher.phone, self._code_for)

    def reach_consent(self, profile_id: int | None = None) -> ConsentDialog:
        """Goes from the card to «Добавление профиля Сферум», in a browser that VK ID remembers."""
        return self.open_vk_id().reach_consent(remembered=True, profile_id=profile_id)

    def consent_by_enter(self) -> Page:
        """Presses «Привязать» with Enter: a click would wait for the journal's answer. Returns VK ID's window."""
        consent = self.reach_consent()
        expect(consent.link_button).to_be_focused()  # a browser moves the focus a moment after the screen is there
        consent.page.keyboard.press("Enter")
        return consent.page

    def link(self, profile_id: int | None = None) -> None:
        """Goes from the card to the connected state, in a browser that VK ID remembers."""
        self.reach_consent(profile_id).link()
        self.card.expect_connected()

    def expect_linked(self, profile_id: int | None = None) -> None:
        """Checks that the journal shows one link, and that Sferum, the chats and the journal's memory agree."""
        self.card.expect_connected()
        person = self.sandbox.get_person(self.teacher.phone)
        (linked,) = [profile for profile in person.profiles if profile.link]
        school = self.teacher.organization_id
        assert linked.link is not None
        assert linked.link.organization_id == school
        assert linked.organizations == (school,)
        assert linked.chats == len(self.teacher.classes) + 3, "two channels, the teachers' room, a chat per class"
        assert person.journal == {self.teacher.login: linked.id}
        organization = self.sandbox.get_organization(school)
        assert organization.links[linked.link.person_id] == linked.id
        assert list(organization.links.values()).count(linked.id) == 1
        assert linked.id in organization.members
        assert all(not profile.organizations for profile in person.profiles if profile is not linked)
        assert profile_id in (None, linked.id)

    def expect_unlinked(self) -> None:
        """Checks that the journal shows no link, and that no part of one exists."""
        self.card.expect_not_connected()
        self.expect_nothing_linked()

    def expect_nothing_linked(self) -> None:
        """Checks that neither Sferum nor the journal knows of a link; the screen is not looked at."""
        person = self.sandbox.get_person(self.teacher.phone)
        assert person.journal == {self.teacher.login: None}
        states = [(profile.link, profile.organizations) for profile in person.profiles]
        assert states == [(None, ())] * len(person.profiles)
        organization = self.sandbox.get_organization(self.teacher.organization_id)
        profile_ids = {profile.id for profile in person.profiles}
        assert not profile_ids & {*organization.links.values(), *organization.members}

    def wait_until_done(self, operation: str) -> None:
        """Waits until a service has done this on the teacher's behalf, where no screen would show it."""
        deadline = monotonic() + _RECORD_TIMEOUT_S
        while not any(record["operation"] == operation for record in self.sandbox.list_requests(self.teacher.phone)):
            assert monotonic() < deadline, f"{operation} was not done"


class OpenJournal(Protocol):
    """The fixture `open_journal`: in a `remembered` browser VK ID asks for neither phone nor code.

    `linked`: the teacher was linked before, in another browser; this one is remembered. `profile_id` is the linked
    profile of several.
    """

    def __call__(
        self,
        teacher: Teacher,
        *,
        remembered: bool = False,
        linked: bool = False,
        profile_id: int | None = None,
        at: Page = ...,
    ) -> JournalSession: ...
