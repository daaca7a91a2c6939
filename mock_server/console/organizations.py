"""The console's page of organizations."""

from flask import Blueprint, render_template

blueprint = Blueprint("organizations", __name__, url_prefix="/organizations")


@blueprint.get("")
def index() -> str:
    """Shows the page."""
    return render_template("console/organizations.html")
