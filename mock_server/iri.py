"""Addresses with letters other than ASCII, in the form in which HTTP carries them."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

_FOREIGN = re.compile(r"[^\x00-\x7f]+")


def encode_iri(address: str) -> str:
    """Returns the URI of an IRI: percent-encoded UTF-8, a punycode host (RFC 3987 §3.1); ASCII stays as it is.

    Raises ValueError where the host cannot be encoded.
    """
    if address.isascii():
        return address
    parts = urlsplit(address)
    host, colon, port = parts.netloc.partition(":")  # an IPv6 address is ASCII: of it nothing changes
    netloc = host if host.isascii() else host.encode("idna").decode()
    return _FOREIGN.sub(lambda letters: quote(letters[0]), urlunsplit(parts._replace(netloc=f"{netloc}{colon}{port}")))
