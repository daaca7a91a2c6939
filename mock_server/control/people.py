"""A person, by phone, or an organization: codes, time, their state in the sandbox, and their requests."""

import time
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, make_response
from flask_openapi3.models.tag import Tag
from sqlalchemy import select

from mock_server.api_description import DescribedBlueprint
from mock_server.clock import ClockTooFarError, move_forward, now
from mock_server.context import get_sandbox
from mock_server.control.schemas.organizations import OrganizationPath, OrganizationState
from mock_server.control.schemas.people import (
    Code,
    Codes,
    CodesQuery,
    ConfirmationBody,
    JournalState,
    LinkState,
    MoveTime,
    PersonPath,
    PersonState,
    ProfileState,
)
from mock_server.control.schemas.sandbox import RequestCount, Requests, RequestsQuery
from mock_server.http.gate import FAILED, REFUSED
from mock_server.json_api import Refusal, refuse
from mock_server.model.journal import JournalUser
from mock_server.model.sferum import Link, Membership, Organization
from mock_server.model.vk_id import ConfirmationCode
from mock_server.rules import confirmation, seeding
from mock_server.rules.people import KnownPerson, OwnedProfile, load_people
from mock_server.rules.statistics import WEEK_S, count_calls, count_messages

_CODES: dict[Any, Any] = {200: Codes, 429: Refusal, 503: Refusal}

blueprint = DescribedBlueprint("people", __name__, abp_tags=[Tag(name="People")], abp_responses={422: Refusal})


@blueprint.get("/people/<phone>/codes", summary="Read the codes of one phone", responses=_CODES)
def codes(path: PersonPath, query: CodesQuery) -> Response:
    """Returns the codes that nobody has taken yet, and takes none. Waits for a code for at most `wait_s`.

    429 where 100 requests wait for this phone already, 503 where 800 wait for anybody.
    """
    return _answer_with_codes(path.phone, query.wait_s, _find_untaken)


@blueprint.post("/people/<phone>/codes/take", summary="Take the codes of one phone", responses=_CODES)
def take_codes(path: PersonPath, query: CodesQuery) -> Response:
    """Takes the codes that nobody has taken yet: each is given once. Waits, and refuses, as `GET` of the codes does.

    All unconfirmed logins of a phone wait for one code: it is given again when one more login begins to wait.
    """
    return _answer_with_codes(path.phone, query.wait_s, _take_untaken)


def _answer_with_codes(phone: str, wait_s: float, find: Callable[[str], list[ConfirmationCode]]) -> Response:
    found_codes = _wait_for_codes(phone, wait_s, find)
    names = Code.model_fields
    return jsonify(codes=[{name: getattr(code, name) for name in names} for code in found_codes])


@blueprint.post("/people/<phone>/time", summary="Move one person's timers forward", responses={204: None})
def move_time(path: PersonPath, body: MoveTime) -> Response:
    """Moves the timers of this person only: codes expire, a resend opens."""
    try:
        shift_time(path.phone, body.forward_s)
    except ClockTooFarError:
        return refuse(422, "too_far", "forward_s: all moves of one person's time come to 100 years at most")
    return make_response("", 204)


def shift_time(phone: str, forward_s: float) -> None:
    """Moves one person's timers forward. Raises ClockTooFarError."""
    with get_sandbox().store.write() as session:
        move_forward(session, phone, forward_s)


@blueprint.put("/people/<phone>/confirmation", summary="How one phone is confirmed", responses={204: None})
def set_confirmation(path: PersonPath, body: ConfirmationBody) -> Response:
    """Sets how the next codes are sent to this phone, and ends the countdown: a code may be requested now."""
    with get_sandbox().store.write() as session:
        seeding.set_confirmation(session, path.phone, body.model_dump())
    return make_response("", 204)


@blueprint.get("/people/<phone>", summary="All that is known of one phone", responses={200: PersonState})
def person(path: PersonPath) -> Response:
    """The account, its profiles with their links, and what the journal holds."""
    return jsonify(load_person(path.phone).model_dump(mode="json"))


def load_person(phone: str) -> PersonState:
    """Returns the state of one phone."""
    with get_sandbox().store.read() as session:
        return build_person_state(load_people(session, [phone])[0])


@blueprint.delete("/people/<phone>", summary="Let VK ID forget a person", responses={204: None})
def forget_person(path: PersonPath) -> Response:
    """Makes the phone new to VK ID again, and undoes the links of its profiles.

    Signs the person out of VK ID, the messenger and Sferum, but not of the journal. Unfinished logins begin again.
    """
    forget(path.phone)
    return make_response("", 204)


def forget(phone: str) -> None:
    """Lets VK ID forget a person."""
    with get_sandbox().store.write() as session:
        seeding.forget_person(session, phone, now(session, phone))


@blueprint.get("/people/<phone>/requests", summary="Requests of one person", responses={200: Requests})
def person_requests(path: PersonPath, query: RequestsQuery) -> Response:
    """Returns the requests of this person's browser, and those of services on the person's behalf."""
    return jsonify(requests=get_sandbox().requests.find_by_person(path.phone, query.after))


@blueprint.get(
    "/people/<phone>/requests/count", summary="How many requests of one person", responses={200: RequestCount}
)
def person_request_count(path: PersonPath) -> Response:
    """Returns how many requests of this person's browser, and of services on the person's behalf, are recorded."""
    return jsonify(RequestCount(count=get_sandbox().requests.count_by_person(path.phone)).model_dump())


@blueprint.get("/requests/refused", summary="Requests that the sites could not accept", responses={200: Requests})
def refused_requests() -> Response:
    """Returns all requests refused for their Host, origin, size or characters, and those that failed with a 500."""
    return jsonify(requests=get_sandbox().requests.find_by_note((REFUSED, FAILED)))


@blueprint.get(
    "/organizations/<int:organization_id>",
    summary="All that is known of one organization",
    responses={200: OrganizationState, 404: Refusal},
)
def organization(path: OrganizationPath) -> Response:
    """Returns its links, its members, and the messages and calls of the last 7 days that count."""
    with get_sandbox().store.read() as session:
        organization = session.get(Organization, path.organization_id)
        if organization is None:
            return refuse(404, "unknown_organization", f"organization {path.organization_id} is not known")
        links = session.scalars(select(Link).where(Link.organization_id == organization.id))
        members = session.scalars(select(Membership.profile_id).where(Membership.organization_id == organization.id))
        moment = now(session, None)
        messages = count_messages(session, organization.id, moment - WEEK_S, moment)
        calls = count_calls(session, organization.id, moment - WEEK_S, moment)
        state = OrganizationState(
            id=organization.id,
            title=organization.title,
            links={link.person_id: link.profile_id for link in links},
            members=list(members),
            messages_7_days={str(profile_id): count for profile_id, count in messages.items()},
            calls_7_days={str(profile_id): count for profile_id, count in calls.items()},
        )
    return jsonify(state.model_dump(mode="json"))


@blueprint.get(
    "/organizations/<int:organization_id>/requests",
    summary="Requests on behalf of one organization",
    responses={200: Requests},
)
def organization_requests(path: OrganizationPath) -> Response:
    """Returns the requests made for this organization."""
    return jsonify(requests=get_sandbox().requests.find_by_organization(path.organization_id))


def _wait_for_codes(phone: str, wait_s: float, find: Callable[[str], list[ConfirmationCode]]) -> list[ConfirmationCode]:
    shared, deadline = get_sandbox(), time.monotonic() + wait_s
    while not shared.stopping.is_set():
        count = shared.count_codes(phone)
        found_codes, left_s = find(phone), deadline - time.monotonic()
        if found_codes or left_s <= 0:
            return found_codes
        with shared.waiting_room.admit(phone):
            shared.wait_for_code(phone, count, left_s)
    return []


def _find_untaken(phone: str) -> list[ConfirmationCode]:
    with get_sandbox().store.look() as look:
        return confirmation.list_untaken(look, phone)


def _take_untaken(phone: str) -> list[ConfirmationCode]:
    if not _find_untaken(phone):  # reading first keeps no writer waiting
        return []
    with get_sandbox().store.change() as change:
        return confirmation.take_codes(change, phone)


def build_person_state(person: KnownPerson) -> PersonState:
    """Returns what is known of a person as the control API has it."""
    return PersonState(
        phone=person.phone,
        account=person.account is not None,
        profiles=[_build_profile_state(profile) for profile in person.profiles],
        journal=[_build_journal_state(user) for user in person.users],
        time_shift_s=person.time_shift_s,
    )


def _build_profile_state(owned: OwnedProfile) -> ProfileState:
    names = ("id", "last_name", "first_name", "patronymic", "birth_date", "sex")
    link = owned.link
    return ProfileState(
        **{name: getattr(owned.profile, name) for name in names},
        link=LinkState(organization_id=link.organization_id, person_id=link.person_id) if link else None,
        organizations=owned.organization_ids,
        chats=owned.chats,
    )


def _build_journal_state(user: JournalUser) -> JournalState:
    names = ("login", "password", "last_name", "first_name", "patronymic", "role", "organization_id", "profile_id")
    return JournalState(person_id=str(user.id), **{name: getattr(user, name) for name in names})
