"""Who and what there is, page by page: people, organizations, their members and chats."""

from flask import Response, jsonify
from flask_openapi3.models.tag import Tag

from mock_server.api_description import DescribedBlueprint
from mock_server.context import get_sandbox
from mock_server.control.people import build_person_state
from mock_server.control.schemas.organizations import (
    Chats,
    ChatState,
    Members,
    MembersQuery,
    MemberState,
    OrganizationPath,
    Organizations,
    OrganizationsQuery,
    OrganizationSummary,
)
from mock_server.control.schemas.people import People, PeopleQuery
from mock_server.json_api import Refusal, refuse
from mock_server.model.sferum import Organization
from mock_server.rules.organizations import OrganizationMember, find_organizations, list_chats, list_members
from mock_server.rules.people import find_phones, load_people

blueprint = DescribedBlueprint("directory", __name__, abp_tags=[Tag(name="Directory")], abp_responses={422: Refusal})


@blueprint.get("/people", summary="List people", responses={200: People})
def get_people(query: PeopleQuery) -> Response:
    """Returns the people whom VK ID or the journal knows, by phone, each as `GET /people/{phone}` does."""
    return jsonify(list_people(query).model_dump(mode="json"))


def list_people(query: PeopleQuery) -> People:
    """Returns one page of the people."""
    with get_sandbox().store.read() as session:
        phones = find_phones(session, query.search, query.after, query.limit + 1)
        page = phones[: query.limit]
        people = [build_person_state(person) for person in load_people(session, page)]
    return People(people=people, next=page[-1] if len(phones) > query.limit else None)


def list_organizations(query: OrganizationsQuery) -> Organizations:
    """Returns one page of the organizations."""
    with get_sandbox().store.read() as session:
        found = find_organizations(session, query.search, query.after, query.limit + 1)
    page = [
        OrganizationSummary(
            id=counts.organization.id,
            title=counts.organization.title,
            kind=counts.organization.kind,
            members=counts.members,
            linked=counts.linked,
            chats=counts.chats,
            journal_users=counts.journal_users,
        )
        for counts in found[: query.limit]
    ]
    return Organizations(organizations=page, next=page[-1].id if len(found) > query.limit else None)


@blueprint.get(
    "/organizations/<int:organization_id>/members",
    summary="List the members of an organization",
    responses={200: Members, 404: Refusal},
)
def get_members(path: OrganizationPath, query: MembersQuery) -> Response:
    """Returns the profiles that belong to the organization, by ID, and which of them are linked."""
    if not _is_organization(path.organization_id):
        return _refuse_unknown(path)
    return jsonify(load_members(path.organization_id, query).model_dump())


def load_members(organization_id: int, query: MembersQuery) -> Members:
    """Returns one page of the members."""
    with get_sandbox().store.read() as session:
        members = list_members(session, organization_id, query.after, query.limit + 1, linked=query.linked)
    page = [_build_member_state(member) for member in members[: query.limit]]
    return Members(members=page, next=page[-1].profile_id if len(members) > query.limit else None)


@blueprint.get(
    "/organizations/<int:organization_id>/chats",
    summary="List the chats of an organization",
    responses={200: Chats, 404: Refusal},
)
def get_chats(path: OrganizationPath) -> Response:
    """Returns the automatic chats of the organization, with the number of members of each."""
    if not _is_organization(path.organization_id):
        return _refuse_unknown(path)
    return jsonify(load_chats(path.organization_id).model_dump())


def load_chats(organization_id: int) -> Chats:
    """Returns the chats of one organization."""
    with get_sandbox().store.read() as session:
        chats = list_chats(session, organization_id)
    return Chats(chats=[ChatState(title=chat.title, kind=chat.kind, members=chat.members) for chat in chats])


def _build_member_state(member: OrganizationMember) -> MemberState:
    names = ("last_name", "first_name", "patronymic")
    return MemberState(
        profile_id=member.profile.id,
        **{name: getattr(member.profile, name) for name in names},
        role=member.membership.role,
        classes=member.membership.classes,
        phone=member.phone,
        person_id=member.person_id,
    )


def _is_organization(organization_id: int) -> bool:
    with get_sandbox().store.read() as session:
        return session.get(Organization, organization_id) is not None


def _refuse_unknown(path: OrganizationPath) -> Response:
    return refuse(404, "unknown_organization", f"organization {path.organization_id} is not known")
