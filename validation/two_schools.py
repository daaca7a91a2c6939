"""A teacher who works in two schools of one journal: going from one to the other, and what Sferum has of each."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from playwright.sync_api import Error

from automation.other_school import OtherSchoolTable
from automation.people import Teacher
from pages.sign_in_form import Credentials, SignInStep, sign_in_by_steps
from pages.windows import open_address
from validation.errors import CheckError, CheckFailedError, NotTestableError, naming_earlier_step
from validation.request_records import find_attach_calls, read_attach_params, read_classes
from validation.subjects import require_subjects
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions
from validation.vendor import Vendor

_NAMES = {
    "organization": ("организация", "organization"),
    "person": ("учётная запись", "person"),
    "role": ("роль", "role"),
    "classes": ("классы", "classes"),
}
"""What a call to attach names."""


class TwoSchools:
    """One session of the teacher, who is in the first school until they go to the other one."""

    def __init__(self, session: TeacherSession, school: OtherSchoolTable) -> None:
        self.session = session
        self.first = session.teacher
        self.other = school.describe_teacher(session.teacher)
        self.is_at_other = False
        self._school = school
        self._page = session.page

    @contextmanager
    def in_first_at_the_end(self) -> Iterator[None]:
        """Brings the teacher back to the first school after the block, and lets no other check have the session.

        A journal may keep the school in it, or in what it knows of the teacher.
        """
        try:
            yield
        finally:
            self.session.vendor.kept_sessions.forget(self.first.login)
            with suppress(Error, AssertionError, CheckError):  # what is wrong the check has said already
                if self.is_at_other:
                    self._change("other_school.leave", self._school.leave)

    def enter(self) -> None:
        """Goes to the other school, and opens the card there, unlinked."""
        self.go_over()
        self.open_card()
        self.session.reset_link()

    def go_over(self) -> None:
        """Goes to the other school, and no further."""
        self._change("other_school.enter", self._school.enter)

    def enter_in_another_tab(self) -> None:
        """Goes to the other school; the session's own tab stays as it is."""
        self._page = self.session.context.new_page()
        open_address(self._page, self.session.tab.card_address)
        self.go_over()

    def leave(self) -> None:
        """Goes back to the first school, and opens the card there."""
        self._change("other_school.leave", self._school.leave)
        self.open_card()

    def open_card(self) -> None:
        """Opens the card of the school the teacher is in: by clicks, for each school may have it at an address."""
        session, pace = self.session, self.session.vendor.pace
        if session.tab.card.is_visible():
            session.tab.card_address = session.page.url
            return
        is_behind_clicks, session.tab.card_address = pace.card_is_behind_clicks, ""
        session.open_card()
        pace.card_is_behind_clicks = is_behind_clicks

    def link(self, profile_id: int) -> None:
        """Links this profile in the school the teacher is in. Raises CheckFailedError where the other one is named."""
        self.try_to_link(profile_id)
        self.expect_own_call()
        self.session.expect_linked()

    def try_to_link(self, profile_id: int) -> None:
        """Goes from the card to the consent with this profile, and waits until the journal has done what it does."""
        window = self.session.connect()
        self.session.leave(lambda: self.session.consent.answer(window, profile_id=profile_id))
        self.session.settle()

    def expect_own_call(self) -> None:
        """Raises CheckFailedError where the newest call to attach names what the teacher is in the other school."""
        here, there = (self.other, self.first) if self.is_at_other else (self.first, self.other)
        calls = find_attach_calls(self.session.fetch_records())
        params = read_attach_params(require_subjects(calls, "вызовы прикрепления", "calls to attach")[-1])
        sent = {**params, "classes": read_classes(params)}
        for name, (ru, en) in _NAMES.items():
            if sent.get(name) == _list_params(there)[name] != _list_params(here)[name]:
                raise CheckFailedError(
                    f"учитель привязывался в одной своей школе, а Сферуму сообщено о другой: {ru}",
                    f"the teacher linked in one school of theirs, and Sferum was told of the other: {en}",
                )

    def give_two_profiles(self) -> tuple[int, int]:
        """Gives the teacher one more educational profile; returns the IDs of both."""
        sandbox = self.session.vendor.require_sandbox()
        (profile,) = sandbox.get_person(self.first.phone).profiles
        names = ("last_name", "first_name", "patronymic", "sex", "birth_date")
        return profile.id, sandbox.create_profile(self.first.phone, **{name: getattr(profile, name) for name in names})

    def find_linked_organization_ids(self) -> dict[int, int]:
        """Returns the organization in which each linked profile of the teacher is linked, by the profile's ID."""
        profiles = self.session.vendor.require_sandbox().get_person(self.first.phone).profiles
        return {profile.id: profile.link.organization_id for profile in profiles if profile.link}

    def _change(self, key: str, steps: Sequence[SignInStep]) -> None:
        with naming_earlier_step("переход учителя в другую школу", "going to the other school"):
            credentials = Credentials(self.first.login, self.first.password)
            sign_in_by_steps(self._page, steps, credentials, name=key)
            self.is_at_other = not self.is_at_other
            self.session.settle()


def _list_params(teacher: Teacher) -> dict[str, object]:
    return {
        "organization": str(teacher.organization_id),
        "person": teacher.person_id,
        "role": teacher.role,
        "classes": sorted(teacher.classes),
    }


def require_other_school(vendor: Vendor) -> OtherSchoolTable:
    """Returns the other school of the target file. Raises NotTestableError where it has none."""
    if vendor.file.other_school is None:
        raise NotTestableError(
            "в файле цели нет учителя двух школ: [other_school]",
            "the target file has no teacher of two schools: [other_school]",
        )
    return vendor.file.other_school


def open_two_schools(sessions: TeacherSessions, vendor: Vendor) -> TwoSchools:
    """Returns the teacher of two schools at the card of the first. Raises NotTestableError where there is none."""
    school = require_other_school(vendor)
    (session,) = sessions.open_logins([school.teacher])
    return TwoSchools(session, school)
