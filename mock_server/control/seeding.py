"""Seeding for tests and people: organizations, accounts, rosters, the guide's school, sessions."""

from pathlib import Path

from flask import Response, jsonify, make_response
from flask_openapi3.models.tag import Tag
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mock_server import sessions
from mock_server.api_description import DescribedBlueprint
from mock_server.clock import now
from mock_server.context import get_sandbox
from mock_server.control.directory import list_organizations
from mock_server.control.schemas.journal import Cookie, JournalSession, NewRoster, RosterMade
from mock_server.control.schemas.organizations import (
    NewOrganization,
    OrganizationMade,
    Organizations,
    OrganizationsQuery,
)
from mock_server.control.schemas.people import AccountMade, NewAccount, PersonPath
from mock_server.control.schemas.sandbox import Health
from mock_server.json_api import Refusal, describe_first_mistake, refuse
from mock_server.model.journal import JournalOrganization, JournalUser
from mock_server.natural_order import natural_key
from mock_server.rules import authorization, seeding
from mock_server.rules.accounts import find_account
from mock_server.vk_id.screens import SESSION_COOKIE

blueprint = DescribedBlueprint("seeding", __name__, abp_tags=[Tag(name="Seeding")], abp_responses={422: Refusal})
SITES = ("journal", "vk_id", "messenger", "sferum")
SCHOOL_51 = Path(__file__).parent.parent / "data" / "school_51.json"


class BrokenDataFileError(Exception):
    """The file of the guide's school cannot be read; the message says why."""


@blueprint.get("/health", summary="Whether the sandbox is up", responses={200: Health})
def health() -> Response:
    """Returns the addresses of the sites, once the sandbox is up."""
    addresses = get_sandbox().addresses
    return jsonify(status="ok", **{site: getattr(addresses, site) for site in SITES})


@blueprint.post("/organizations", summary="Make an organization", responses={201: OrganizationMade, 409: Refusal})
def create_organization(body: NewOrganization) -> Response:
    """Creates an organization with its classes and members."""
    return _make_organization(body)


# Beside its POST: flask-openapi3 describes a path in one blueprint only.
@blueprint.get("/organizations", summary="List organizations", responses={200: Organizations})
def get_organizations(query: OrganizationsQuery) -> Response:
    """Returns the organizations by ID, and how many people, links and chats each has."""
    return jsonify(list_organizations(query).model_dump())


@blueprint.post("/organizations/school-51", summary="Make the guide's school", responses={201: OrganizationMade})
def create_school_51() -> Response:
    """Creates a school №51: a teacher of all its classes, once linked, sees the guide's 28 chats (C-2)."""
    try:
        return _make_organization(load_guide_school())
    except BrokenDataFileError as error:
        return refuse(500, "broken_data_file", str(error))


def load_guide_school() -> NewOrganization:
    """Returns the guide's school as its file has it. Raises BrokenDataFileError."""
    try:
        return NewOrganization.model_validate_json(SCHOOL_51.read_bytes())
    except (OSError, ValidationError) as error:
        reason = str(error).splitlines()[0] if isinstance(error, OSError) else describe_first_mistake(error)
        raise BrokenDataFileError(f"{SCHOOL_51.name}: {reason}") from error


@blueprint.post("/accounts", summary="Make a VK ID account", responses={201: AccountMade, 409: Refusal})
def create_account(body: NewAccount) -> Response:
    """Creates an account with its educational profiles."""
    try:
        with get_sandbox().store.write() as session:
            profile_ids = seeding.create_account(session, body.model_dump(), now(session, body.phone))
    except IntegrityError:
        return refuse(409, "taken", f"an account with phone {body.phone} or its e-mail exists")
    return make_response(jsonify(profile_ids=profile_ids), 201)


@blueprint.post(
    "/rosters",
    summary="Add people to a journal",
    responses={201: RosterMade, 404: Refusal, 409: Refusal},
)
def create_roster(body: NewRoster) -> Response:
    """Adds people who can then sign in to the organization's journal."""
    teachers = [teacher.model_dump() for teacher in body.teachers]
    try:
        with get_sandbox().store.write() as session:
            organization = session.get(JournalOrganization, body.organization_id)
            if organization is None:
                return refuse(404, "unknown_organization", f"organization {body.organization_id} is not known")
            user_ids = seeding.create_roster(session, organization, teachers)
    except seeding.UnknownClassError as error:
        return refuse(422, "unknown_class", str(error))
    except IntegrityError:
        return refuse(409, "taken", "one of the logins is in use")
    return make_response(jsonify(person_ids=[str(user_id) for user_id in user_ids]), 201)


@blueprint.post(
    "/journal-sessions",
    summary="Sign a person in to the journal",
    responses={201: Cookie, 404: Refusal},
)
def create_journal_session(body: JournalSession) -> Response:
    """Returns a cookie with which a browser is signed in, for tests whose subject is not the sign-in."""
    with get_sandbox().store.write() as session:
        user = session.scalar(select(JournalUser).where(JournalUser.login == body.login))
        if user is None:
            return refuse(404, "unknown_person", "no such login in the journal")
        token = sessions.open_session(session, "journal", user.id)
    cookie = {"name": sessions.COOKIES["journal"], "value": token, "url": get_sandbox().addresses.journal}
    return make_response(jsonify(cookie), 201)


@blueprint.post(
    "/people/<phone>/vk-session",
    summary="Let VK ID remember a browser",
    responses={201: Cookie, 404: Refusal},
)
def create_vk_session(path: PersonPath) -> Response:
    """A cookie with which VK ID asks the person for neither phone nor code."""
    with get_sandbox().store.write() as session:
        account = find_account(session, path.phone)
        if account is None:
            return refuse(404, "unknown_person", f"no account with phone {path.phone}")
        token = authorization.remember_browser(session, account)
    return make_response(jsonify(name=SESSION_COOKIE, value=token, url=get_sandbox().addresses.vk_id), 201)


def _make_organization(body: NewOrganization) -> Response:
    try:
        with get_sandbox().store.write() as session:
            organization_id = seeding.create_organization(session, body.model_dump(), now(session, None))
    except seeding.UnknownClassError as error:
        return refuse(422, "unknown_class", str(error))
    except IntegrityError:
        return refuse(409, "taken", "the id is in use, or two classes have one code")
    classes = sorted(body.classes, key=lambda item: (natural_key(item.title), natural_key(item.code)))
    return make_response(jsonify(id=organization_id, classes=[item.code for item in classes]), 201)
