"""Administrators and activity of organizations, and duplicate profiles, for the administrators' scenarios (D, E)."""

from flask import Response, jsonify, make_response
from flask_openapi3.models.tag import Tag
from sqlalchemy import insert, select

from mock_server.api_description import DescribedBlueprint
from mock_server.clock import now
from mock_server.context import get_sandbox
from mock_server.control.schemas.organizations import Activity, AdministratorPath, OrganizationPath
from mock_server.control.schemas.people import NewProfile, PersonPath, ProfileMade
from mock_server.json_api import Refusal, refuse
from mock_server.model.sferum import Administrator, Call, Chat, ChatMember, Message, Organization
from mock_server.rules import seeding
from mock_server.rules.accounts import find_account
from mock_server.upserts import insert_new

blueprint = DescribedBlueprint(
    "organizations", __name__, abp_tags=[Tag(name="Organizations")], abp_responses={422: Refusal}
)


@blueprint.put(
    "/organizations/<int:organization_id>/administrators/<phone>",
    summary="Register an administrator",
    responses={204: None, 404: Refusal},
)
def register_administrator(path: AdministratorPath) -> Response:
    """Lets the phone's owner enter the organization's console at Sferum (D-1)."""
    with get_sandbox().store.write() as session:
        if session.get(Organization, path.organization_id) is None:
            return refuse(404, "unknown_organization", f"organization {path.organization_id} is not known")
        insert_new(session, Administrator, organization_id=path.organization_id, phone=path.phone)
    return make_response("", 204)


@blueprint.post(
    "/people/<phone>/profiles",
    summary="Give a person one more educational profile",
    responses={201: ProfileMade, 404: Refusal},
)
def create_profile(path: PersonPath, body: NewProfile) -> Response:
    """A duplicate: it belongs to the same account and to no organization (E-1)."""
    with get_sandbox().store.write() as session:
        account = find_account(session, path.phone)
        if account is None:
            return refuse(404, "unknown_person", f"no account with phone {path.phone}")
        profile_id = seeding.add_profile(session, account, body.model_dump(), now(session, path.phone))
    return make_response(jsonify(id=profile_id), 201)


@blueprint.post(
    "/organizations/<int:organization_id>/activity",
    summary="Write messages and start calls in a chat of an organization",
    responses={204: None, 404: Refusal},
)
def write_activity(path: OrganizationPath, body: Activity) -> Response:
    """Adds messages and calls of a member of the chat, made `ago_s` seconds ago."""
    chats = select(Chat.id).where(Chat.organization_id == path.organization_id, Chat.key == body.chat)
    with get_sandbox().store.write() as session:
        chat_id = session.scalar(chats.join(ChatMember).where(ChatMember.profile_id == body.profile_id))
        if chat_id is None:
            return refuse(404, "unknown_chat", f"profile {body.profile_id} is in no such chat of the organization")
        moment = now(session, None) - body.ago_s
        row = {"chat_id": chat_id, "profile_id": body.profile_id}
        if body.messages:
            session.execute(insert(Message), [{**row, "text": "Сообщение", "sent_at": moment}] * body.messages)
        if body.calls:
            session.execute(insert(Call), [{**row, "started_at": moment}] * body.calls)
    return make_response("", 204)
