"""Answers of VK ID on their way back to the application, for whoever tampers with them."""

from urllib.parse import parse_qsl, urlencode, urlsplit


def forged(address: str, **changes: str) -> str:
    """The address with parts of its query replaced."""
    url = urlsplit(address)
    return url._replace(query=urlencode({**dict(parse_qsl(url.query)), **changes})).geturl()
