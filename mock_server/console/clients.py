"""The console's page of clients."""

from flask import Blueprint, render_template

blueprint = Blueprint("clients", __name__, url_prefix="/applications")


@blueprint.get("")
def index() -> str:
    """Shows the page."""
    return render_template("console/clients.html")
