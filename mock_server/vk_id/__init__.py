"""VK ID: the screens a person walks through, and the addresses its clients talk to."""

from flask import Flask

from mock_server.context import Sandbox
from mock_server.vk_id import oauth, screens
from mock_server.web import furnish


def create_site(shared: Sandbox) -> Flask:
    """VK ID as a WSGI application."""
    app = furnish(Flask(__name__, static_folder="../static", template_folder="../templates"), "vk_id", shared)
    app.register_blueprint(screens.blueprint)
    app.register_blueprint(oauth.blueprint)
    return app
