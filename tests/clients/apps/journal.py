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
        wish = {"url": client.redirect_uris[0], "state": session["state"], "action": action}
        return render_template("superappkit.html", app_id=int(client.id), wish=wish)

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
        silent = json.loads(request.args["payload"])
        form = {"v": "5.241", "token": silent["token"], "uuid": silent["uuid"], "access_token": client.service_token}
        answer = httpx.post(f"{api}/method/auth.exchangeSilentAuthToken", data=form, trust_env=False).json()
        if "error" in answer:
            return jsonify(refused=answer["error"]["error_code"])
        return jsonify(person=answer["response"], shown=silent["user"])

    return app


def _journal_token(key: str) -> str:
    """The journal's signed token: what `login_with_eljour` carries to VK ID."""
    digest, iv, moment = hashlib.sha256(key.encode()).digest(), secrets.token_bytes(16), int(time.time())
    held = json.dumps({"access_token": secrets.token_hex(16), "iat": moment, "exp": moment + 3600}).encode()
    padder = padding.PKCS7(128).padder()
    sealer = Cipher(algorithms.AES(digest), modes.CBC(iv)).encryptor()
    sealed = iv + sealer.update(padder.update(held) + padder.finalize()) + sealer.finalize()
    return base64.b64encode(hmac.digest(digest, sealed, "sha256") + sealed).decode()
