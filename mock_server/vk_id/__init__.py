"""VK ID: the screens a person walks through, and the addresses its clients talk to."""

from flask import Flask, Response, make_response, render_template, request

from mock_server.context import Sandbox
from mock_server.vk_id import api, authorize, description, oauth, screens
from mock_server.web import configure_site, page_for_people


def create_site(shared: Sandbox) -> Flask:
    """VK ID as a WSGI application."""
    app = configure_site(
        Flask(__name__, static_folder="../static", template_folder="../templates"), "vk_id", shared, _error
    )
    for room in (authorize, screens, oauth, api, description):
        app.register_blueprint(room.blueprint)
    return app


def _error(status: int, reason: str) -> Response:
    """To clients in JSON, as the rest of the address answers; to people as a page.

    It reads nothing of the request but its path: the rest may be what is wrong.
    """
    room = request.path.split("/")[1]
    if room in ("oauth2", ".well-known", "openapi"):
        return oauth.wrong_request(status, reason)
    if room in ("method", "domain.txt", "vkid_sdk_get_config", "stat_events_vkid_sdk"):
        return api.wrong_request(status, reason)
    if status == 400 and room in ("authorize", "auth"):  # pages for people that tell the developer what is wrong
        return make_response(render_template("vk_id/client_error.html", description=reason), status)
    return page_for_people(status, reason)
