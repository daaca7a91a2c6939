"""The way to a journal's stand, as its target file describes it: for a browser, and for requests of our own."""

import socket
import ssl
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography import x509
from playwright.sync_api import HttpCredentials

from automation.addresses import parse_origin
from automation.bridge import DEAD_PROXY
from automation.browsers import NetworkRules
from automation.certificates import create_trusting_context, hash_public_key, read_certificates
from automation.target import TargetFile
from mock_server.http_client import http_client

_CONNECT_TIMEOUT_S = 15
_HTTPS_PORT = 443


class _HostsTransport(httpx.HTTPTransport):
    """Finds hosts by a table before it asks DNS; the server and its certificate are asked by their names."""

    def __init__(self, hosts: dict[str, str], verify: ssl.SSLContext | bool) -> None:
        super().__init__(verify=verify)
        self._hosts = hosts

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        name = request.url.raw_host.decode()
        if name in self._hosts:
            request = httpx.Request(
                request.method,
                request.url.copy_with(host=self._hosts[name]),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": name},
            )
        return super().handle_request(request)


def open_stand_client(file: TargetFile, address: str, *, timeout_s: float, verify: bool = True) -> httpx.Client:
    """Returns an HTTP client for a server of the stand. Only the journal's origins get the password of HTTP Basic.

    Raises ValueError or httpx.InvalidURL where `address` is no URL.
    """
    is_https = urlsplit(address).scheme == "https"
    context = create_trusting_context(file.stand.certificate_file) if is_https and verify else False
    options: dict[str, Any] = {"verify": context, "timeout": timeout_s}
    if file.stand.hosts:
        options["transport"] = _HostsTransport(file.stand.hosts, context)
    if file.stand.basic_auth and parse_origin(address) in file.origins:
        options["auth"] = file.stand.basic_auth
    return http_client(address, proxied=file.proxied, **options)


def build_network_rules(file: TargetFile) -> NetworkRules:
    """Returns what a browser must be told at its start: the stand's names, and the keys of its certificates.

    Chromium reads no certificate files, nor all of a system's. It is told the keys of the file's certificates, and of
    those that the journal's origins show and the file, or this machine, makes trusted ones.
    """
    certificates = read_certificates(file.stand.certificate_file) if file.stand.certificate_file else []
    if not file.proxied:
        certificates += filter(None, (_fetch_certificate(file, origin) for origin in file.origins))
    return NetworkRules(dict(file.stand.hosts), tuple(dict.fromkeys(map(hash_public_key, certificates))))


def build_context_options(file: TargetFile) -> dict[str, Any]:
    """Returns Playwright's options of a browser context that visits the journal.

    Playwright gives the password of HTTP Basic to one origin: the journal's.
    """
    credentials: HttpCredentials | None = None
    if file.stand.basic_auth and file.journal:
        username, password = file.stand.basic_auth
        credentials = {"username": username, "password": password, "origin": parse_origin(file.journal)}
    return {"proxy": None if file.bridge is None else DEAD_PROXY, "http_credentials": credentials}


def _fetch_certificate(file: TargetFile, origin: str) -> x509.Certificate | None:
    """Returns the certificate of an https origin, if it is a trusted one."""
    parts = urlsplit(file.resolve_address(origin))
    if parts.scheme != "https" or parts.hostname is None:
        return None
    place = (file.stand.hosts.get(parts.hostname, parts.hostname), parts.port or _HTTPS_PORT)
    context = create_trusting_context(file.stand.certificate_file)
    with (
        suppress(OSError, ValueError),  # the probe of the journal says what is wrong
        socket.create_connection(place, timeout=_CONNECT_TIMEOUT_S) as connection,
        context.wrap_socket(connection, server_hostname=parts.hostname) as encrypted,
    ):
        if content := encrypted.getpeercert(binary_form=True):
            return x509.load_der_x509_certificate(content)
    return None
