"""The requests to all sites as they come, and one of them opened."""

from flask import Blueprint, abort, render_template, request

from mock_server.console.request_filters import read_filter
from mock_server.console.request_marks import choose_look, list_marks
from mock_server.console.site_names import SITE_NAMES
from mock_server.context import get_sandbox
from mock_server.recording.login_traces import find_login_id

SHOWN = 100
"""How many requests a page shows: older ones are on pages of their own."""

blueprint = Blueprint("requests", __name__, url_prefix="/requests")
blueprint.app_template_filter("marks")(list_marks)
blueprint.app_template_filter("status_look")(choose_look)


@blueprint.get("")
def index() -> str:
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
        sites=SITE_NAMES,
    )


@blueprint.get("/<int:request_id>")
def show(request_id: int) -> str:
    """Shows one request: what was sent, what was answered, and what was special about it."""
    log = get_sandbox().requests
    record = log.get(request_id)
    if record is None:
        abort(404)
    return render_template("console/request.html", record=record, login_id=find_login_id(log, record), sites=SITE_NAMES)
