"""id_tokens: who has signed in, as a signed JWT (RFC 7519). The claims and the key are ours: VK's are not public."""

import json
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from sqlalchemy.orm import Session

from mock_server.model.vk_id import SigningKey
from mock_server.rules import protocol
from mock_server.upserts import insert_new

_ALGORITHM = "ES256"


@dataclass(frozen=True)
class Claims:
    """The claims of an id_token: `profile_id` has signed in to the client `client_id`."""

    profile_id: int
    client_id: str
    expires_at: float


@dataclass(frozen=True)
class Signer:
    """Signs id_tokens, and recognizes its own."""

    issuer: str
    key: ec.EllipticCurvePrivateKey

    def sign(self, claims: Claims, moment: float) -> str:
        """Returns the id_token of these claims, issued at this moment."""
        payload = {
            "iss": self.issuer,
            "sub": str(claims.profile_id),
            "aud": claims.client_id,
            "iat": int(moment),
            "exp": int(claims.expires_at),
            "jti": secrets.token_urlsafe(12),
        }
        return jwt.encode(payload, self.key, _ALGORITHM, headers={"kid": self.public["kid"]})

    def read(self, id_token: str) -> Claims:
        """Returns the claims of an id_token of ours, expired or not. Raises OAuthError for any other text."""
        try:
            payload = jwt.decode(
                id_token,
                self.key.public_key(),
                [_ALGORITHM],
                # The moment depends on the person, who is known only once the token is read.
                options={
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_aud": False,
                    "require": ["sub", "aud", "exp"],
                },
            )
            return Claims(int(payload["sub"]), str(payload["aud"]), float(payload["exp"]))
        except (jwt.InvalidTokenError, ValueError, TypeError) as error:
            raise build_token_error() from error

    @cached_property
    def public(self) -> dict[str, Any]:
        """Returns the public half, as a JSON Web Key (RFC 7517 §4)."""
        jwk: dict[str, Any] = json.loads(ECAlgorithm.to_jwk(self.key.public_key()))
        return {**jwk, "kid": jwk["x"][:16], "use": "sig", "alg": _ALGORITHM}


def build_token_error() -> protocol.OAuthError:
    """Returns the error for an invalid id_token."""
    return protocol.build_invalid_error("id_token", "invalid_id_token", 401)


def load_signer(session: Session, issuer: str) -> Signer:
    """Returns the signer with the database's key, which the first call makes."""
    if session.get(SigningKey, 1) is None:
        insert_new(session, SigningKey, id=1, pem=_new_pem())
    signing_key = session.get_one(SigningKey, 1)
    key = serialization.load_pem_private_key(signing_key.pem.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return Signer(issuer, key)


def _new_pem() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem.decode()
