"""VK's API host as far as a login needs it, and the calls that VK's SDKs make beside a login."""

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request

from mock_server.context import sandbox
from mock_server.http.gate import for_other_origins
from mock_server.model.vk_id import AuthorizationCode, Login
from mock_server.recording.secret_names import is_secret
from mock_server.rules import silent_tokens, tokens
from mock_server.rules.protocol import OAuthError
from mock_server.rules.silent_tokens import ApiError
from mock_server.vk_id.request_params import check_form, mode_for, parameters
from mock_server.web import identify

blueprint = Blueprint("api", __name__)


@blueprint.errorhandler(ApiError)
def api_error(error: ApiError) -> Response:
    """An error as VK's API tells it: with HTTP status 200, and what was asked, but no secret of it."""
    asked = [{"key": name, "value": value} for name, value in request.values.items() if not is_secret(name)]
    return jsonify(error={"error_code": error.code, "error_msg": error.message, "request_params": asked})


def wrong_request(status: int, reason: str) -> Response:
    """The answer to a request that reaches no view: refused at the gate, for nothing there, or struck by a fault.

    Ours: it has an HTTP status of its own, and VK's code for a wrong parameter (100), for an unknown method (3) or for
    a failure inside (10).
    """
    code = 10 if status >= 500 else 3 if status in (404, 405) else 100
    error = {"error_code": code, "error_msg": reason, "request_params": list[str]()}
    return make_response(jsonify(error=error), status)


@blueprint.errorhandler(OAuthError)
def unreadable(error: OAuthError) -> Response:
    """A parameter that cannot be read, or a request that strict mode does not take."""
    return api_error(ApiError(100, f"One of the parameters specified was missing or invalid: {error.description}"))


@blueprint.route("/method/auth.exchangeSilentAuthToken", methods=["GET", "POST"])
@for_other_origins
def exchange_silent_token() -> Response:
    """Exchange a silent token for an access token, on behalf of the service whose service token is shown."""
    asked = parameters()
    if not asked.get("v"):
        raise ApiError(8, "Invalid request: v (version) is required")
    shared = sandbox()
    with shared.store.read() as session:
        client = silent_tokens.load_service_client(session, asked.get("access_token", ""))
        known = session.get(AuthorizationCode, asked.get("token", ""))
        login = known.login if known else None
    identify(phone=login.phone if login else None, login_id=login.id if login else None)
    mode = mode_for(client)
    check_form(mode)
    try:
        with shared.store.write() as session:
            done = silent_tokens.exchange(session, client, asked, shared.settings, mode)
    except silent_tokens.SilentTokenReusedError as reused:
        with shared.store.write() as session:
            tokens.end_tokens(session, session.get_one(Login, reused.login_id))
        raise
    answer: dict[str, Any] = {
        "access_token": done.access.token,
        "access_token_id": done.access.login_id,
        "user_id": done.access.profile_id,
        "phone": done.account.phone.removeprefix("+"),
        "additional_signup_required": False,
        "is_partial": False,
        "is_service": False,
        "source": 1,
        "source_description": "Silent authentication",
        "expires_in": int(shared.settings.access_token_lifetime_s),
    }
    return jsonify(response={**answer, "email": done.account.email} if done.account.email else answer)


@blueprint.route("/method/<name>", methods=["GET", "POST"])
@for_other_origins
def unknown_method(name: str) -> Response:
    """The rest of VK's API is not here."""
    raise ApiError(3, f"Unknown method passed: {name}")


@blueprint.get("/domain.txt")
@for_other_origins
def domain() -> Response:
    """The domain that VK lives at now: the first thing that `@vkontakte/superappkit` asks."""
    return Response("vk.ru", mimetype="text/plain", headers={"Access-Control-Allow-Origin": "*"})


@blueprint.post("/vkid_sdk_get_config")
@for_other_origins
def sdk_config() -> Response:
    """The web SDK asks whether the page's visitors are to be counted: they are not."""
    return _for_page_with_cookies(jsonify(response={"active": 0, "tracker_id": ""}))


@blueprint.post("/stat_events_vkid_sdk")
@for_other_origins
def sdk_events() -> Response:
    """The web SDK tells what was clicked: the record of requests has it."""
    return _for_page_with_cookies(jsonify(response=1))


def _for_page_with_cookies(answer: Response) -> Response:
    """A page may read the answer to a request with cookies only where its origin is named (Fetch, CORS protocol)."""
    origin = request.headers.get("Origin")
    if origin:
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Access-Control-Allow-Credentials"] = "true"
        answer.headers["Vary"] = "Origin"
    return answer
