"""The applications that VK ID lets sign people in, as their developers register them."""

from collections import defaultdict
from typing import Any

from flask import Response, jsonify, make_response
from flask_openapi3.models.tag import Tag
from sqlalchemy.exc import IntegrityError

from mock_server.api_description import DescribedBlueprint
from mock_server.context import get_sandbox
from mock_server.control.schemas.clients import (
    ClientPath,
    Clients,
    ClientsQuery,
    ClientState,
    ClientSummary,
    Departures,
    NewClient,
    RedirectDeparture,
    RequestDeparture,
)
from mock_server.json_api import Refusal, refuse
from mock_server.model.vk_id import Client
from mock_server.oauth_client import OWN_IDS
from mock_server.rules import clients as rules
from mock_server.rules.protocol import LENIENT

blueprint = DescribedBlueprint("clients", __name__, abp_tags=[Tag(name="Clients")], abp_responses={422: Refusal})


class UnknownClientError(Exception):
    """There is no application of this ID."""


class OwnClientError(Exception):
    """The application is a site of the sandbox, and stays."""


@blueprint.post("/clients", summary="Register a client", responses={201: ClientState, 409: Refusal})
def create_client(body: NewClient) -> Response:
    """Registers an application. Makes up its ID, its secret and its service token where the body has none."""
    try:
        client = register(body)
    except IntegrityError:
        return refuse(409, "taken", "a client with this id or service_token exists")
    return make_response(_serialize_client(client), 201)


def register(body: NewClient) -> Client:
    """Registers an application. Raises IntegrityError for an ID or a service token in use."""
    with get_sandbox().store.write() as session:
        return rules.register_client(session, body.model_dump())


@blueprint.get("/clients", summary="List clients", responses={200: Clients})
def get_clients(query: ClientsQuery) -> Response:
    """Returns the applications by ID, without their secrets."""
    return jsonify(list_clients(query).model_dump())


def list_clients(query: ClientsQuery) -> Clients:
    """Returns one page of the applications."""
    with get_sandbox().store.read() as session:
        found = rules.find_clients(session, query.search, query.after, query.limit + 1)
    names = ClientSummary.model_fields.keys() - {"own"}
    page = [
        ClientSummary(**{name: getattr(client, name) for name in names}, own=client.id in OWN_IDS)
        for client in found[: query.limit]
    ]
    return Clients(clients=page, next=page[-1].id if len(found) > query.limit else None)


@blueprint.get("/clients/<client_id>", summary="One client", responses={200: ClientState, 404: Refusal})
def client(path: ClientPath) -> Response:
    """Returns the client as it was registered."""
    client = load_client(path.client_id)
    return _serialize_client(client) if client else _refuse_unknown(path)


def load_client(client_id: str) -> Client | None:
    """Returns the application of this ID, if there is one."""
    with get_sandbox().store.read() as session:
        return session.get(Client, client_id)


@blueprint.get(
    "/clients/<client_id>/departures",
    summary="What strict mode refuses of a client",
    responses={200: Departures, 404: Refusal},
)
def get_departures(path: ClientPath) -> Response:
    """Returns the client's redirect addresses that strict mode refuses, and what VK ID tolerated in its requests."""
    client = load_client(path.client_id)
    return jsonify(find_departures(client).model_dump()) if client else _refuse_unknown(path)


def find_departures(client: Client) -> Departures:
    """Returns in what the application departs from VK ID's documentation."""
    addresses = [] if client.id in OWN_IDS else client.redirect_uris
    found = ((address, rules.find_redirect_departure(address)) for address in addresses)
    return Departures(
        strict=get_sandbox().settings.strict if client.strict is None else client.strict,
        redirect_uris=[
            RedirectDeparture(redirect_uri=uri, departure=departure) for uri, departure in found if departure
        ],
        requests=_count_departures(client.id),
    )


def _count_departures(client_id: str) -> list[RequestDeparture]:
    moments: dict[tuple[str, str], list[float]] = defaultdict(list)
    for record in get_sandbox().requests.find_by_note((LENIENT,)):
        if client_id in _list_client_ids(record):
            for note in record["notes"]:
                if note.startswith(LENIENT):
                    moments[note.removeprefix(LENIENT), record["operation"]].append(record["at"])
    counted = [
        RequestDeparture(departure=departure, operation=operation, count=len(at), last_at=max(at))
        for (departure, operation), at in moments.items()
    ]
    return sorted(counted, key=lambda departure: (-departure.count, departure.departure))


def _list_client_ids(record: dict[str, Any]) -> set[str]:
    """Returns the clients that a recorded request names, by each name that VK ID has for them."""
    fields = {**record["query"], **record["form"]}
    return {fields.get("client_id", ""), fields.get("app_id", ""), record["authorization"].removeprefix("Basic ")}


@blueprint.delete("/clients/<client_id>", summary="Remove a client", responses={204: None, 404: Refusal, 409: Refusal})
def remove_client(path: ClientPath) -> Response:
    """Deletes the client, its logins and its tokens. Keeps a client that has linked people."""
    try:
        delete(path.client_id)
    except UnknownClientError:
        return _refuse_unknown(path)
    except OwnClientError:
        return refuse(409, "own_client", "this is a site of the sandbox")
    except IntegrityError:
        return refuse(409, "has_links", "people are linked through this client: detach them first")
    return make_response("", 204)


def delete(client_id: str) -> None:
    """Deletes the application. Raises UnknownClientError, OwnClientError; IntegrityError where people are linked."""
    if client_id in OWN_IDS:
        raise OwnClientError
    with get_sandbox().store.write() as session:
        client = session.get(Client, client_id)
        if client is None:
            raise UnknownClientError
        session.delete(client)


def _refuse_unknown(path: ClientPath) -> Response:
    return refuse(404, "unknown_client", f"client {path.client_id} is not known")


def _serialize_client(client: Client) -> Response:
    return jsonify({name: getattr(client, name) for name in ClientState.model_fields})
