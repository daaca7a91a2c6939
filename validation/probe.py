"""Whether a server answers at all."""

import httpx

from mock_server.http_client import http_client

PROBE_TIMEOUT_S = 15


def probe_server(address: str, *, proxied: bool, follow_redirects: bool = False) -> httpx.Response:
    """Returns the server's answer, whatever its status is.

    Raises httpx.HTTPError where there is none, ValueError or httpx.InvalidURL where `address` is no URL.
    """
    # Certificates do not matter here: the request carries nothing.
    with http_client(
        address, proxied=proxied, verify=False, timeout=PROBE_TIMEOUT_S, follow_redirects=follow_redirects
    ) as http:
        return http.get(address)
