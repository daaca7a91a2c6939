"""The console's page of people."""

from flask import Blueprint, render_template

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.get("")
def index() -> str:
    """Shows the page."""
    return render_template("console/people.html")
