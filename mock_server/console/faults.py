"""The console's page of faults."""

from flask import Blueprint, render_template

blueprint = Blueprint("faults", __name__, url_prefix="/faults")


@blueprint.get("")
def index() -> str:
    """Shows the page."""
    return render_template("console/faults.html")
