"""One teacher's way with setbacks: what a journal does right at first, it may do wrong after a refusal or a failure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from playwright.sync_api import Browser

from pages.windows import go_to
from validation.agreement import open_clean_card
from validation.errors import build_not_checked_error, is_about_journal
from validation.guide_run import record_walkthrough
from validation.request_records import find_attach_calls
from validation.return_address import change_params
from validation.return_watch import ReturnWatch
from validation.service_answers import UNAVAILABLE
from validation.teacher_session import TeacherSession
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

PROFILES = 2
Setback = Callable[[TeacherSession], None]


@dataclass
class Setbacks:
    """What was seen on the way, up to where the journal let the teacher go no further."""

    walkthrough: Walkthrough
    watch: ReturnWatch
    returned_in_vain: int = 0
    """How often the browser came back with nothing that gives a token."""
    uninvited_calls: list[dict[str, Any]] = field(default_factory=list)
    """The calls to attach that the journal made then."""


def record_setbacks(vendor: Vendor, browser: Browser, context_args: dict[str, Any]) -> Setbacks:
    """Returns what a teacher saw who refuses, meets failures of both services, links, unlinks, and links again.

    Raises NotCheckedError where something else than the journal broke it off, twice.
    """
    recorded: list[Setbacks] = []

    def take_section(session: TeacherSession, walkthrough: Walkthrough) -> None:
        recorded.append(Setbacks(walkthrough, ReturnWatch(session)))
        take_setbacks(session, recorded[-1])

    record_walkthrough(vendor, browser, context_args, take_section, profiles=PROFILES)
    for error in recorded[-1].walkthrough.ended.values():
        raise error
    return recorded[-1]


def take_setbacks(session: TeacherSession, setbacks: Setbacks) -> None:
    """Takes the way. What the journal does not manage ends it, and is another check's to say."""
    walkthrough, attached = setbacks.walkthrough, 0
    try:
        session.remember()
        session.arrive()
        for take in _SETBACKS:
            open_clean_card(session)
            session.reset_link()
            take(session)
            session.settle()
            session.traffic.snapshot(session.page)
            calls = find_attach_calls(session.fetch_records())
            if take in _WITHOUT_TOKEN:
                setbacks.returned_in_vain += 1
                setbacks.uninvited_calls += calls[attached:]
            attached = len(calls)
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


def _link_profile(session: TeacherSession, number: int) -> None:
    """Links that one of the account's profiles."""
    profiles = session.vendor.require_sandbox().get_person(session.teacher.phone).profiles
    session.consent.answer(session.connect(), profile_id=sorted(profile.id for profile in profiles)[number])
    session.expect_linked()


_REFUSE: Setback = TeacherSession.refuse
_FAIL_VK_ID: Setback = partial(_return_in_vain, service="vk_id")
_FAIL_SFERUM: Setback = partial(_return_in_vain, service="sferum")
_WITHOUT_TOKEN = (_REFUSE, _return_with_error, _FAIL_VK_ID)
_SETBACKS = (
    *(_REFUSE, _return_with_error, _FAIL_SFERUM),
    partial(_link_profile, number=0),
    _FAIL_VK_ID,
    partial(_link_profile, number=1),
)
