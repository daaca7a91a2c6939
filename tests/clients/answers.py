"""Answers of VK ID, tampered with on their way back to the application."""

from urllib.parse import parse_qsl, urlencode, urlsplit


def parse_query(address: str) -> dict[str, str]:
    """Returns the query of an address."""
    return dict(parse_qsl(urlsplit(address).query))


def change_params(address: str, **overrides: str | None) -> str:
    """Returns the address with parameters replaced; None leaves one out."""
    params = {name: value for name, value in (parse_query(address) | overrides).items() if value is not None}
    return urlsplit(address)._replace(query=urlencode(params)).geturl()
