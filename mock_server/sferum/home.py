"""Sferum's first page: the ways in for administrators (D-1) and to everybody's own page (F)."""

from flask import Blueprint, render_template

blueprint = Blueprint("home", __name__, template_folder="templates")


@blueprint.get("/")
def index() -> str:
    """Shows the first page."""
    return render_template("sferum/home.html")
