"""Failures on order: `mock_server.faults` says what they do."""

from flask import Response, jsonify, make_response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from mock_server.context import get_sandbox
from mock_server.control.schemas.faults import FaultMade, FaultPath, NewFault
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
    if body.kind == "identity-data" and (body.site, body.operation) != ("vk_id", "submit_phone"):
        return refuse(422, "invalid_request", "kind: identity-data belongs to vk_id's submit_phone")
    if body.kind == "delay" and body.delay_s is None:
        return refuse(422, "invalid_request", "delay_s: say how long the delay is")
    if body.kind == "identity-data" and body.moment == "after":
        return refuse(422, "invalid_request", "moment: identity-data strikes before the operation")
    return make_response(jsonify(id=get_sandbox().faults.add(Fault(**body.model_dump()))), 201)


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
