"""The older way of VK ID, which real journals link by: a silent token, exchanged at VK's API for an access token.

There is no public description of it in full: parameters and answers are those of `@vkontakte/superappkit` and of its
users; refusals that neither describes are ours.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import bindparam, select

from mock_server.clock import now
from mock_server.logins import mask_phone
from mock_server.model.sferum import Profile
from mock_server.model.vk_id import AccessToken, Account, Client, Login
from mock_server.rows import RowQuery, Transaction, insert_row, update_row
from mock_server.rules import accounts, protocol, tokens
from mock_server.rules.errors import RuleError
from mock_server.rules.protocol import LENIENT, ClientError, OAuthError, Strictness
from mock_server.settings import SandboxSettings

ACTIONS = ("login_with_eljour", "login_with_edu_profile")
"""A journal's requests that the person sign in with an educational profile. Both carry the journal's token."""
_SERVICE = RowQuery(select(Client).where(Client.service_token == bindparam("service_token")))


@dataclass
class ApiError(RuleError):
    """An error answer of VK's API: `{"error": {"error_code": …, "error_msg": …}}`."""

    code: int
    message: str


@dataclass
class SilentTokenReusedError(ApiError):
    """A silent token was used again: the caller has to revoke the tokens of its login (`end_tokens`)."""

    login_id: str = ""


@dataclass(frozen=True)
class ExchangedToken:
    """An access token, and the account that it belongs to."""

    access: AccessToken
    account: Account


def start_login(
    transaction: Transaction, client: Client, params: Mapping[str, str], device_id: str, strictness: Strictness
) -> Login:
    """Begins a login for a silent token. Raises ClientError for a request that may not go on."""
    if params.get("response_type") != "silent_token":
        raise ClientError("response_type is missing or invalid")
    if not params.get("uuid"):
        raise ClientError("uuid is missing or invalid")
    _check_action(client, params.get("action", ""), now(transaction, None), strictness)
    try:
        challenge = protocol.read_challenge(params) if "code_challenge" in params else None
    except OAuthError as error:
        raise ClientError(error.description) from error
    return insert_row(
        transaction,
        Login,
        id=secrets.token_urlsafe(16),
        flow="silent_token",
        device_id=device_id,
        client_id=client.id,
        redirect_uri=params["redirect_uri"],
        state=params.get("redirect_state", ""),
        scope=f"{protocol.DEFAULT_SCOPE} phone email",
        code_challenge=challenge,
        uuid=params["uuid"],
        created_at=now(transaction, None),
    )


def build_payload(login: Login, token: str, profile: Profile, settings: SandboxSettings) -> dict[str, Any]:
    """Returns the `payload` that the redirect address gets."""
    return {
        "type": "silent_token",
        "auth": 1,
        "token": token,
        "ttl": int(settings.authorization_code_lifetime_s),
        "uuid": login.uuid,
        "user": {
            "id": profile.id,
            "first_name": profile.first_name,
            "last_name": profile.last_name,
            "avatar": "",
            "phone": mask_phone(login.phone or ""),
        },
    }


def load_service_client(transaction: Transaction, service_token: str) -> Client:
    """Returns the client of this service token. Raises ApiError."""
    client = _SERVICE.scalar(transaction, service_token=service_token) if service_token else None
    if client is None:
        reason = "invalid access_token (4)" if service_token else "no access_token passed"
        raise ApiError(5, f"User authorization failed: {reason}.")
    return client


def exchange(
    transaction: Transaction,
    client: Client,
    params: Mapping[str, str],
    settings: SandboxSettings,
    strictness: Strictness,
) -> ExchangedToken:
    """Exchanges a silent token, once. Raises ApiError; SilentTokenReusedError for one exchanged already."""
    for name in ("token", "uuid"):
        if not params.get(name):
            raise ApiError(100, f"One of the parameters specified was missing or invalid: {name} is undefined")
    found = tokens.lock_code(transaction, params["token"])
    refusal = ApiError(104, "Not found: the silent token is unknown, used or expired")
    if found is None:
        raise refusal
    silent, login, moment = found
    if login.flow != "silent_token" or login.client_id != client.id or login.uuid != params["uuid"]:
        raise refusal
    if silent.redeemed_at is not None:
        raise SilentTokenReusedError(refusal.code, refusal.message, login_id=login.id)
    if moment >= silent.expires_at:
        raise refusal
    _check_verifier(login, params.get("code_verifier", ""), strictness)
    update_row(transaction, silent, redeemed_at=moment)
    account = accounts.load_account(transaction, login.phone)
    assert account is not None, "VK ID ends the tokens of a person that it forgets"
    return ExchangedToken(tokens.issue_access_token(transaction, login, settings, moment), account)


def open_journal_token(token: str, key: str, moment: float) -> dict[str, Any]:
    """Returns the fields of a journal's signed token.

    It is base64 of HMAC-SHA256, IV and AES-256-CBC of JSON, under SHA-256 of the key. Raises ValueError for a token
    that is not the journal's, or expired.
    """
    digest = hashlib.sha256(key.encode()).digest()
    try:
        raw = base64.b64decode(token, validate=True)
    except binascii.Error as error:
        raise ValueError("it is not base64") from error
    signature, sealed = raw[:32], raw[32:]
    if not hmac.compare_digest(hmac.digest(digest, sealed, "sha256"), signature):
        raise ValueError("its signature is wrong")
    fields = json.loads(_decrypt(sealed[:16], sealed[16:], digest))
    if not isinstance(fields, dict) or not isinstance(fields.get("exp"), int | float) or not fields.get("access_token"):
        raise ValueError("it has no access_token or no exp")
    if not moment < fields["exp"]:  # NaN is expired too
        raise ValueError("it is expired")
    return fields


def _check_action(client: Client, action: str, moment: float, strictness: Strictness) -> None:
    """Raises ClientError for an unreadable action, and for a token that is not the journal's."""
    if not action:
        return
    try:
        fields = json.loads(base64.b64decode(action))
        name, token = str(fields["name"]), str(fields.get("token", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ClientError("action is missing or invalid") from error
    strictness.note(f"action {name[:40]}")
    if name not in ACTIONS:
        strictness.note("the sandbox knows nothing of this action: it goes on as without one")
    elif client.journal_key is None:
        strictness.note("the application has no journal_key, so its journal's token was not looked into")
    else:
        try:
            open_journal_token(token, client.journal_key, moment)
        except ValueError as error:
            raise ClientError(f"token of the action is invalid: {error}") from error


def _check_verifier(login: Login, verifier: str, strictness: Strictness) -> None:
    if login.code_challenge is None:
        return
    refusal = ApiError(100, "One of the parameters specified was missing or invalid: code_verifier")
    if verifier:
        if protocol.compute_challenge(verifier) != login.code_challenge:
            raise refusal
    elif strictness.strict:
        raise refusal
    else:
        strictness.note(f"{LENIENT}no code_verifier, though the login began with a code_challenge")


def _decrypt(iv: bytes, sealed: bytes, key: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    unpadder = padding.PKCS7(128).unpadder()
    return unpadder.update(decryptor.update(sealed) + decryptor.finalize()) + unpadder.finalize()
