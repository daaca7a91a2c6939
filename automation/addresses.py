"""Addresses as browsers write them (the URL standard of WHATWG), so that two spellings of one address are equal."""

import re
import socket
from collections.abc import Iterable
from ipaddress import AddressValueError, IPv6Address
from itertools import takewhile
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

import idna

_DEFAULT_PORTS = {"http": 80, "https": 443}
_IN_QUERY = "%!$&()*+,/:;=?@[]~\\"
"""What a browser does not encode in a query."""
_IN_PATH = f"{_IN_QUERY}'"
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_SPACES = "".join(map(chr, range(0x21)))
_IPV4_LIKE = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)\.?")


def normalize_address(address: str) -> str:
    """Returns the address as a browser requests it, without user name and fragment.

    Scheme and host are in lower case, the host in punycode, a default port and dot segments are gone, the path and the
    query are percent-encoded. An app's address with a scheme of its own stays as it is.
    """
    text = re.sub(r"[\t\n\r]", "", address.strip(_SPACES)).partition("#")[0]
    try:
        parts = _split(text)
        origin = _format_origin(parts)
    except ValueError:
        return text
    if not origin:
        return text
    query = f"?{_encode(parts.query, _IN_QUERY)}" if "?" in text else ""
    return f"{origin}{_remove_dot_segments(_encode(parts.path, _IN_PATH))}{query}"


def parse_origin(address: str) -> str:
    """Returns scheme, host and port as a browser writes them; it is empty where the address has no host on the web."""
    try:
        return _format_origin(_split(address.strip(_SPACES)))
    except ValueError:
        return ""


def parse_host(address: str) -> str:
    """Returns the host as a browser writes it, without brackets; it is empty where there is none."""
    return urlsplit(parse_origin(address)).hostname or ""


def parse_query(address: str) -> dict[str, str]:
    """Returns the parameters of an address."""
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))


def normalize_host(host: str) -> str:
    """Returns the host as a browser writes it: in lower case, in punycode, an IP address in its usual form."""
    name = unquote(host).lower()
    if ":" in name:
        try:
            return f"[{IPv6Address(name).compressed}]"
        except AddressValueError:
            return f"[{name}]"
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, transitional=False).decode()
        except idna.IDNAError:
            return name
    return _read_ipv4(name) or name


def is_answer_to(callback: str, address: str) -> bool:
    """Returns whether the address is the redirect address with something in its query that VK ID has added."""
    base = normalize_address(callback)
    start = f"{base}{'&' if '?' in base else '?'}"
    return normalize_address(address).startswith(start)


def find_common_parent(host: str, other: str) -> str:
    """Returns the narrowest domain of both: school.test of app.school.test and api.school.test; "" of strangers."""
    pairs = zip(reversed(host.split(".")), reversed(other.split(".")), strict=False)
    return ".".join(reversed([label for label, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]))


def is_same_site(first: str, second: str) -> bool:
    """Returns whether a browser sends SameSite cookies of one address to the other (RFC 6265bis §5.2).

    Without the public suffix list two hosts of a registry such as `spb.ru` count as one site.
    """
    return _parse_site(first) == _parse_site(second)


def belongs_to_hosts(domain: str, hosts: Iterable[str]) -> bool:
    """Returns whether a cookie of this domain goes to one of the hosts (RFC 6265bis §5.1.3)."""
    name = domain.removeprefix(".").strip("[]")
    return any(host == name or (domain.startswith(".") and host.endswith(domain)) for host in hosts)


def _split(text: str) -> SplitResult:
    scheme, colon, rest = text.partition(":")
    if scheme.lower() in _DEFAULT_PORTS and colon:
        before_query, mark, query = rest.partition("?")
        text = f"{scheme}:{before_query.replace(chr(92), '/')}{mark}{query}"
    return urlsplit(text)


def _format_origin(parts: SplitResult) -> str:
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return ""
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{normalize_host(parts.hostname)}{port}"


def _read_ipv4(name: str) -> str | None:
    """Returns the address that `127.1` and the like stand for."""
    if not _IPV4_LIKE.fullmatch(name):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(name.removesuffix(".")))
    except OSError:
        return None


def _parse_site(address: str) -> str:
    parts = urlsplit(parse_origin(address))
    host = parts.hostname or ""
    is_ip_address = ":" in host or bool(_IPV4_LIKE.fullmatch(host))
    return f"{parts.scheme}://{host if is_ip_address else '.'.join(host.rstrip('.').split('.')[-2:])}"


def _encode(text: str, left_alone: str) -> str:
    encoded = quote(text, safe=left_alone)
    return _ESCAPE.sub(lambda match: match[0].upper(), encoded)


def _remove_dot_segments(path: str) -> str:
    segments: list[str] = []
    *inner, last = path.removeprefix("/").split("/")
    for segment in inner:
        _add_segment(segments, segment)
    if not _add_segment(segments, last):
        segments.append("")
    return f"/{'/'.join(segments)}"


def _add_segment(segments: list[str], segment: str) -> bool:
    """Adds the segment, unless it is a dot or two; returns whether it has."""
    dots = segment.upper().replace("%2E", ".")
    if dots == ".." and segments:
        segments.pop()
    if dots in (".", ".."):
        return False
    segments.append(segment)
    return True
