"""Certificates of a stand's own: a file with an authority or the server's certificate itself, and who trusts it."""

import base64
import hashlib
import ssl
from contextlib import suppress
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from mock_server.error_texts import describe_os_error


def read_certificates(path: Path) -> list[x509.Certificate]:
    """Returns the certificates of a PEM file. Raises ValueError, whose message says in Russian what is wrong."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"файл {path.name} не прочитать: {describe_os_error(error)}") from error
    try:
        return x509.load_pem_x509_certificates(content)
    except ValueError as error:
        raise ValueError(f"в файле {path.name} нет сертификата в виде PEM (BEGIN CERTIFICATE)") from error


def hash_public_key(certificate: x509.Certificate) -> str:
    """Returns the SHA-256 of the certificate's key in base64, by which Chromium can be told to trust it."""
    key = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


def create_trusting_context(path: Path | None) -> ssl.SSLContext:
    """Returns a context that trusts the usual authorities, this machine's, and those of the file."""
    context = httpx.create_ssl_context()
    context.load_default_certs()
    if path is not None:
        # Stands have certificates that no strict reading of RFC 5280 lets pass, and may name the server's own here.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        with suppress(ssl.SSLError):  # `read_certificates` has found a certificate in it: others may be unreadable
            context.load_verify_locations(path)
    return context
