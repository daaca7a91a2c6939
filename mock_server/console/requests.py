"""The console's page of requests."""

from flask import Blueprint, render_template

blueprint = Blueprint("requests", __name__, url_prefix="/requests")


@blueprint.get("")
def index() -> str:
    """Shows the page."""
    return render_template("console/requests.html")
