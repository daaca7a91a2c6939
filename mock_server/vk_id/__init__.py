"""VK ID: the screens a person walks through, and the addresses its clients talk to."""

from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template, request

from mock_server.context import Sandbox
from mock_server.json_api import refuse
from mock_server.vk_id import api, authorize, description, oauth, screens
from mock_server.web import furnish, page_for_people


def create_site(shared: Sandbox) -> Flask:
    """VK ID as a WSGI application."""
    app = furnish(Flask(__name__, static_folder="../static", template_folder="../templates"), "vk_id", shared, _error)
    for room in (authorize, screens, oauth, api, description):
        app.register_blueprint(room.blueprint)
    return app


def _error(status: int, reason: str) -> Response:
    """To people as a page, to clients as OAuth has it or as VK's API has it, with the HTTP status in each.

    It reads nothing of the request but its path: the rest may be what is wrong.
    """
    if request.path.startswith("/method/"):
        error: dict[str, Any] = {"error_code": 100 if status < 500 else 10, "error_msg": reason, "request_params": []}
        return make_response(jsonify(error=error), status)
    if request.path.startswith(_FOR_CLIENTS):
        return refuse(status, "invalid_request" if status < 500 else "server_error", reason)
    if status == 400 and request.path in (
        "/authorize",
        "/auth",
    ):  # pages for people, which tell the developer too what is wrong
        return make_response(render_template("vk_id/client_error.html", description=reason), status)
    return page_for_people(status, reason)


_FOR_CLIENTS = ("/oauth2/", "/.well-known/", "/vkid_sdk_get_config", "/stat_events_vkid_sdk")
