"""The electronic journal: sign-in, teacher's office, the linking of its accounts to Sferum, and who has linked."""

from flask import Response, request
from flask_openapi3.models.info import Info
from pydantic import ValidationError

from mock_server import api_description
from mock_server.api_description import DescribedSite
from mock_server.context import Sandbox
from mock_server.journal import linking, partners, teacher_office
from mock_server.json_api import describe_first_mistake, error_answer, refuse
from mock_server.web import configure_site, render_error_page

DESCRIPTION = (
    "What journals of МЭШ's kind answer about links, as far as it is publicly known; the rest is the sandbox's. The "
    "control API gives tokens, `POST /journal-tokens`. A Host that is not the sandbox's is a 421."
)


def create_site(shared: Sandbox) -> DescribedSite:
    """Returns the journal as a WSGI application; the description of its API is at `/openapi/openapi.json`."""
    app = DescribedSite(
        __name__,
        info=Info(title="Journal API", version="2", description=DESCRIPTION),
        static_folder="../static",
        template_folder="../templates",
        validation_error_status=400,
        validation_error_callback=_answer_invalid,
        security_schemes={"person": {"type": "http", "scheme": "bearer", "description": "a person's token"}},
    )
    configure_site(app, "journal", shared, _error)
    app.register_api(partners.blueprint)
    for module in (teacher_office, linking):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(api_description.pages)
    return app


def _answer_invalid(error: ValidationError) -> Response:
    return refuse(400, "invalid_request", describe_first_mistake(error))


def _error(status: int, reason: str) -> Response:
    """Returns an error in JSON for a program, as a page for people."""
    is_for_programs = request.path.split("/")[1] in ("v2", "openapi")
    return (error_answer if is_for_programs else render_error_page)(status, reason)
