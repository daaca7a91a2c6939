"""The journal's cookies in a browser, of whatever path: `context.cookies(url)` shows those of the address alone."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from playwright.sync_api import BrowserContext, Cookie, Route

from automation.addresses import belongs_to_hosts, parse_host, parse_origin

_READ_ONLY = {"partitionKey"}


def add_cookies(context: BrowserContext, cookies: Iterable[Cookie]) -> None:
    """Puts the cookies, as a browser had them, into another one."""
    params: list[Any] = [
        {name: value for name, value in cookie.items() if name not in _READ_ONLY} for cookie in cookies
    ]
    context.add_cookies(params)


def list_cookies(context: BrowserContext, origins: Iterable[str]) -> list[Cookie]:
    """Returns the cookies that go to the hosts of these origins."""
    hosts = list(map(parse_host, origins))
    return [cookie for cookie in context.cookies() if belongs_to_hosts(cookie.get("domain", ""), hosts)]


def list_strict_cookies(context: BrowserContext, origins: Iterable[str]) -> list[Cookie]:
    """Returns those that no browser sends when another site leads to the journal (RFC 6265bis §5.6.7)."""
    return [cookie for cookie in list_cookies(context, origins) if cookie.get("sameSite") == "Strict"]


def format_names(cookies: Iterable[Cookie]) -> str:
    """Returns the names of cookies for a report."""
    return ", ".join(sorted({cookie.get("name", "") for cookie in cookies}))


def withhold_strict_cookies(
    context: BrowserContext, origins: tuple[str, ...], is_return: Callable[[str], bool]
) -> list[Cookie]:
    """Keeps the Strict cookies back from the next return of the browser; returns them.

    The return and the redirects that follow it go without them. What the journal's own pages request from then on has
    them again: as for a browser that comes from another site, where this one comes from the same.
    """
    withheld = list_strict_cookies(context, origins)
    for cookie in withheld:
        context.clear_cookies(name=cookie.get("name"), domain=cookie.get("domain"), path=cookie.get("path"))
    has_returned = False

    def give_back(route: Route) -> None:
        nonlocal has_returned
        if has_returned:
            _add_missing(context, withheld)
        has_returned = has_returned or is_return(route.request.url)
        route.fallback()

    # Routing sees no redirect. It stays until the context ends: its windows may close at any moment.
    context.route(lambda url: parse_origin(url) in origins, give_back)
    return list(withheld)


def _add_missing(context: BrowserContext, withheld: list[Cookie]) -> None:
    """Adds the cookies that the journal has not set anew."""
    if not withheld:
        return
    present = {_key(cookie) for cookie in context.cookies()}
    missing = [cookie for cookie in withheld if _key(cookie) not in present]
    withheld.clear()
    context.add_cookies(cast(Any, missing))


def _key(cookie: Cookie) -> tuple[str | None, ...]:
    return cookie.get("name"), cookie.get("domain"), cookie.get("path")
