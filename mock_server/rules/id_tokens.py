"""id_tokens: who has signed in, told in a signed JWT (RFC 7519). Ours: the claims and the key, VK's are not public."""

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

_ALGORITHM = "ES256"


@dataclass(frozen=True)
class Claims:
    """What an id_token says: the client `client_id` was told that `profile_id` has signed in."""

    profile_id: int
    client_id: str
    expires_at: float


@dataclass(frozen=True)
class Signer:
    """Signs id_tokens, and knows its own again."""

    issuer: str
    key: ec.EllipticCurvePrivateKey

    def sign(self, claims: Claims, moment: float) -> str:
        """The id_token of these claims, made at this moment."""
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
        """What an id_token of ours says, be it expired or not. Raises OAuthError for any other text."""
        try:
            said = jwt.decode(
                id_token,
                self.key.public_key(),
                [_ALGORITHM],
                # Whose clock is to be looked at is known only once it is read.
                options={
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_aud": False,
                    "require": ["sub", "aud", "exp"],
                },
            )
            return Claims(int(said["sub"]), str(said["aud"]), float(said["exp"]))
        except (jwt.InvalidTokenError, ValueError, TypeError) as error:
            raise refusal() from error

    @cached_property
    def public(self) -> dict[str, Any]:
        """The public half, as a JSON Web Key (RFC 7517 §4)."""
        own: dict[str, Any] = json.loads(ECAlgorithm.to_jwk(self.key.public_key()))
        return {**own, "kid": own["x"][:16], "use": "sig", "alg": _ALGORITHM}


def refusal() -> protocol.OAuthError:
    """The error for an id_token that is not good."""
    return protocol.invalid("id_token", "invalid_id_token", 401)


def signer(session: Session, issuer: str) -> Signer:
    """The signer with the database's key, which is made when it is first asked for."""
    kept = session.get(SigningKey, 1)
    if kept is None:
        kept = SigningKey(id=1, pem=_new_pem())
        session.add(kept)
        session.flush()
    key = serialization.load_pem_private_key(kept.pem.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return Signer(issuer, key)


def _new_pem() -> str:
    own = serialization.PrivateFormat.PKCS8
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(serialization.Encoding.PEM, own, serialization.NoEncryption()).decode()
