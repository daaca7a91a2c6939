"""The record of requests of all persons and sites."""

from dataclasses import asdict

from flask import Response, jsonify
from flask_openapi3.models.tag import Tag

from mock_server.api_description import DescribedBlueprint
from mock_server.context import get_sandbox
from mock_server.control.schemas.sandbox import (
    LoginPath,
    LoginTrace,
    RecordPath,
    RecordQuery,
    RequestRecord,
    Requests,
)
from mock_server.json_api import Refusal, refuse
from mock_server.recording.login_traces import trace_login
from mock_server.recording.records import RequestFilter

blueprint = DescribedBlueprint("requests", __name__, abp_tags=[Tag(name="Requests")], abp_responses={422: Refusal})


@blueprint.get("/requests", summary="Requests of everybody, to all sites", responses={200: Requests})
def list_requests(query: RecordQuery) -> Response:
    """Returns at most `limit` requests, the newest last: the last ones, or those beside a cursor.

    To follow the record, ask again with `after`: the ID of the last request seen. Requests of unknown persons are
    forgotten first.
    """
    wanted = RequestFilter(**query.model_dump(exclude={"after", "before", "limit"}))
    found = get_sandbox().requests.search(wanted, after=query.after, before=query.before, limit=query.limit)
    return jsonify(requests=[asdict(record) for record in found])


@blueprint.get("/requests/<int:request_id>", summary="One request", responses={200: RequestRecord, 404: Refusal})
def get_request(path: RecordPath) -> Response:
    """Returns the request of this ID, until the record forgets it."""
    record = get_sandbox().requests.get(path.request_id)
    if record is None:
        return refuse(404, "unknown_request", f"request {path.request_id} is not in the record")
    return jsonify(asdict(record))


@blueprint.get("/logins/<login_id>", summary="One login, request by request", responses={200: LoginTrace, 404: Refusal})
def get_login(path: LoginPath) -> Response:
    """Returns the requests of one login, of the browser and of the client, with who sent each.

    The browser's requests to a site of the sandbox that is the client are among them: from before and after VK ID.
    """
    trace = trace_login(get_sandbox().requests, path.login_id)
    if trace is None:
        return refuse(404, "unknown_login", "the record has no request of this login")
    calls = [{"caller": call.caller, "callee": call.callee, "request": asdict(call.record)} for call in trace.calls]
    return jsonify(login_id=trace.login_id, client_id=trace.client_id, phone=trace.phone, calls=calls)
