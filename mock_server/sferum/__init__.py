"""Sferum: the API by which a journal's back end attaches educational profiles to its organization."""

from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from mock_server.context import Sandbox
from mock_server.json_api import error_answer, on_invalid
from mock_server.sferum import api
from mock_server.web import furnish

DESCRIPTION = (
    "How a journal attaches a teacher's educational profile to its organization. "
    "Sferum's own call has no public description: this one is the sandbox's."
)


def create_site(shared: Sandbox) -> OpenAPI:
    """Sferum as a WSGI application; its description is at `/openapi/openapi.json`."""
    app = OpenAPI(
        __name__,
        info=Info(title="Sferum API", version="1", description=DESCRIPTION),
        static_folder="../static",
        validation_error_status=422,
        validation_error_callback=on_invalid,
        security_schemes={
            "teacher": {
                "type": "http",
                "scheme": "bearer",
                "description": "the teacher's access token of VK ID",
            },
            "journal": {"type": "http", "scheme": "basic", "description": "client_id and client_secret"},
        },
    )
    furnish(app, "sferum", shared, error_answer)
    app.register_api(api.blueprint)
    return app
