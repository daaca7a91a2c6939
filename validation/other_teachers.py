"""The links of the pool's other teachers: what is right for one teacher may be another's."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from automation.people import Teacher
from validation.errors import LinkFailedError, NotTestableError, is_about_journal
from validation.request_records import find_attach_calls
from validation.teacher_sessions import TeacherSessions
from validation.vendor import Vendor


@dataclass(frozen=True)
class AttachCall:
    """What the journal requested of Sferum when a teacher linked; or why it did not."""

    teacher: Teacher
    record: dict[str, Any] | None
    failure: LinkFailedError | None = None


def record_other_teachers(
    vendor: Vendor, browser: Browser, context_args: dict[str, Any], walked: str
) -> list[AttachCall]:
    """Links every teacher of the pool but the one of the walkthrough, and returns the journal's calls to Sferum."""
    others = [teacher for teacher in vendor.file.list_teachers().values() if teacher.login != walked]
    return [_record_link(vendor, browser, context_args, teacher) for teacher in others]


def list_attached(calls: list[AttachCall], check: str) -> Iterator[AttachCall]:
    """Yields the calls that were made.

    Raises at the end LinkFailedError where `check` is about the cause of a teacher's failure, NotTestableError where
    another teacher could not be linked: nothing can be said of that one.
    """
    yield from (call for call in calls if call.record)
    for call in calls:
        if call.failure and call.failure.because == check:
            raise call.failure
    if any(call.record is None for call in calls):
        raise NotTestableError(
            "не на что было смотреть: другого учителя из файла цели привязать не удалось",
            "there was nothing to look at: another teacher of the target file could not be linked",
        )


def _record_link(vendor: Vendor, browser: Browser, context_args: dict[str, Any], teacher: Teacher) -> AttachCall:
    with ExitStack() as contexts:

        def new_context(**options: Any) -> BrowserContext:
            return contexts.enter_context(browser.new_context(**{**context_args, **options}))

        failure, calls = None, []
        with closing(TeacherSessions(vendor, new_context, None)) as sessions:  # before the contexts
            try:
                session = sessions.open_for(teacher)
                try:
                    session.link()
                finally:
                    calls = find_attach_calls(session.fetch_records())
            except LinkFailedError as error:
                failure = error
            except Exception as error:
                if not is_about_journal(error):  # what else the journal does wrong on the way is another check's
                    raise
    return AttachCall(teacher, calls[-1] if calls else None, failure)
