"""The electronic journal: sign-in, teacher's office, and the linking of its accounts to Sferum."""

from flask import Flask

from mock_server.context import Sandbox
from mock_server.journal import linking, teacher_office
from mock_server.web import configure_site


def create_site(shared: Sandbox) -> Flask:
    """Returns the journal as a WSGI application."""
    app = configure_site(Flask(__name__, static_folder="../static", template_folder="../templates"), "journal", shared)
    for module in (teacher_office, linking):
        app.register_blueprint(module.blueprint)
    return app
