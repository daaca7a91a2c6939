"""VK ID: the screens that a person sees, and the addresses that its clients call."""

from flask import Flask, Response, make_response, render_template, request

from mock_server.context import Sandbox
from mock_server.vk_id import api, authorize, description, oauth, screens
from mock_server.web import configure_site, render_error_page


def create_site(shared: Sandbox) -> Flask:
    """Returns VK ID as a WSGI application."""
    app = configure_site(
        Flask(__name__, static_folder="../static", template_folder="../templates"), "vk_id", shared, _error
    )
    for module in (authorize, screens, oauth, api, description):
        app.register_blueprint(module.blueprint)
    return app


def _error(status: int, reason: str) -> Response:
    """Returns the error as JSON for clients, in the form of the address they ask, and as a page for people.

    It reads nothing of the request but its path: the rest may be what is wrong.
    """
    section = request.path.split("/")[1]
    if section in ("oauth2", ".well-known", "openapi"):
        return oauth.wrong_request(status, reason)
    if section in ("method", "domain.txt", "vkid_sdk_get_config", "stat_events_vkid_sdk"):
        return api.wrong_request(status, reason)
    if status == 400 and section in ("authorize", "auth"):  # pages for people that tell the developer what is wrong
        return make_response(render_template("vk_id/client_error.html", description=reason), status)
    return render_error_page(status, reason)
