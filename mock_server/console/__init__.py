"""The console: pages at the control port's address, on which people watch the sandbox and change what is in it."""

from flask import Blueprint, Response, make_response, redirect, request, url_for

from mock_server.api_description import DescribedSite
from mock_server.clock import to_moscow_time
from mock_server.console import clients, codes, faults, logins, organizations, people, requests, sign_in
from mock_server.control import events
from mock_server.json_api import error_answer
from mock_server.notices import TOPICS
from mock_server.web import render_error_page

PAGES = (
    ("console.codes.index", "Коды"),
    ("console.requests.index", "Запросы"),
    ("console.people.index", "Люди"),
    ("console.faults.index", "Сбои"),
    ("console.clients.index", "Приложения"),
)
"""The pages of the navigation: endpoint and name."""


def add_console(app: DescribedSite) -> DescribedSite:
    """Adds the console to the application of the control API; returns the application."""
    console = Blueprint("console", __name__, url_prefix="/console", template_folder="templates", static_folder="static")
    console.before_request(sign_in.require_own_page)
    console.add_url_rule("/events", view_func=watch)
    for module in (codes, requests, logins, people, organizations, faults, clients, sign_in):
        console.register_blueprint(module.blueprint)
    console.context_processor(lambda: {"pages": PAGES, "token_required": sign_in.is_token_required()})
    console.app_template_filter("clock_time")(_format_time)
    app.before_request(sign_in.require_sign_in)
    app.register_blueprint(console)
    app.add_url_rule("/", "console.home", home)
    app.extensions["error_page"] = _error_page
    app.extensions["wrong_tokens"] = sign_in.WrongTokens()
    return app


def home() -> Response:
    """Leads to the console."""
    return make_response(redirect(url_for("console.codes.index"), 303))


def watch() -> Response:
    """Streams events to a page of the console: as the control API's, with the console's cookie in place of a token."""
    topics = [topic for topic in request.args.get("topics", "").split(",") if topic in TOPICS]
    return events.open_stream(topics, sign_in.follow_session())


def _format_time(moment: float) -> str:
    """Returns a moment as people read it on a clock in Moscow."""
    return to_moscow_time(moment).strftime("%H:%M:%S")


def _error_page(status: int, reason: str) -> Response:
    """Returns an error as a page in the console, in JSON elsewhere."""
    is_for_people = request.path.startswith("/console/") and request.path != "/console/events"
    return (render_error_page if is_for_people else error_answer)(status, reason)
