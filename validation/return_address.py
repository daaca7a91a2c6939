"""The way back from VK ID to the journal: stopping the browser on it, and changing what it carries."""

import string
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit, urlunsplit

from playwright.sync_api import Route, expect

from automation.addresses import parse_query
from pages.windows import Window, get_page
from validation.vendor import Vendor

_STOPPED = "Return intercepted"
_KINDS = (string.digits, "abcdef", "ghijklmnopqrstuvwxyz", "ABCDEF", "GHIJKLMNOPQRSTUVWXYZ")
_NEXT_OF_KIND = str.maketrans("".join(_KINDS), "".join(kind[1:] + kind[0] for kind in _KINDS))


def intercept_return(vendor: Vendor, window: Window, act: Callable[[], None]) -> str:
    """Stops the browser on its way back to the journal; returns the address that VK ID sent it to."""
    returned: list[str] = []

    def stop(route: Route) -> None:
        url = route.request.url
        # A redirect's target is not routed; behind the bridge there are no redirects, and the target is.
        if not vendor.is_return(url):
            url = route.fetch(max_redirects=0).headers.get("location", "")
        returned.append(url)
        route.fulfill(body=f"<!doctype html><title>{_STOPPED}</title><p>{_STOPPED}", content_type="text/html")

    def is_last(url: str) -> bool:
        form = f"{vendor.target.vk_id}/login/"
        return vendor.is_return(url) or (url.startswith(form) and url.endswith(("/consent", "/refusal")))

    context = get_page(window).context
    context.route(is_last, stop)
    act()
    expect(window.get_by_text(_STOPPED)).to_be_visible()
    context.unroute(is_last, stop)
    return returned[0]


def change_params(url: str, **changes: str | None) -> str:
    """Returns the address with parameters changed; None removes one."""
    params = {**parse_query(url), **changes}
    query = urlencode({name: value for name, value in params.items() if value is not None})
    return urlunsplit(urlsplit(url)._replace(query=query))


def near_miss(value: str) -> str:
    """Returns another value of the same first half, length and kinds of characters: a careless comparison takes it."""
    half = len(value) // 2
    return value[:half] + value[half:].translate(_NEXT_OF_KIND)
