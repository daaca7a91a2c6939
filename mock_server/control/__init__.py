"""The control API, for tests and for people who run the sandbox. Its description is at `/openapi/openapi.json`."""

import secrets

from flask import Response, request
from flask_openapi3.models.info import Info

from mock_server import api_description
from mock_server.api_description import DescribedSite
from mock_server.context import Sandbox, get_sandbox
from mock_server.control import (
    clients,
    codes,
    directory,
    events,
    faults,
    journal,
    organizations,
    people,
    requests,
    seeding,
    teachers,
)
from mock_server.json_api import answer_invalid, error_answer, refuse
from mock_server.web import configure_site

DESCRIPTION = (
    "Create people and organizations, read their confirmation codes, move one person's time, order faults, and read "
    "the record of requests. Everything is keyed by a person's phone or an organization's ID; nothing is global. "
    "Any request may be refused before it is looked at: 400 (malformed, or holds a NUL, a lone surrogate, JSON nested "
    "deeper than 64), 403 (a page of another origin), 413 (a body over 32 MiB), 421 (a Host that is not the sandbox's)."
)
PAGES = ("console", "openapi")
"""Blueprints for people, who have no token in a header: the console lets them in by its own sign-in."""


def create_site(shared: Sandbox) -> DescribedSite:
    """Returns the control API as a WSGI application."""
    app = DescribedSite(
        __name__,
        info=Info(title="Sandbox control API", version="1", description=DESCRIPTION),
        validation_error_status=422,
        validation_error_callback=answer_invalid,
        security_schemes={
            "token": {"type": "http", "scheme": "bearer", "description": "the control token, where the sandbox has one"}
        },
        openapi_extensions={"security": [{"token": []}, {}]},
        static_folder="../static",
        template_folder="../templates",
    )
    configure_site(app, "control", shared, error_answer)
    app.before_request(_require_token)
    modules = (seeding, people, teachers, directory, codes, journal, clients, organizations, faults, requests, events)
    for module in modules:
        app.register_api(module.blueprint)
    app.register_blueprint(api_description.pages)
    return app


def _require_token() -> Response | None:
    """Refuses requests without the control token, if the sandbox has one: the API gives away everybody's codes."""
    if request.endpoint == "static" or set(request.blueprints) & set(PAGES) or has_token():
        return None
    return refuse_without_token()


def has_token() -> bool:
    """Returns whether the present request may use the control API: it has the token, or the sandbox has none."""
    expected = get_sandbox().settings.control_token
    if expected is None:
        return True
    auth = request.authorization
    token = (auth.token or "") if auth is not None and auth.type == "bearer" else ""
    return secrets.compare_digest(token.encode(), expected.encode())


def refuse_without_token() -> Response:
    """Returns the answer to a request without the control token."""
    answer = refuse(401, "unauthorized", "send the control token as Authorization: Bearer")
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
