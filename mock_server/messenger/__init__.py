"""VK Messenger: the chats of an educational profile."""

from flask import Flask

from mock_server.context import Sandbox
from mock_server.messenger import chats, conversation, settings, sign_in
from mock_server.web import configure_site


def create_site(shared: Sandbox) -> Flask:
    """The messenger as a WSGI application."""
    app = configure_site(
        Flask(__name__, static_folder="../static", template_folder="../templates"), "messenger", shared
    )
    app.register_blueprint(sign_in.blueprint)
    for room in (chats, conversation, settings):
        app.register_blueprint(room.blueprint)
    return app
