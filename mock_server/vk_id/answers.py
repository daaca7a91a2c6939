"""The way back to the client: a redirect, or a message to the page of the web SDK that opened VK ID in a window."""

import hashlib
import json
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Response, make_response, redirect, render_template

from mock_server.context import get_sandbox
from mock_server.model.sferum import Profile
from mock_server.model.vk_id import AuthorizationCode, Login
from mock_server.rules import silent_tokens
from mock_server.rules.protocol import OAuthError

REFUSED = OAuthError("access_denied", "User denied access")


@dataclass(frozen=True)
class ReturnAddress:
    """Where the client waits for its answer."""

    redirect_uri: str
    state: str
    popup_origins: list[str] = field(default_factory=list)

    @classmethod
    def from_login(cls, login: Login) -> "ReturnAddress":
        """Returns the address of the client that the login began from."""
        return cls(login.redirect_uri, login.state, login.popup_origins)

    def send_error(self, error: OAuthError) -> Response:
        """Sends the browser back with an error (RFC 6749 §4.1.2.1)."""
        return self._send({"error": error.error, "error_description": error.description})

    def send_code(self, login: Login, code: AuthorizationCode) -> Response:
        """Sends the browser back with an authorization code."""
        return self._send(
            {
                "code": code.code,
                "expires_in": int(get_sandbox().settings.authorization_code_lifetime_s),
                "device_id": login.device_id,
                # What VK makes it of is not known. A second click must get the same answer, to the letter.
                "ext_id": hashlib.sha256(code.code.encode()).hexdigest()[:16],
                "type": "code_v2",
            }
        )

    def send_silent_token(self, login: Login, token: AuthorizationCode, profile: Profile) -> Response:
        """Sends the browser back with a silent token."""
        payload = silent_tokens.build_payload(login, token.code, profile, get_sandbox().settings)
        return self._send({"payload": json.dumps(payload, ensure_ascii=False)})

    def _send(self, answer: dict[str, str | int]) -> Response:
        if self.state:
            answer = {**answer, "state": self.state}
        separator = "&" if "?" in self.redirect_uri else "?"
        url = f"{self.redirect_uri}{separator}{urlencode(answer)}"
        if not self.popup_origins:
            return make_response(redirect(url, 303))
        page = render_template("vk_id/answer.html", answer=answer, origins=self.popup_origins, url=url)
        return make_response(page)
