"""Answers of VK ID, tampered with on their way back to the application."""

from urllib.parse import parse_qsl, urlencode, urlsplit


def forged(address: str, **changes: str) -> str:
    """Returns the address with parameters replaced."""
    url = urlsplit(address)
    return url._replace(query=urlencode({**dict(parse_qsl(url.query)), **changes})).geturl()
