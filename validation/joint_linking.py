"""Teachers who link at the same time: which person each call to Sferum names."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from automation.people import Teacher
from pages.windows import start_going_to
from validation.agreement import expect_agreement
from validation.errors import CheckFailedError, NotTestableError, is_about_journal
from validation.request_records import find_attach_calls
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions
from validation.vendor import Vendor

_TOLD_AFTER_S = 0.7
"""Shorter than a journal waits for a service."""
_ATTACHED_AFTER_S = 0.5


@dataclass(frozen=True)
class JointLinking:
    """What the journal requested of Sferum for one of several teachers who were on the way together."""

    teacher: Teacher
    attach_calls: list[dict[str, Any]]
    disagreement: CheckFailedError | None
    """What the teacher's card and Sferum say differently afterwards."""


def link_together(vendor: Vendor, browser: Browser, context_args: dict[str, Any]) -> list[JointLinking]:
    """Links one teacher of each role and two at least, if the target file has them, all at the consent together.

    The first to sign in returns first: a journal that keeps one teacher for all has the last one then. Raises
    NotTestableError where they do not come that far.
    """
    with ExitStack() as resources:

        def new_context(**options: Any) -> BrowserContext:
            return resources.enter_context(browser.new_context(**{**context_args, **options}))

        sessions = TeacherSessions(vendor, new_context, None)
        try:
            return _link_together(sessions, vendor)
        finally:
            sessions.close()  # before the contexts


def _link_together(sessions: TeacherSessions, vendor: Vendor) -> list[JointLinking]:
    opened = sessions.open_logins(choose_logins(vendor.file.list_teachers()))
    try:
        _link(opened)
    except Exception as error:
        if not is_about_journal(error):
            raise
        raise NotTestableError(
            "учителя, которые привязывались вместе, не дошли до согласия", "teachers together reached no consent"
        ) from error
    return [
        JointLinking(session.teacher, find_attach_calls(session.fetch_records()), _find_disagreement(session))
        for session in opened
    ]


def _find_disagreement(session: TeacherSession) -> CheckFailedError | None:
    try:
        expect_agreement(session)
    except CheckFailedError as error:
        return error
    return None


def _link(sessions: list[TeacherSession]) -> None:
    """All come back at once, and VK ID and Sferum answer for each when all have come.

    What a journal keeps for all instead of for each, it takes for the first from the others then.
    """
    returns = [(session, *session.reach_return()) for session in sessions]
    with ExitStack() as faults:
        for session in sessions:
            faults.enter_context(session.apply_fault("vk_id", "user_info", "delay", delay_s=_TOLD_AFTER_S, times=1))
            faults.enter_context(session.apply_fault("sferum", "attach", "delay", delay_s=_ATTACHED_AFTER_S, times=1))
        for _, window, address in returns:
            start_going_to(window, address)
        for session in sessions:
            session.wait_until(session.is_known_to_sferum)


def choose_logins(teachers: dict[str, Teacher]) -> list[str]:
    """Returns the logins of one teacher of each role, and of one more where all have the same."""
    by_role: dict[str, str] = {}
    for login, teacher in teachers.items():
        by_role.setdefault(teacher.role, login)
    others = [login for login in teachers if login not in by_role.values()]
    return [*by_role.values(), *others[: max(0, 2 - len(by_role))]]
