"""Parameters of a journal's addresses that say where to go next, and what becomes of a foreign address in them."""

import mimetypes
from collections.abc import Callable, Iterable
from urllib.parse import urlencode, urlsplit, urlunsplit

from automation.addresses import parse_query
from validation.vendor import Vendor

_NAMES = {
    *("next", "next_url", "return", "return_to", "return_url", "returnto", "returnurl", "redirect", "redirect_to"),
    *("redirect_url", "redirecturl", "continue", "back", "back_url", "backurl", "callback_url", "goto", "go", "dest"),
    *("destination", "target", "forward", "from", "to", "url", "r", "u"),
}


def find_params(
    vendor: Vendor, urls: Iterable[str], matches: Callable[[str, str], bool] = lambda _name, _value: True
) -> list[tuple[str, str]]:
    """Returns addresses of the journal, each with a parameter whose name and value match; each of a path once."""
    found: dict[tuple[str, str], str] = {}
    for url in urls:
        if not vendor.is_journal(url) or vendor.is_return(url):
            continue
        for name, value in {**parse_query(url), **_parse_route(url)}.items():
            if matches(name, value):
                found.setdefault((urlsplit(url).path, name), url)
    return [(url, name) for (_, name), url in found.items()]


def is_asset(url: str) -> bool:
    """Returns whether the address is that of a style, a script, a picture or a font: its parameters tell nobody."""
    kind = mimetypes.guess_type(urlsplit(url).path)[0] or ""
    return kind.startswith(("image/", "font/", "text/css")) or kind.endswith("javascript")


def find_next_params(vendor: Vendor, urls: Iterable[str]) -> list[tuple[str, str]]:
    """Returns addresses of the journal, each with the parameter that says where to go next; each path once."""

    def says_where(name: str, value: str) -> bool:
        return value.startswith("/") or vendor.is_journal(value) or (name.lower() in _NAMES and "/" in value)

    return find_params(vendor, urls, says_where)


def change_param(url: str, name: str, value: str) -> str:
    """Returns the address with another value of the parameter, which may be after the # as well."""
    parts, of_route = urlsplit(url), _parse_route(url)
    if name in of_route:
        path = parts.fragment.partition("?")[0]
        return urlunsplit(parts._replace(fragment=f"{path}?{urlencode({**of_route, name: value})}"))
    return urlunsplit(parts._replace(query=urlencode({**parse_query(url), name: value})))


def lead_abroad(url: str, name: str, origin: str) -> list[str]:
    """Returns the address with the parameter leading to another site, in the ways that careless checks let pass."""
    host = origin.partition("//")[2]
    values = (f"{origin}/", f"//{host}/", f"/\\{host}/")
    return [change_param(url, name, value) for value in values]


def _parse_route(url: str) -> dict[str, str]:
    """Returns the parameters of a route that is after the #, as single pages have it: `/#/chats?error=…`."""
    return parse_query(urlsplit(url).fragment)
