"""A journal integrated as real ones are: `@vkontakte/superappkit` in its page, the silent token at its back end."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from pathlib import Path

import httpx
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from flask import Flask, Response, jsonify, render_template, request, send_file, session

from mock_server.client import VkClient


def create_app(sdk: Path, api: str, client: VkClient) -> Flask:
    """`api` is the origin of VK's API; `client` is the journal as VK ID knows it."""
    app = Flask(__name__)
    app.secret_key = "of the tests"

    @app.get("/")
    def messenger() -> str:
        session["state"] = secrets.token_urlsafe(32)
        action = {"name": "login_with_eljour", "token": _journal_token(client.journal_key or "")}
        redirect = {"url": client.redirect_uris[0], "state": session["state"], "action": action}
        return render_template("superappkit.html", app_id=int(client.id), redirect=redirect)

    @app.get("/sdk.js")
    def script() -> Response:
        return send_file(sdk)

    @app.get("/callback")
    def callback() -> Response:
        state = session.pop("state", "")
        if not state or not secrets.compare_digest(state, request.args.get("state", "")):
            return jsonify(refused="state")
        if "error" in request.args:
            return jsonify(refused=request.args["error"])
        payload = json.loads(request.args["payload"])
        form = {"v": "5.241", "token": payload["token"], "uuid": payload["uuid"], "access_token": client.service_token}
        answer = httpx.post(f"{api}/method/auth.exchangeSilentAuthToken", data=form, trust_env=False).json()
        if "error" in answer:
            return jsonify(refused=answer["error"]["error_code"])
        return jsonify(person=answer["response"], shown=payload["user"])

    return app


def _journal_token(key: str) -> str:
    """Returns the journal's signed token, which `login_with_eljour` carries to VK ID."""
    digest, iv, now = hashlib.sha256(key.encode()).digest(), secrets.token_bytes(16), int(time.time())
    claims = json.dumps({"access_token": secrets.token_hex(16), "iat": now, "exp": now + 3600}).encode()
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(digest), modes.CBC(iv)).encryptor()
    encrypted = iv + encryptor.update(padder.update(claims) + padder.finalize()) + encryptor.finalize()
    return base64.b64encode(hmac.digest(digest, encrypted, "sha256") + encrypted).decode()
