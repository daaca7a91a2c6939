"""A teacher's desk: a browser at the journal's messenger page, and the truth about the link behind it."""

from time import monotonic
from typing import Protocol

from playwright.sync_api import Page, expect

from automation.people import Teacher
from automation.target import Target
from mock_server.client import SandboxClient
from pages.consent import Consent
from pages.journal import MessengerCard
from pages.vk_id import AccountScreen


class JournalSession:
    """One teacher at one page, signed in to the journal with no screens."""

    def __init__(self, page: Page, target: Target, sandbox: SandboxClient, teacher: Teacher) -> None:
        self.page = page
        self.target = target
        self.sandbox = sandbox
        self.teacher = teacher
        self.card = MessengerCard(page)
        self._give(sandbox.journal_session(teacher.login))
        self.open()

    def open(self) -> None:
        """The journal's messenger page, afresh."""
        self.page.goto(f"{self.target.journal}/office/messenger")

    def remember(self) -> None:
        """VK ID remembers this browser: it asks for neither phone nor code."""
        self._give(self.sandbox.vk_session(self.teacher.phone))

    def reach_consent(self, profile_id: int | None = None) -> Consent:
        """From the card to «Добавление профиля Сферум», in a browser that VK ID remembers."""
        account = AccountScreen(self.card.go_to_connection())
        if profile_id is not None:
            account.choose(profile_id)
        account.submit()
        consent = Consent(account.page)
        consent.expect_open()
        return consent

    def consent_by_enter(self) -> Page:
        """«Привязать» from the keyboard: a click would wait for the journal's answer. Returns VK ID's window."""
        consent = self.reach_consent()
        expect(consent.link_button).to_be_focused()  # a browser moves the focus a moment after the screen is there
        consent.page.keyboard.press("Enter")
        return consent.page

    def link(self, profile_id: int | None = None) -> None:
        """From the card to the connected state, in a browser that VK ID remembers."""
        self.reach_consent(profile_id).link()
        self.card.expect_connected()

    def expect_linked(self, profile_id: int | None = None) -> None:
        """The journal shows one link, and it is whole: Sferum's link, membership, chats, the journal's memory agree."""
        self.card.expect_connected()
        person = self.sandbox.person(self.teacher.phone)
        (linked,) = [profile for profile in person.profiles if profile.link]
        school = self.teacher.organization_id
        assert linked.link is not None
        assert linked.link.organization_id == school
        assert linked.organizations == (school,)
        assert linked.chats == len(self.teacher.classes) + 3, "two channels, the teachers' room, a chat a class"
        assert person.journal == {self.teacher.login: linked.id}
        organization = self.sandbox.organization(school)
        assert organization.links[linked.link.person_id] == linked.id
        assert list(organization.links.values()).count(linked.id) == 1
        assert linked.id in organization.members
        assert all(not profile.organizations for profile in person.profiles if profile is not linked)
        assert profile_id in (None, linked.id)

    def expect_unlinked(self) -> None:
        """The journal shows no link, and there is not half of one either."""
        self.card.expect_not_connected()
        self.expect_nothing_linked()

    def expect_nothing_linked(self) -> None:
        """Neither Sferum nor the journal knows of a link, whatever is on the screen."""
        person = self.sandbox.person(self.teacher.phone)
        assert person.journal == {self.teacher.login: None}
        assert [(each.link, each.organizations) for each in person.profiles] == [(None, ())] * len(person.profiles)
        organization = self.sandbox.organization(self.teacher.organization_id)
        mine = {profile.id for profile in person.profiles}
        assert not mine & {*organization.links.values(), *organization.members}

    def wait_until_done(self, operation: str) -> None:
        """Until a service has done this on the teacher's behalf, where no screen would tell."""
        deadline = monotonic() + 10
        while not any(record["operation"] == operation for record in self.sandbox.requests(self.teacher.phone)):
            assert monotonic() < deadline, f"{operation} was not done"

    def _give(self, cookie: dict[str, str]) -> None:
        name, value, url = (cookie[key] for key in ("name", "value", "url"))
        self.page.context.add_cookies([{"name": name, "value": value, "url": url}])


class OpenJournal(Protocol):
    """The fixture `open_journal`: in a `remembered` browser VK ID asks for neither phone nor code.

    `linked`: the teacher was linked before, in another browser; this one is remembered. With several profiles
    `profile_id` is the linked one.
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
