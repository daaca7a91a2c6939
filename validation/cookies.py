"""The journal's cookies in a browser, of whatever path: `context.cookies(url)` shows those of the address alone."""

from collections.abc import Iterable

from playwright.sync_api import BrowserContext, Cookie

from automation.addresses import belongs_to_hosts, parse_host


def list_cookies(context: BrowserContext, origins: Iterable[str]) -> list[Cookie]:
    """Returns the cookies that go to the hosts of these origins."""
    hosts = list(map(parse_host, origins))
    return [cookie for cookie in context.cookies() if belongs_to_hosts(cookie.get("domain", ""), hosts)]
