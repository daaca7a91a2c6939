"""How the messenger and Sferum sign people in: through VK ID, without a question where it remembers the browser."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request, url_for

from mock_server import oauth_client, sessions
from mock_server.context import get_sandbox
from mock_server.web import identify_request

_TIMEOUT_S = 10.0
_ASTRAY = re.compile(r"[\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Backslashes, and the control characters and line separators that a browser or a header would not keep."""
_MAX_DECODINGS = 5
_MAX_PATH_CHARS = 2000
"""A path is kept in a cookie, which browsers drop when it is larger than 4096 bytes."""
_CLIENT_IDS = {"messenger": oauth_client.MESSENGER_ID, "sferum": oauth_client.SFERUM_ID}


@dataclass
class SignInError(Exception):
    """VK ID did not confirm the sign-in (502), or it was begun in another browser (400)."""

    status: int


@dataclass(frozen=True)
class SignInConfig:
    """How a site signs people in: what it is registered as with VK ID, and its cookie for an attempt."""

    site: str
    client_id: str
    callback_url: str

    @property
    def attempt_cookie(self) -> str:
        """The name of the cookie that holds an attempt: its state, its code verifier, the path to go on to."""
        return f"{self.site}_attempt"


def create_blueprint(after_sign_out: Callable[[], Response]) -> Blueprint:
    """Returns the views by which a site signs people in and out; `after_sign_out` makes the answer to a sign-out.

    The site's own template `not_signed_in.html` is shown when VK ID does not confirm the sign-in.
    """
    blueprint = Blueprint("sign_in", __name__)
    blueprint.add_url_rule("/sign-in", view_func=begin)
    blueprint.add_url_rule("/sign-in/callback", view_func=callback)

    @blueprint.post("/sign-out")
    def sign_out() -> Response:
        """Signs out of the site; VK ID goes on remembering the browser."""
        return sessions.sign_out(_config().site, after_sign_out())

    return blueprint


def begin() -> Response:
    """Sends the browser to VK ID; `then` is the path to go on to afterwards."""
    config, attempt = _config(), oauth_client.AuthorizationAttempt.create()
    url = oauth_client.build_authorize_url(
        get_sandbox().addresses.vk_id, config.client_id, config.callback_url, attempt
    )
    answer = make_response(redirect(url, 303))
    then = ensure_local_path(request.args.get("then", ""))
    value = f"{attempt.state}.{attempt.code_verifier}.{then}"
    sessions.set_cookie(answer, config.attempt_cookie, value)
    return answer


def callback() -> Response:
    """Signs in the profile with which the browser comes back from VK ID."""
    config = _config()
    try:
        profile_id, then = _redeem(config)
    except SignInError as error:
        return make_response(render_template(f"{config.site}/not_signed_in.html"), error.status)
    answer = sessions.sign_in(config.site, profile_id, then)
    answer.delete_cookie(config.attempt_cookie)
    return answer


def require_profile() -> Response | None:
    """Loads the profile signed in, for views that need it; others are sent to VK ID, and come back to the page."""
    if load_profile():
        return None
    then = ensure_local_path(request.full_path.rstrip("?")) if request.method == "GET" else None
    return make_response(redirect(url_for("sign_in.begin", then=then), 303))


def load_profile() -> bool:
    """Loads the profile signed in to the site and its owner's phone into `g`; returns whether there is one."""
    with get_sandbox().store.look() as look:
        found = sessions.find_profile(look, current_app.extensions["site"])
    g.profile, g.phone = found or (None, None)
    identify_request(phone=g.phone)
    return found is not None


def ensure_local_path(text: str) -> str:
    """Returns the text if it is a path of this site, otherwise the path of its first page.

    An address from a request becomes a Location or an href only through this function: browsers drop tabs and line
    breaks, take a backslash for a slash, and the next program to handle the path may decode it once more.
    """
    decoded = text
    for _ in range(_MAX_DECODINGS):
        path = decoded.partition("?")[0]
        if not path.startswith("/") or "//" in path or _ASTRAY.search(decoded):
            return "/"
        before, decoded = decoded, unquote(decoded, errors="replace")
        if decoded == before and len(text) <= _MAX_PATH_CHARS:
            return text
    return "/"


def _redeem(config: SignInConfig) -> tuple[int, str]:
    """Returns the profile that has signed in, and the path to go on to. Raises SignInError."""
    state, _, rest = request.cookies.get(config.attempt_cookie, "").partition(".")
    code_verifier, _, then = rest.partition(".")
    if not state or not secrets.compare_digest(state.encode(), request.args.get("state", "").encode()):
        raise SignInError(400)
    shared = get_sandbox()
    try:
        token = oauth_client.redeem_code(
            shared.caller,
            shared.addresses.vk_id,
            _TIMEOUT_S,
            client_id=config.client_id,
            code=request.args.get("code", ""),
            code_verifier=code_verifier,
            device_id=request.args.get("device_id", ""),
            redirect_uri=config.callback_url,
            state=state,
        )
    except oauth_client.ServiceError as error:
        raise SignInError(502) from error
    return int(token["user_id"]), ensure_local_path(then)


def _config() -> SignInConfig:
    site = current_app.extensions["site"]
    return SignInConfig(site, _CLIENT_IDS[site], f"{getattr(get_sandbox().addresses, site)}/sign-in/callback")
