"""Sferum: the API of journals, the organization's console (D, F), and a person's own page (F)."""

from flask import Response, make_response, redirect, request, url_for
from flask_openapi3.models.info import Info

from mock_server import api_description, vk_sign_in
from mock_server.api_description import DescribedSite
from mock_server.clock import to_moscow_time
from mock_server.context import Sandbox
from mock_server.json_api import answer_invalid, error_answer
from mock_server.sferum import admin_console, api, applications, home, invitations, personal
from mock_server.web import configure_site, render_error_page

DESCRIPTION = (
    "How a journal attaches a teacher's educational profile to its organization. "
    "Sferum's own call has no public description: this one is the sandbox's. A malformed request is a 400, a body of "
    "more than 1 MiB a 413, a Host that is not the sandbox's a 421."
)


def create_site(shared: Sandbox) -> DescribedSite:
    """Returns Sferum as a WSGI application; the description of its API is at `/openapi/openapi.json`."""
    app = DescribedSite(
        __name__,
        info=Info(title="Sferum API", version="1", description=DESCRIPTION),
        static_folder="../static",
        template_folder="../templates",
        validation_error_status=422,
        validation_error_callback=answer_invalid,
        security_schemes={
            "teacher": {
                "type": "http",
                "scheme": "bearer",
                "description": "the teacher's access token of VK ID",
            },
            "journal": {"type": "http", "scheme": "basic", "description": "client_id and client_secret"},
        },
    )
    configure_site(app, "sferum", shared, _error)
    app.jinja_env.filters["in_moscow"] = to_moscow_time
    app.register_api(api.blueprint)
    app.register_blueprint(vk_sign_in.create_blueprint(_to_first_page))
    for module in (home, admin_console, invitations, applications, personal):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(api_description.pages)
    return app


def _to_first_page() -> Response:
    return make_response(redirect(url_for("home.index"), 303))


def _error(status: int, reason: str) -> Response:
    """Returns an error in JSON for a journal's back end, as a page for people."""
    is_for_clients = request.path.split("/")[1] in ("api", "openapi")
    return (error_answer if is_for_clients else render_error_page)(status, reason)
