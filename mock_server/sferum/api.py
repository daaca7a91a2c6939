"""Attach and detach: `/api/organizations/{organization_id}/people/{person_id}`."""

import secrets

from flask import Response, jsonify, make_response, request
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from mock_server.api_description import DescribedBlueprint
from mock_server.context import get_sandbox
from mock_server.http.gate import for_other_origins
from mock_server.json_api import Refusal, StrictModel, refuse
from mock_server.model.vk_id import Client
from mock_server.rows import Transaction
from mock_server.rules import clients, linking, tokens
from mock_server.rules.protocol import OAuthError
from mock_server.web import identify_login, identify_request

blueprint = DescribedBlueprint(
    "api", __name__, url_prefix="/api", abp_tags=[Tag(name="Linking")], abp_responses={422: Refusal}
)
_STATUS = {"unknown_organization": 404, "unknown_role": 422, "unknown_class": 422}


class PersonPath(StrictModel):
    """A person of a journal."""

    organization_id: int = Field(ge=1, le=2**53, description="ID of the organization in Sferum")
    person_id: str = Field(min_length=1, max_length=100, description="the journal's own ID of the person")


class AttachBody(StrictModel):
    """What the person is in the organization."""

    role: str = Field(description="teacher, admin, staff, pupil or parent", examples=["teacher"])
    classes: list[str] = Field(default=[], max_length=200, description="codes of the person's classes")


class Attached(BaseModel):
    """The link as it now is."""

    organization_id: int
    person_id: str
    profile_id: int = Field(description="ID of the educational profile")


@blueprint.put(
    "/organizations/<int:organization_id>/people/<person_id>",
    summary="Attach the token's profile to the organization as this person",
    responses={200: Attached, 201: Attached, 401: Refusal, 404: Refusal, 409: Refusal},
    security=[{"teacher": []}],
)
@for_other_origins
def attach(path: PersonPath, body: AttachBody) -> Response:
    """Attaches the profile: 201 when something changed, 200 when it was attached already (C-1).

    A profile that belongs to the organization already gets this role and its chats beside its own. 401: the token has
    ended. 404 `unknown_organization`. 409 `profile_linked`: the profile is linked with another journal account;
    `person_linked`: this account is linked with another profile. 422 `unknown_role`, `unknown_class`. Of a 429, a 5xx
    or no answer a journal does not know whether the profile is attached: asking again is harmless.
    """
    auth = request.authorization
    token = (auth.token or "") if auth is not None and auth.type == "bearer" else ""
    with get_sandbox().store.look() as look:
        found = tokens.find_token(look, token)
    identify_login(found.login if found else None, path.organization_id)
    person = linking.JournalPerson(path.organization_id, path.person_id, body.role, body.classes)
    try:
        access = tokens.require_valid_token(found).access
        with get_sandbox().store.change() as change:
            # Once more: a journal that has waited for too long gives up and revokes the token.
            tokens.lock_token(change, token)
            changed = linking.attach(change, access.client_id, person, access.profile_id)
    except OAuthError as error:
        return _refuse_unauthorized("Bearer", error.error, error.description)
    except linking.LinkRefusedError as error:
        return refuse(_STATUS.get(error.error, 409), error.error, error.description)
    answer = Attached(organization_id=path.organization_id, person_id=path.person_id, profile_id=access.profile_id)
    return make_response(jsonify(answer.model_dump()), 201 if changed else 200)


@blueprint.delete(
    "/organizations/<int:organization_id>/people/<person_id>",
    summary="Detach this person's profile from the organization",
    responses={204: None, 401: Refusal},
    security=[{"journal": []}],
)
@for_other_origins
def detach(path: PersonPath) -> Response:
    """Detaches the profile: 204 with or without a link. A journal can undo only the links it made.

    The profile stays in the organization, with its role and chats of before, if it belongs there without the link too.
    """
    auth = request.authorization
    with get_sandbox().store.look() as look:
        client = _client(look, auth.username or "", auth.password or "") if auth and auth.type == "basic" else None
        phone = linking.find_phone(look, path.organization_id, path.person_id)
    identify_request(phone=phone, organization_id=path.organization_id)
    if client is None:
        return _refuse_unauthorized("Basic", "invalid_client", "client_id or client_secret is missing or invalid")
    with get_sandbox().store.write() as session:
        linking.detach(session, client.id, path.organization_id, path.person_id)
    return make_response("", 204)


def _refuse_unauthorized(scheme: str, error: str, description: str) -> Response:
    answer = refuse(401, error, description)
    answer.headers["WWW-Authenticate"] = scheme
    return answer


def _client(transaction: Transaction, client_id: str, secret: str) -> Client | None:
    client = clients.find_client(transaction, client_id)
    return client if client and secrets.compare_digest(client.secret.encode(), secret.encode()) else None
