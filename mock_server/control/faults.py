"""Failures on order: `mock_server.faults` says what they do."""

from flask import Response, jsonify, make_response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from mock_server.context import get_sandbox
from mock_server.control.schemas.faults import FaultMade, FaultPath, FaultState, NewFault
from mock_server.faults import Fault
from mock_server.json_api import Refusal, refuse

blueprint = APIBlueprint("faults", __name__, abp_tags=[Tag(name="Faults")], abp_responses={422: Refusal})


@blueprint.post("/faults", summary="Order a failure", responses={201: FaultMade})
def create_fault(body: NewFault) -> Response:
    """Adds a fault: it applies to a person or an organization, at one operation, `times` times."""
    if (body.phone is None) == (body.organization_id is None):
        return refuse(422, "invalid_request", "name a phone or an organization_id, one of the two")
    operations = get_sandbox().operations.get(body.site, frozenset())
    if body.operation not in operations:
        return refuse(422, "invalid_request", f"operation: {body.site} has only {', '.join(sorted(operations))}")
    if reason := _find_misfit(body):
        return refuse(422, "invalid_request", reason)
    return make_response(jsonify(id=get_sandbox().faults.add(Fault(**body.model_dump()))), 201)


def _find_misfit(body: NewFault) -> str | None:
    """Returns what is missing for this kind of failure, or does not belong to it."""
    if body.kind == "delay" and body.delay_s is None:
        return "delay_s: say how long the delay is"
    if body.kind == "answer" and body.status is None:
        return "status: say which status the answer has"
    if body.kind != "answer" and (body.headers or body.body is not None):
        return "headers, body: they belong to kind answer"
    if body.kind == "error" and body.status is not None and body.status < 400:
        return "status: an error has 400 or more"
    if body.kind == "identity-data" and (body.site, body.operation) != ("vk_id", "submit_phone"):
        return "kind: identity-data belongs to vk_id's submit_phone"
    if body.kind == "identity-data" and body.moment == "after":
        return "moment: identity-data strikes before the operation"
    return None


@blueprint.get("/faults/<int:fault_id>", summary="See a failure at work", responses={200: FaultState, 404: Refusal})
def get_fault(path: FaultPath) -> Response:
    """Returns how many requests the fault holds: a test sees that the service hangs before it goes on."""
    active_requests = get_sandbox().faults.count_active_requests(path.fault_id)
    if active_requests is None:
        return refuse(404, "unknown_fault", f"fault {path.fault_id} is not known")
    return jsonify(FaultState(active_requests=active_requests).model_dump())


@blueprint.delete(
    "/faults/<int:fault_id>", summary="Remove a failure", responses={204: None, 404: Refusal, 429: Refusal}
)
def remove_fault(path: FaultPath) -> Response:
    """Removes the fault: it does not apply any more."""
    with get_sandbox().waiting_room.admit(f"fault {path.fault_id}"):
        removed = get_sandbox().faults.remove(path.fault_id)
    if not removed:
        return refuse(404, "unknown_fault", f"fault {path.fault_id} is not known")
    return make_response("", 204)
