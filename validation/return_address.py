"""The way back from VK ID to the journal: stopping the browser on it, and changing what it carries."""

import re
import string
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlencode, urlsplit, urlunsplit

from playwright.sync_api import BrowserContext, Error, Route, expect

from automation.addresses import parse_query
from pages.windows import Window
from validation.vendor import Vendor

_STOPPED = "Return intercepted"
_KINDS = (string.digits, "abcdef", "ghijklmnopqrstuvwxyz", "ABCDEF", "GHIJKLMNOPQRSTUVWXYZ")
_NEXT_OF_KIND = str.maketrans("".join(_KINDS), "".join(kind[1:] + kind[0] for kind in _KINDS))
_CANDIDATE = re.compile(r"\?|/(consent|refusal)$")
"""What the browser asks Python about: every return has a query; the rest goes its way without a detour."""


class ReturnInterceptor:
    """Stops a browser on its way back to the journal, while it is armed.

    Its one route is made when it is first needed: with a route, a browser has no cache, and asks for each style sheet
    again. It is never removed: that breaks off where a window of the context closes by itself meanwhile.
    """

    def __init__(self, vendor: Vendor, context: BrowserContext) -> None:
        self._vendor = vendor
        self._context = context
        self._is_armed = False
        self._is_routed = False
        self._returned: list[str] = []

    def intercept(self, window: Window, act: Callable[[], None]) -> str:
        """Does the act that brings the browser back; returns the address that VK ID sent it to."""
        self._returned.clear()
        self._add_route()
        self._is_armed = True
        try:
            act()
            expect(window.get_by_text(_STOPPED)).to_be_visible()
        finally:
            self._is_armed = False
        return self._returned[0]

    def _add_route(self) -> None:
        """Adds the route, unless it is there; once more where a window that closed meanwhile has broken it off."""
        if self._is_routed:
            return
        self._is_routed = True
        try:
            self._context.route(_CANDIDATE, self._answer)
        except Error:
            self._context.route(_CANDIDATE, self._answer)

    def _answer(self, route: Route) -> None:
        with suppress(Error):  # the window has closed, and its request with it
            if self._is_armed and self._is_last(route.request.url):
                self._stop(route)
            else:
                route.fallback()

    def _stop(self, route: Route) -> None:
        url = route.request.url
        # A redirect's target is not routed; behind the bridge there are no redirects, and the target is.
        if not self._vendor.is_return(url):
            url = route.fetch(max_redirects=0).headers.get("location", "")
        self._returned.append(url)
        route.fulfill(body=f"<!doctype html><title>{_STOPPED}</title><p>{_STOPPED}", content_type="text/html")

    def _is_last(self, url: str) -> bool:
        """Returns whether VK ID answers the request by sending the browser back, or it is that return."""
        form = f"{self._vendor.target.vk_id}/login/"  # by VK ID's names in life nothing may be fetched
        return self._vendor.is_return(url) or (url.startswith(form) and url.endswith(("/consent", "/refusal")))


def change_params(url: str, **changes: str | None) -> str:
    """Returns the address with parameters changed; None removes one."""
    params = {**parse_query(url), **changes}
    query = urlencode({name: value for name, value in params.items() if value is not None})
    return urlunsplit(urlsplit(url)._replace(query=query))


def near_miss(value: str) -> str:
    """Returns another value of the same first half, length and kinds of characters: a careless comparison takes it."""
    half = len(value) // 2
    return value[:half] + value[half:].translate(_NEXT_OF_KIND)
