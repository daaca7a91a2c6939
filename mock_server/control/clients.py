"""The applications that VK ID lets sign people in, as their developers register them."""

from flask import Response, jsonify, make_response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from sqlalchemy.exc import IntegrityError

from mock_server.context import get_sandbox
from mock_server.control.schemas.clients import ClientPath, ClientState, NewClient
from mock_server.json_api import Refusal, refuse
from mock_server.model.vk_id import Client
from mock_server.oauth_client import OWN_IDS
from mock_server.rules import clients as rules

blueprint = APIBlueprint("clients", __name__, abp_tags=[Tag(name="Clients")], abp_responses={422: Refusal})


@blueprint.post("/clients", summary="Register a client", responses={201: ClientState, 409: Refusal})
def create_client(body: NewClient) -> Response:
    """Registers an application. Makes up its ID, its secret and its service token where the body has none."""
    try:
        with get_sandbox().store.write() as session:
            client = rules.register_client(session, body.model_dump())
    except IntegrityError:
        return refuse(409, "taken", "a client with this id or service_token exists")
    return make_response(_serialize_client(client), 201)


@blueprint.get("/clients/<client_id>", summary="One client", responses={200: ClientState, 404: Refusal})
def client(path: ClientPath) -> Response:
    """Returns the client as it was registered."""
    with get_sandbox().store.read() as session:
        client = session.get(Client, path.client_id)
    return _serialize_client(client) if client else _refuse_unknown(path)


@blueprint.delete("/clients/<client_id>", summary="Remove a client", responses={204: None, 404: Refusal, 409: Refusal})
def remove_client(path: ClientPath) -> Response:
    """Deletes the client, its logins and its tokens. Keeps a client that has linked people."""
    if path.client_id in OWN_IDS:
        return refuse(409, "own_client", "this is a site of the sandbox")
    try:
        with get_sandbox().store.write() as session:
            client = session.get(Client, path.client_id)
            if client is None:
                return _refuse_unknown(path)
            session.delete(client)
    except IntegrityError:
        return refuse(409, "has_links", "people are linked through this client: detach them first")
    return make_response("", 204)


def _refuse_unknown(path: ClientPath) -> Response:
    return refuse(404, "unknown_client", f"client {path.client_id} is not known")


def _serialize_client(client: Client) -> Response:
    return jsonify({name: getattr(client, name) for name in ClientState.model_fields})
