"""The hosts of this sandbox. A public name that resolves to it may be an attacker's (DNS rebinding)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from mock_server.settings import SandboxSettings

VK_HOSTS = ("vk.ru", "*.vk.ru", "vk.com", "*.vk.com")
"""VK's hosts, whose part the sandbox plays."""
_AUTHORITY = re.compile(
    r"(?:\[(?P<ipv6>[0-9a-f:.]+)\]|(?P<name>(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?))(?::(?P<port>[0-9]{0,5}))?",
    re.IGNORECASE | re.ASCII,
)
_MAX_NAME_CHARS = 253
"""The length of a name (RFC 1035 §2.3.4)."""
_MAX_AUTHORITY_CHARS = 300
_REMEMBERED_HOSTS = 256
"""Hosts that are parsed once: nearly all requests are for the same few."""
_DEFAULT_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True)
class Authority:
    """A host, in lower case and without brackets, and its port; an empty port is the scheme's default."""

    host: str
    port: str

    def with_port(self, scheme: str) -> "Authority":
        """Returns the same host with the port that the scheme implies where none is given."""
        return Authority(self.host, self.port or _DEFAULT_PORTS.get(scheme, ""))


def parse_authority(text: str) -> Authority | None:
    """Parses `host:port` of a Host header or a URL (RFC 9110 §7.2); None where it is malformed."""
    return _parse_authority(text) if len(text) <= _MAX_AUTHORITY_CHARS else None


@lru_cache(_REMEMBERED_HOSTS)
def _parse_authority(text: str) -> Authority | None:
    match = _AUTHORITY.fullmatch(text)
    if match is None:
        return None
    host = (match["ipv6"] or match["name"]).lower()
    if _parse_ip(host) is None if match["ipv6"] else len(host.removesuffix(".")) > _MAX_NAME_CHARS:
        return None
    return Authority(host, match["port"] or "")


def is_served(host: str, settings: SandboxSettings) -> bool:
    """Returns whether requests to this host are for the sandbox.

    It serves the names of this machine, `--host`, `--allow-host`, `--address`, and VK's hosts, for which `--tls` has a
    certificate.
    Beyond loopback it also serves addresses and names without a dot: nobody can register those.
    """
    host = host.removesuffix(".")
    if host.endswith(".localhost") or is_loopback(host):
        return True
    names = (settings.host, *settings.allowed_hosts, *list_public_hosts(settings), *VK_HOSTS)
    if any(_matches(host, name.lower()) for name in names):
        return True
    return not is_loopback(settings.host) and ("." not in host or _parse_ip(host) is not None)


def list_public_hosts(settings: SandboxSettings) -> list[str]:
    """Returns the hosts by which the sites are reached from outside."""
    return [urlsplit(address).hostname or "" for _site, address in settings.public_addresses]


@lru_cache(_REMEMBERED_HOSTS)
def is_loopback(host: str) -> bool:
    """Returns whether only this machine can reach what listens on the host."""
    if host == "localhost":
        return True
    address = _parse_ip(host)
    return address is not None and address.is_loopback


def _parse_ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _matches(host: str, name: str) -> bool:
    return host == name or (name.startswith("*.") and host.endswith(name[1:]))
