"""The addresses of a client of VK ID: where people return to, and the origins whose pages may frame VK ID."""

import re
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from werkzeug.urls import iri_to_uri

_ADDRESS = re.compile(r"(?!(?:javascript|data|vbscript|file|about|blob):)[a-z][a-z0-9+.-]*://[^\s#\\]+", re.IGNORECASE)
_WEB = ("http", "https")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,254}}$){_LABEL}(?:\.{_LABEL})*\.?", re.IGNORECASE)


def is_redirect_uri(text: str) -> bool:
    """Returns whether a browser can go to this address: a web page, or an app with its own scheme."""
    return bool(_ADDRESS.fullmatch(text)) and text.isprintable() and _can_be_followed(text)


def is_origin(text: str) -> bool:
    """Returns whether this is an origin of web pages: scheme, host and perhaps a port, nothing more."""
    scheme, _, rest = text.partition("://")
    return scheme in _WEB and not re.search(r"[/?#@]", rest) and text.isascii() and is_redirect_uri(text)


def _can_be_followed(address: str) -> bool:
    """Checks the host as the code that builds the Location header reads it.

    An app's address may have no host. Where it has one with a port, the same code reads it.
    """
    try:
        parts = urlsplit(iri_to_uri(address))
        host = parts.hostname or ""
        if parts.scheme not in _WEB:
            return True
        if "[" in urlsplit(address).netloc:
            return bool(IPv6Address(host)) and "%" not in host
    except ValueError:  # UnicodeError and AddressValueError are ones too
        return False
    return bool(_HOST.fullmatch(host))
