"""How the messenger and Sferum sign people in: through VK ID, at once where it remembers the browser."""

import re
import secrets
from dataclasses import dataclass
from urllib.parse import unquote

from flask import Response, make_response, redirect, request

from mock_server import oauth_client
from mock_server.context import sandbox

_TIMEOUT_S = 10.0
_ASTRAY = re.compile(r"[\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Backslashes, and the control characters and line separators that a browser or a header would not keep."""
_DECODINGS = 5
_LONGEST_PATH = 2000
"""A path is kept in a cookie, which browsers drop when it is larger than 4096 bytes."""


@dataclass
class SignInError(Exception):
    """VK ID did not confirm the sign-in (502), or it was begun in another browser (400)."""

    status: int


@dataclass(frozen=True)
class Door:
    """A site's way in: the name of its cookie for an attempt, and what it is registered as with VK ID."""

    cookie: str
    client_id: str
    origin: str

    @property
    def callback_url(self) -> str:
        """The redirect address, as registered."""
        return f"{self.origin}/sign-in/callback"


def begin(door: Door, then: str) -> Response:
    """Off to VK ID; `then` is the path to go on to afterwards."""
    attempt = oauth_client.Attempt.new()
    url = oauth_client.authorize_url(sandbox().addresses.vk_id, door.client_id, door.callback_url, attempt)
    answer = make_response(redirect(url, 303))
    kept = f"{attempt.state}.{attempt.code_verifier}.{then}"
    answer.set_cookie(door.cookie, kept, httponly=True, samesite="Lax")
    return answer


def finish(door: Door) -> tuple[int, str]:
    """Back from VK ID: the profile that signed in, and the path to go on to. Raises SignInError."""
    state, _, rest = request.cookies.get(door.cookie, "").partition(".")
    code_verifier, _, then = rest.partition(".")
    if not state or not secrets.compare_digest(state.encode(), request.args.get("state", "").encode()):
        raise SignInError(400)
    shared = sandbox()
    try:
        token = oauth_client.redeem(
            shared.http,
            shared.addresses.vk_id,
            _TIMEOUT_S,
            client_id=door.client_id,
            code=request.args.get("code", ""),
            code_verifier=code_verifier,
            device_id=request.args.get("device_id", ""),
            redirect_uri=door.callback_url,
            state=state,
        )
    except (oauth_client.ServiceUnavailableError, oauth_client.ServiceRefusedError) as error:
        raise SignInError(502) from error
    return int(token["user_id"]), local_path(then)


def local_path(text: str) -> str:
    """Returns the text if it is a path of this very site, otherwise the path of its first page.

    An address from a request becomes a Location or an href only through this function: browsers drop tabs and line
    breaks, take a backslash for a slash, and whoever handles the path next may decode it once more.
    """
    decoded = text
    for _ in range(_DECODINGS):
        path = decoded.partition("?")[0]
        if not path.startswith("/") or "//" in path or _ASTRAY.search(decoded):
            return "/"
        before, decoded = decoded, unquote(decoded, errors="replace")
        if decoded == before and len(text) <= _LONGEST_PATH:
            return text
    return "/"
