"""A journal that links by the silent-token flow: what `@vkontakte/superappkit` and its back end send."""

import base64
import hashlib
import hmac
import json
import os
import time
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from automation.http_login import AuthorizationResponse, ClientApp
from tests.oauth_user import OAuthUser

KEY = "journal-key"


class Journal:
    """A journal with a service token, as `@vkontakte/superappkit` and the journal's back end speak for it."""

    def __init__(self, oauth_user: OAuthUser, **body: Any) -> None:
        self.service_token = f"service-{oauth_user.profile_id}-{uuid4()}"
        self.app: ClientApp = oauth_user.create_app(service_token=self.service_token, **body)
        self.oauth_user = oauth_user
        self.uuid = str(uuid4())
        self.method = "POST"

    def url(self, **change: str | None) -> str:
        """Where superappkit 1.62.0 sends the browser."""
        query = {
            "app_id": self.app.client_id,
            "response_type": "silent_token",
            "v": "1.62.0",
            "redirect_uri": self.app.redirect_uri,
            "uuid": self.uuid,
            "action": action("login_with_eljour", journal_token()),
            "redirect_state": "state of the journal",
            **change,
        }
        return f"{self.app.vk_id}/auth?{urlencode({name: value for name, value in query.items() if value is not None})}"

    def pass_screens(self, **change: str | None) -> AuthorizationResponse:
        return self.oauth_user.pass_screens(self.url(**change), self.app.redirect_uri)

    def silent_token(self, **change: str | None) -> str:
        return str(json.loads(self.pass_screens(**change).params["payload"])["token"])

    def exchange(self, silent: str, **change: str | None) -> dict[str, Any]:
        """Ask VK's API for an access token. Its answers have HTTP status 200 whatever they say."""
        form = {"v": "5.131", "token": silent, "uuid": self.uuid, "access_token": self.service_token, **change}
        sent = {name: value for name, value in form.items() if value is not None}
        where = f"{self.app.vk_id}/method/auth.exchangeSilentAuthToken"
        with_them = {"params": sent} if self.method == "GET" else {"data": sent}
        answer = self.oauth_user.http.request(self.method, where, **with_them)  # type: ignore[arg-type]
        assert answer.status_code == 200
        return dict(answer.json())

    def refusal(self, silent: str, **change: str | None) -> int:
        """The code of the error that the exchange ends with."""
        response = self.exchange(silent, **change)
        assert set(response) == {"error"}
        assert silent not in json.dumps(response["error"]["request_params"])
        return int(response["error"]["error_code"])


def action(name: str, token: str) -> str:
    return base64.b64encode(json.dumps({"name": name, "token": token}).encode()).decode()


def journal_token(key: str = KEY, **change: object) -> str:
    """What a journal signs for its teacher: base64 of HMAC-SHA256, IV, AES-256-CBC of JSON."""
    now = int(time.time())
    claims = {"access_token": "of the journal", "iat": now, "exp": now + 3600, **change}
    digest, iv = hashlib.sha256(key.encode()).digest(), os.urandom(16)
    padder, sealer = padding.PKCS7(128).padder(), Cipher(algorithms.AES(digest), modes.CBC(iv)).encryptor()
    padded = padder.update(json.dumps(claims).encode()) + padder.finalize()
    sealed = iv + sealer.update(padded) + sealer.finalize()
    return base64.b64encode(hmac.digest(digest, sealed, "sha256") + sealed).decode()
