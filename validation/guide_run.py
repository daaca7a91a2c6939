"""Takes the guide's steps at a vendor's journal, and notes how each ends."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from report.masking import mask
from report.screenshots import take_screenshot
from validation.errors import (
    CheckFailedError,
    NotTestableError,
    build_not_checked_error,
    is_about_journal,
    read_first_line,
)
from validation.guide_steps import GuideSteps, Steps
from validation.teacher_session import TeacherSession
from validation.teacher_sessions import TeacherSessions
from validation.vendor import Vendor
from validation.walkthrough import LATER_ATTEMPT, Walkthrough

_OPTIONAL_STEPS = ("START-2", "C-1", "C-2")
"""The steps that the next one does without."""


def take_section_a(session: TeacherSession, walkthrough: Walkthrough) -> None:
    """Takes the steps of section A up to the chats, and begins another attempt."""
    _take_steps(session, walkthrough, GuideSteps(session, walkthrough).list_with_profile())
    session.traffic.snapshot(session.page)
    walkthrough.screenshot = _take_screenshot(session)
    _attempt_again(session, walkthrough)


def take_section_b(session: TeacherSession, walkthrough: Walkthrough) -> None:
    """Takes the steps of section B."""
    _take_steps(session, walkthrough, GuideSteps(session, walkthrough).list_without_profile())


def record_walkthrough(
    vendor: Vendor,
    browser: Browser,
    context_args: dict[str, Any],
    take_section: Callable[[TeacherSession, Walkthrough], None],
    *,
    profiles: int,
) -> Walkthrough:
    """Returns what a teacher with that many educational profiles saw on the way; tries again what was broken off."""
    walkthrough = _record_once(vendor, browser, context_args, take_section, profiles)
    if walkthrough.was_broken_off:
        walkthrough = _record_once(vendor, browser, context_args, take_section, profiles)
    return walkthrough


def _record_once(
    vendor: Vendor,
    browser: Browser,
    context_args: dict[str, Any],
    take_section: Callable[[TeacherSession, Walkthrough], None],
    profiles: int,
) -> Walkthrough:
    with ExitStack() as resources:

        def new_context(**options: Any) -> BrowserContext:
            return resources.enter_context(browser.new_context(**{**context_args, **options}))

        sessions = TeacherSessions(vendor, new_context, None)
        session = sessions.open_signed_out(profiles=profiles, has_texts=True)
        walkthrough = Walkthrough(session.traffic, session.teacher.login)
        resources.callback(sessions.close)  # before the context
        take_section(session, walkthrough)
    return walkthrough


def _take_steps(session: TeacherSession, walkthrough: Walkthrough, steps: Steps) -> None:
    for name, take_step in steps.items():
        try:
            take_step()
        except NotTestableError as reason:
            walkthrough.ended[name] = reason
        except Exception as error:  # noqa: BLE001  one broken step breaks no other
            walkthrough.ended[name] = (
                _describe_failure(session, error) if is_about_journal(error) else build_not_checked_error(error)
            )
        else:
            walkthrough.completed_steps.append(name)
            continue
        if name not in _OPTIONAL_STEPS and not (name == "START-1" and session.teacher.session_file):
            walkthrough.stopped_at = name
            return


def _describe_failure(session: TeacherSession, error: Exception) -> CheckFailedError:
    screenshot = _take_screenshot(session)
    if isinstance(error, CheckFailedError):
        error.screenshot = screenshot
        return error
    line = mask(read_first_line(error) or type(error).__name__, session.vendor.list_personal_data())
    failure = CheckFailedError(f"шаг не удался: {line}", f"the step did not succeed: {line}", screenshot=screenshot)
    failure.__cause__ = error
    return failure


def _take_screenshot(session: TeacherSession) -> str | None:
    hidden = session.vendor.list_personal_data()
    pages = [page for page in session.context.pages if not page.is_closed()]
    return take_screenshot(pages[-1], partial(mask, hidden=hidden), hidden) if pages else None


def _attempt_again(session: TeacherSession, walkthrough: Walkthrough) -> None:
    earlier_attempts = len(session.traffic.authorizations)
    try:
        if "A-7" in walkthrough.completed_steps:
            session.open_card()
            session.reset_link()
        if walkthrough.window and not walkthrough.unlinked_because:
            session.open_card()
            session.connect()
            walkthrough.second = session.traffic.authorizations[earlier_attempts]
    except Exception as error:  # noqa: BLE001  whatever else goes wrong with another attempt is not the subject here
        if not is_about_journal(error):
            walkthrough.ended[LATER_ATTEMPT] = build_not_checked_error(error)
