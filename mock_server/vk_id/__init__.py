"""VK ID: the screens a person walks through, and the addresses its clients talk to."""

from flask import Flask

from mock_server.context import Sandbox
from mock_server.vk_id import api, authorize, description, oauth, screens
from mock_server.web import furnish


def create_site(shared: Sandbox) -> Flask:
    """VK ID as a WSGI application."""
    app = furnish(Flask(__name__, static_folder="../static", template_folder="../templates"), "vk_id", shared)
    for room in (authorize, screens, oauth, api, description):
        app.register_blueprint(room.blueprint)
    return app
