"""The requests to all sites as they come, and one of them opened."""

from flask import Blueprint, Response, abort, render_template, request

from mock_server.console.request_filters import SITES, STATUSES, read_filter
from mock_server.console.request_marks import choose_look, list_marks
from mock_server.context import get_sandbox

SHOWN = 100
"""How many requests a page shows: older ones are on pages of their own."""

blueprint = Blueprint("requests", __name__, url_prefix="/requests")
blueprint.app_template_filter("marks")(list_marks)
blueprint.app_template_filter("status_look")(choose_look)
Answer = Response | str


@blueprint.get("")
def index() -> Answer:
    """Shows the last requests, the newest first; or those before the one that `before` names."""
    form = read_filter(request.args)
    before = request.args.get("before", type=int)
    log = get_sandbox().requests
    found = [] if form.mistakes else log.search(form.wanted, before=before, limit=SHOWN + 1)
    return render_template(
        "console/requests.html",
        form=form,
        records=found[-SHOWN:][::-1],
        earlier=found[-SHOWN].id if len(found) > SHOWN else None,
        is_live=before is None,
        sites=SITES,
        statuses=STATUSES,
    )


@blueprint.get("/<int:request_id>")
def show(request_id: int) -> Answer:
    """Shows one request: what was sent, what was answered, and what was special about it."""
    record = get_sandbox().requests.get(request_id)
    if record is None:
        abort(404)
    return render_template("console/request.html", record=record, sites=SITES)
