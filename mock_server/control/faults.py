"""Failures on order: `mock_server.faults` says what they do."""

from flask import Response, jsonify, make_response
from flask_openapi3.models.tag import Tag

from mock_server.api_description import DescribedBlueprint
from mock_server.context import get_sandbox
from mock_server.control.schemas.faults import (
    FaultMade,
    FaultPath,
    FaultsQuery,
    FaultState,
    NewFault,
    Operations,
    OrderedFault,
    OrderedFaults,
)
from mock_server.faults import Fault
from mock_server.json_api import Refusal, refuse

blueprint = DescribedBlueprint("faults", __name__, abp_tags=[Tag(name="Faults")], abp_responses={422: Refusal})
_FAULT_FIELDS = OrderedFault.model_fields.keys() - {"id"}


class FaultMisfitError(Exception):
    """The parts of an order do not fit; `field` is the first that does not."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@blueprint.post("/faults", summary="Order a failure", responses={201: FaultMade})
def create_fault(body: NewFault) -> Response:
    """Adds a fault: it applies to a person or an organization, at one operation, `times` times."""
    try:
        number = order_fault(body)
    except FaultMisfitError as misfit:
        return refuse(422, "invalid_request", str(misfit))
    return make_response(jsonify(id=number), 201)


def order_fault(body: NewFault) -> int:
    """Adds the fault; returns its ID. Raises FaultMisfitError."""
    if (body.phone is None) == (body.organization_id is None):
        raise FaultMisfitError("phone", "name a phone or an organization_id, one of the two")
    operations = list_operations()[body.site]
    if body.operation not in operations:
        raise FaultMisfitError("operation", f"operation: {body.site} has only {', '.join(operations)}")
    if reason := _find_misfit(body):
        raise FaultMisfitError(reason.partition(":")[0].partition(",")[0], reason)
    return get_sandbox().faults.add(Fault(**body.model_dump()))


def list_operations() -> dict[str, list[str]]:
    """Returns the names of the views that faults may be ordered for, by site."""
    operations = get_sandbox().operations
    return {site: sorted(operations.get(site, ())) for site in Operations.model_fields}


@blueprint.get("/operations", summary="What failures may be ordered for", responses={200: Operations})
def get_operations() -> Response:
    """Returns the operations of each site by name."""
    return jsonify(list_operations())


@blueprint.get("/faults", summary="List the failures", responses={200: OrderedFaults})
def get_faults(query: FaultsQuery) -> Response:
    """Returns what is ordered, how often each has applied and how often it still will, the newest first."""
    return jsonify(list_faults(query).model_dump())


def list_faults(query: FaultsQuery) -> OrderedFaults:
    """Returns one page of the faults."""
    faults = get_sandbox().faults.list_newest(query.limit + 1, query.before, query.phone, query.organization_id)
    page = faults[: query.limit]
    return OrderedFaults(
        faults=[
            OrderedFault(id=fault.number, **{name: getattr(fault, name) for name in _FAULT_FIELDS}) for fault in page
        ],
        next=page[-1].number if len(faults) > query.limit else None,
    )


def _find_misfit(body: NewFault) -> str | None:
    """Returns what is missing for this kind of failure, or does not belong to it."""
    if body.kind in ("delay", "stall") and body.delay_s is None:
        return f"delay_s: say how long the {body.kind} is"
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
    if not drop_fault(path.fault_id):
        return refuse(404, "unknown_fault", f"fault {path.fault_id} is not known")
    return make_response("", 204)


def drop_fault(number: int) -> bool:
    """Removes the fault and waits until what it held is answered; returns False for an unknown ID."""
    with get_sandbox().waiting_room.admit(f"fault {number}"):
        return get_sandbox().faults.remove(number)
