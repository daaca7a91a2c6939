"""One teacher's way with setbacks: what a journal does right at first, it may do wrong after a refusal or a failure."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from playwright.sync_api import Browser

from pages.windows import go_to
from validation.agreement import open_clean_card
from validation.errors import build_not_checked_error, is_about_journal
from validation.guide_run import record_walkthrough
from validation.return_address import change_params
from validation.return_watch import ReturnWatch
from validation.service_answers import UNAVAILABLE
from validation.teacher_session import TeacherSession
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

PROFILES = 2


@dataclass(frozen=True)
class Setbacks:
    """What was seen on the way, up to where the journal let the teacher go no further."""

    walkthrough: Walkthrough
    watch: ReturnWatch


def record_setbacks(vendor: Vendor, browser: Browser, context_args: dict[str, Any]) -> Setbacks:
    """Returns what a teacher saw who refuses, meets failures of both services, links, unlinks, and links again.

    Raises NotCheckedError where something else than the journal broke it off, twice.
    """
    watches: list[ReturnWatch] = []

    def take_section(session: TeacherSession, walkthrough: Walkthrough) -> None:
        watches.append(ReturnWatch(session))
        take_setbacks(session, walkthrough)

    walkthrough = record_walkthrough(vendor, browser, context_args, take_section, profiles=PROFILES)
    for error in walkthrough.ended.values():
        raise error
    return Setbacks(walkthrough, watches[-1])


def take_setbacks(session: TeacherSession, walkthrough: Walkthrough) -> None:
    """Takes the way. What the journal does not manage ends it, and is another check's to say."""
    try:
        session.remember()
        session.arrive()
        for take in (*_SETBACKS, *map(_link_profile, range(PROFILES))):
            open_clean_card(session)
            take(session)
            session.settle()
            session.traffic.snapshot(session.page)
    except Exception as error:  # noqa: BLE001  whatever the journal did, what was seen is seen
        if not is_about_journal(error):
            walkthrough.ended["setbacks"] = build_not_checked_error(error)
    walkthrough.records = session.fetch_records()


def _return_with_error(session: TeacherSession) -> None:
    window, refusal = session.reach_return(refused=True)
    go_to(window, change_params(refusal, error="server_error", error_description="ordered by the validation"))


def _return_in_vain(session: TeacherSession, service: str) -> None:
    """Returns while the service is unavailable."""
    window = session.connect()
    with session.apply_fault(service, session.vendor.find_linking_operation(service), **UNAVAILABLE.fault):
        session.leave(lambda: session.consent.answer(window))
        session.settle()


def _link_profile(number: int) -> Callable[[TeacherSession], None]:
    """Returns what links that one of the account's profiles, and undoes a link that is there."""

    def link(session: TeacherSession) -> None:
        session.reset_link()
        profiles = session.vendor.require_sandbox().get_person(session.teacher.phone).profiles
        session.consent.answer(session.connect(), profile_id=sorted(profile.id for profile in profiles)[number])
        session.expect_linked()

    return link


_SETBACKS: tuple[Callable[[TeacherSession], None], ...] = (
    TeacherSession.refuse,
    _return_with_error,
    partial(_return_in_vain, service="vk_id"),
    partial(_return_in_vain, service="sferum"),
)
