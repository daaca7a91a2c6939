"""VK's API host as far as a login needs it, and the calls that VK's SDKs make beside a login."""

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request

from mock_server.context import get_sandbox
from mock_server.http.gate import for_other_origins
from mock_server.recording.secret_names import is_secret
from mock_server.rules import silent_tokens, tokens
from mock_server.rules.protocol import OAuthError
from mock_server.rules.silent_tokens import ApiError
from mock_server.vk_id.request_params import check_form, choose_strictness, read_params
from mock_server.web import identify_login

blueprint = Blueprint("api", __name__)


@blueprint.errorhandler(ApiError)
def api_error(error: ApiError) -> Response:
    """Returns an error in the form of VK's API: with HTTP status 200 and the request's parameters, without secrets."""
    params = [{"key": name, "value": value} for name, value in request.values.items() if not is_secret(name)]
    return jsonify(error={"error_code": error.code, "error_msg": error.message, "request_params": params})


def wrong_request(status: int, reason: str) -> Response:
    """Returns the answer to a request that reaches no view: the gate or a fault stops it, or its path is unknown.

    Ours: the HTTP status names the error, and VK's code is that of a wrong parameter (100), of an unknown method (3) or
    of a failure inside (10).
    """
    code = 10 if status >= 500 else 3 if status in (404, 405) else 100
    error = {"error_code": code, "error_msg": reason, "request_params": list[str]()}
    return make_response(jsonify(error=error), status)


@blueprint.errorhandler(OAuthError)
def unreadable(error: OAuthError) -> Response:
    """Returns the error for a parameter that cannot be read, or for a request that strict mode refuses."""
    return api_error(ApiError(100, f"One of the parameters specified was missing or invalid: {error.description}"))


@blueprint.route("/method/auth.exchangeSilentAuthToken", methods=["GET", "POST"])
@for_other_origins
def exchange_silent_token() -> Response:
    """Exchanges a silent token for an access token, for the service that sends its service token."""
    params = read_params()
    shared = get_sandbox()
    with shared.store.look() as look:
        found = tokens.find_code(look, params.get("token", ""))
        identify_login(found[1] if found else None)
        if not params.get("v"):
            raise ApiError(8, "Invalid request: v (version) is required")
        client = silent_tokens.load_service_client(look, params.get("access_token", ""))
    mode = choose_strictness(client)
    check_form(mode)
    try:
        with shared.store.change() as change:
            exchanged = silent_tokens.exchange(change, client, params, shared.settings, mode)
    except silent_tokens.SilentTokenReusedError as reused:
        with shared.store.change() as change:
            tokens.end_tokens_of_login(change, reused.login_id)
        raise
    answer: dict[str, Any] = {
        "access_token": exchanged.access.token,
        "access_token_id": exchanged.access.login_id,
        "user_id": exchanged.access.profile_id,
        "phone": exchanged.account.phone.removeprefix("+"),
        "additional_signup_required": False,
        "is_partial": False,
        "is_service": False,
        "source": 1,
        "source_description": "Silent authentication",
        "expires_in": int(shared.settings.access_token_lifetime_s),
    }
    return jsonify(response={**answer, "email": exchanged.account.email} if exchanged.account.email else answer)


@blueprint.route("/method/<name>", methods=["GET", "POST"])
@for_other_origins
def unknown_method(name: str) -> Response:
    """Refuses the rest of VK's API, which the sandbox does not play."""
    raise ApiError(3, f"Unknown method passed: {name}")


@blueprint.get("/domain.txt")
@for_other_origins
def domain() -> Response:
    """Returns the domain that VK uses now: the first thing that `@vkontakte/superappkit` asks."""
    return Response("vk.ru", mimetype="text/plain", headers={"Access-Control-Allow-Origin": "*"})


@blueprint.post("/vkid_sdk_get_config")
@for_other_origins
def sdk_config() -> Response:
    """Tells the web SDK not to count the page's visitors."""
    return _for_page_with_cookies(jsonify(response={"active": 0, "tracker_id": ""}))


@blueprint.post("/stat_events_vkid_sdk")
@for_other_origins
def sdk_events() -> Response:
    """Accepts what the web SDK tells about clicks: the record of requests has it."""
    return _for_page_with_cookies(jsonify(response=1))


def _for_page_with_cookies(answer: Response) -> Response:
    """Names the page's origin: only then may it read the answer to a request with cookies (Fetch, CORS protocol)."""
    origin = request.headers.get("Origin")
    if origin:
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Access-Control-Allow-Credentials"] = "true"
        answer.headers["Vary"] = "Origin"
    return answer
