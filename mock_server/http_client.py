"""HTTP clients of the suite: they ask the sandbox directly, and other sites through the environment's proxy."""

import os
import ssl
from typing import Any
from urllib.parse import urlsplit

import httpx

from mock_server.error_texts import describe_os_error
from mock_server.http.hosts import is_loopback

_PROXY_VARIABLES = frozenset(["http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy", "auto_proxy"])


def http_client(
    address: str,
    *,
    token: str | None = None,
    proxied: bool = False,
    verify: bool | ssl.SSLContext = True,
    **options: Any,
) -> httpx.Client:
    """Returns a client for the server at `address`; `token` is its bearer token, `options` are httpx's.

    The client asks the sandbox, and a journal that uses it, directly, whatever `HTTP_PROXY` and similar variables say.
    With `proxied` it obeys the environment as other programs do, except for this machine. It checks certificates with
    the usual authorities or those of `SSL_CERT_FILE`; `verify` is another context, or false for no check. Raises
    httpx.ConnectError where there are none, and ValueError or httpx.InvalidURL where `address` is no URL.
    """
    # Loading the authorities takes longer than a request, and plain HTTP does not need them.
    is_https = urlsplit(address).scheme == "https"
    try:
        return httpx.Client(
            headers={"Authorization": f"Bearer {token}"} if token else {},
            trust_env=proxied and not is_loopback_url(address),
            verify=(httpx.create_ssl_context() if verify is True else verify) if is_https else False,
            **options,
        )
    except OSError as error:  # the file of SSL_CERT_FILE is absent, or holds no certificates
        raise httpx.ConnectError(f"SSL_CERT_FILE: {describe_os_error(error)}") from error


def environment_without_proxies() -> dict[str, str]:
    """Returns this process's environment variables without those that name a proxy, for a browser: it obeys them."""
    return {name: value for name, value in os.environ.items() if name.lower() not in _PROXY_VARIABLES}


def is_loopback_url(url: str) -> bool:
    """Returns whether the URL's host is this machine, or the URL has no host at all (`about:blank`, `data:`)."""
    host = urlsplit(url).hostname
    return host is None or host.endswith(".localhost") or is_loopback(host)
