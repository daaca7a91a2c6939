"""The token in `login_with_eljour`, by which a journal proves that the teacher is its own."""

import base64
import hashlib
import hmac
import json
import secrets
import time

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

_LIFETIME_S = 3600


def create_journal_token(key: str) -> str:
    """Creates a token: base64 of HMAC-SHA256, IV and AES-256-CBC of JSON, under the SHA-256 of the journal's key."""
    digest, now = hashlib.sha256(key.encode()).digest(), int(time.time())
    claims = {"access_token": secrets.token_urlsafe(24), "iat": now, "exp": now + _LIFETIME_S}
    padder = PKCS7(128).padder()
    padded = padder.update(json.dumps(claims).encode()) + padder.finalize()
    iv = secrets.token_bytes(16)
    encryptor = Cipher(algorithms.AES256(digest), modes.CBC(iv)).encryptor()
    encrypted = iv + encryptor.update(padded) + encryptor.finalize()
    return base64.b64encode(hmac.digest(digest, encrypted, "sha256") + encrypted).decode()
