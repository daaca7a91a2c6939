"""One login from its client through VK ID and back: a drawing, and its requests in order."""

from flask import Blueprint, abort, render_template

from mock_server.console.sequence import MAX_CALLS, NAMES, draw
from mock_server.console.site_names import SITE_NAMES
from mock_server.context import get_sandbox
from mock_server.recording.login_traces import trace_login

blueprint = Blueprint("logins", __name__, url_prefix="/logins")


@blueprint.get("/<login_id>")
def show(login_id: str) -> str:
    """Shows the login as far as it has come."""
    trace = trace_login(get_sandbox().requests, login_id)
    if trace is None:
        abort(404)
    return render_template(
        "console/login.html", trace=trace, drawing=draw(trace), names=NAMES, sites=SITE_NAMES, max_calls=MAX_CALLS
    )
