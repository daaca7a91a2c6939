"""Opens sessions of the pool's teachers, each in a browser context of its own."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

from playwright.sync_api import BrowserContext

from automation.bridge import Bridge
from automation.journal_pages import prepare_context
from automation.people import Teacher
from automation.ready_sessions import read_session
from automation.stand import build_context_options
from report.evidence import Evidence
from validation.kept_sessions import KeptSession
from validation.request_records import format_exchange
from validation.teacher_pool import TeacherPool
from validation.teacher_session import TeacherSession
from validation.vendor import Vendor


class TeacherSessions:
    """Opens sessions; a failing check shows what the sandbox recorded of them."""

    def __init__(self, vendor: Vendor, new_context: Callable[..., BrowserContext], evidence: Evidence | None) -> None:
        self._vendor = vendor
        self._new_context = new_context
        self._evidence = evidence
        self._resources = ExitStack()
        self._sessions: list[TeacherSession] = []

    def close(self) -> None:
        """Gives the teachers back to the pool."""
        self._resources.close()

    @property
    def opened(self) -> list[TeacherSession]:
        """All sessions that were opened, in order."""
        return [*self._sessions]

    def forget_kept(self) -> bool:
        """Drops the kept sessions of these teachers; returns whether one of them was used here."""
        for session in self._sessions:
            session.vendor.kept_sessions.forget(session.teacher.login)
        return any(session.kept for session in self._sessions)

    def open(self, *, profiles: int = 1) -> TeacherSession:
        """Returns a teacher at the card, who is not linked and whom VK ID remembers."""
        return self.open_several(1, profiles=profiles)[0]

    def open_several(self, count: int, *, profiles: int = 1, with_admins: bool = True) -> list[TeacherSession]:
        """Returns that many different teachers at the card, each in a browser of their own."""
        sessions = self._make_sessions(count, profiles, remembered=True, with_admins=with_admins)
        for session in sessions:
            session.arrive()
        return sessions

    def open_logins(self, logins: Iterable[str]) -> list[TeacherSession]:
        """Returns the teachers of these logins at the card, each in a browser of their own."""
        teachers = self._vendor.file.list_teachers()
        pool = TeacherPool(self._vendor.journal, [teachers[login] for login in logins])
        leased = self._resources.enter_context(pool.lease(len(pool)))
        sessions = [self._make_session(teacher, 1) for teacher in leased]
        for session in sessions:
            session.arrive()
        return sessions

    def open_in(self, context: BrowserContext, teacher: Teacher) -> TeacherSession:
        """Returns the teacher in this browser, where nobody has signed in yet."""
        session = TeacherSession(self._vendor, teacher, context)
        self._sessions.append(session)
        return session

    def open_elsewhere(self, session: TeacherSession) -> TeacherSession:
        """Returns the session's teacher, signed in anew, at the card in one more browser; no link is undone."""
        self._vendor.kept_sessions.forget(session.teacher.login)  # the journal would take the browsers for one
        other_session = self._begin_session(session.teacher, remembered=True)
        other_session.enter()
        return other_session

    def open_signed_out(
        self, *, profiles: int = 1, has_texts: bool = False, with_admins: bool = True
    ) -> TeacherSession:
        """Returns a teacher who has not signed in to the journal yet, and whom VK ID does not remember.

        `has_texts`: the session's traffic has the texts of answers and headers, too.
        """
        return self._make_sessions(1, profiles, remembered=False, has_texts=has_texts, with_admins=with_admins)[0]

    def _make_sessions(
        self, count: int, profiles: int, *, remembered: bool, has_texts: bool = False, with_admins: bool = True
    ) -> list[TeacherSession]:
        pool = self._vendor.create_teacher_pool(profile=profiles > 0, with_admins=with_admins)
        teachers = self._resources.enter_context(pool.lease(count))
        return [self._make_session(teacher, profiles, remembered, has_texts) for teacher in teachers]

    def _make_session(
        self, teacher: Teacher, profiles: int, remembered: bool = True, has_texts: bool = False
    ) -> TeacherSession:
        self._vendor.set_up_account(teacher, profiles=profiles)
        return self._begin_session(teacher, remembered=remembered, has_texts=has_texts)

    def _begin_session(self, teacher: Teacher, *, remembered: bool, has_texts: bool = False) -> TeacherSession:
        vendor = self._vendor
        kept = vendor.kept_sessions.get(teacher.login) if remembered else None
        context = self.make_context(_choose_state(teacher, kept))
        session = TeacherSession(vendor, teacher, context, kept, has_texts=has_texts)
        self._sessions.append(session)
        if remembered and vendor.sandbox:
            session.remember()
        if self._evidence and vendor.sandbox:
            self._evidence.add_source("Обмен", lambda: "\n".join(format_exchange(session.fetch_records())))
        return session

    def make_context(self, state: dict[str, Any] | None = None, *, obeys_policies: bool = True) -> BrowserContext:
        """Returns a browser context with this state; without it nobody is signed in anywhere.

        `obeys_policies`: whether the browser keeps to the Content-Security-Policy of pages.
        """
        vendor = self._vendor
        options = build_context_options(vendor.file)
        # A service worker answers in the journal's place, unseen by the log, and past the route of the return.
        options["service_workers"] = "block"
        context = self._new_context(**options, storage_state=state, bypass_csp=not obeys_policies)
        context.set_default_timeout(vendor.file.limits.page_s * 1000)
        prepare_context(context, vendor.file, vendor.is_journal)
        if vendor.file.bridge is not None:
            bridge = Bridge(context, vendor.target.vk_id, options["http_credentials"])
            for origin, address in vendor.file.bridge.items():
                bridge.serve(origin, address)
            self._resources.callback(bridge.close)
        return context


def _choose_state(teacher: Teacher, kept: KeptSession | None) -> dict[str, Any] | None:
    """Returns what the teacher's browser holds at first: the session of another check, or that of the target file."""
    if kept is not None:
        return kept.state
    return read_session(teacher.session_file) if teacher.session_file else None
