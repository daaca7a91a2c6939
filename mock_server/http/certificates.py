"""Certificates for a sandbox that speaks TLS: an authority that is kept, and a server's certificate for every start."""

import datetime
import os
import tempfile
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from mock_server.http.hosts import VK_HOSTS

AUTHORITY, KEY, SERVER = "ca.pem", "ca.key", "server.pem"
"""The files in the folder: the authority that clients must trust, its key, the server's certificate with its key."""
_AUTHORITY_LIFETIME = datetime.timedelta(days=3650)
_DAYS_90 = datetime.timedelta(days=90)


def issue_certificate(folder: Path, *hosts: str) -> Path:
    """Makes a certificate for this machine, `hosts` and VK's hosts; returns its file, which holds the key too.

    Makes the authority where the folder has none, so that clients have to trust it only once. Raises OSError; raises
    ValueError where the files in the folder are not an authority's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    authority, key = _load_authority(folder)
    server_key = ec.generate_private_key(ec.SECP256R1())
    names = [_build_name(name) for name in dict.fromkeys((*hosts, "localhost", "127.0.0.1", "::1", *VK_HOSTS))]
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    certificate = (
        _create_builder("Sandbox", authority.subject, server_key.public_key(), _DAYS_90)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(usage, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(folder / SERVER, certificate.public_bytes(serialization.Encoding.PEM) + _pem(server_key))
    return folder / SERVER


def _load_authority(folder: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    if (folder / AUTHORITY).exists():
        return _read_authority(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sandbox authority")])
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        _create_builder("Sandbox authority", subject, key.public_key(), _AUTHORITY_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(folder / KEY, _pem(key))
    _write(folder / AUTHORITY, certificate.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def _read_authority(folder: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    try:
        key = serialization.load_pem_private_key((folder / KEY).read_bytes(), None)
    except (ValueError, TypeError) as error:  # TypeError: a password protects it
        raise ValueError(f"{KEY} — не ключ песочницы") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{KEY} — не ключ песочницы")
    try:
        return x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes()), key
    except ValueError as error:
        raise ValueError(f"{AUTHORITY} — не сертификат песочницы") from error


def _create_builder(
    name: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey, lifetime: datetime.timedelta
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + lifetime)
    )


def _build_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, content: bytes) -> None:
    """Writes a file that only its owner can read, whole at once: another process may be writing or reading it."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")
    try:
        with os.fdopen(descriptor, "wb") as unfinished:
            unfinished.write(content)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
