"""VK Messenger: the chats of an educational profile."""

from flask import Flask, Response, make_response, render_template

from mock_server import vk_sign_in
from mock_server.context import Sandbox
from mock_server.messenger import chats, conversation, settings
from mock_server.web import configure_site


def create_site(shared: Sandbox) -> Flask:
    """Returns the messenger as a WSGI application."""
    app = configure_site(
        Flask(__name__, static_folder="../static", template_folder="../templates"), "messenger", shared
    )
    app.register_blueprint(vk_sign_in.create_blueprint(_signed_out_page))
    for module in (chats, conversation, settings):
        app.register_blueprint(module.blueprint)
    return app


def _signed_out_page() -> Response:
    return make_response(render_template("messenger/signed_out.html"))
