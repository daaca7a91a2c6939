"""Which application of VK ID a journal is: read from the address to which its connect button leads, and no further."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Request, Route

from automation.addresses import belongs_to_hosts, parse_host, parse_query
from validation.target_draft import AuthorizeRequest

_VK_DOMAINS = (".vk.ru", ".vk.com")
_TIMEOUT_MS = 8_000
_STOP = "<!doctype html><title>VK ID</title>"


class AuthorizeWatch:
    """Watches a browser context for requests to VK ID; what a script asks there is not sent, but for redirects."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self.asks_vk_hosts = False
        """Whether a page asked a host of VK's own."""
        context.on("request", self._note)
        context.route(lambda url: read_authorize(url) is not None, self._stop)

    def press(self, press: Callable[[], None]) -> AuthorizeRequest | None:
        """Presses, and returns what was asked of VK ID then; None where nothing was within a few seconds."""
        try:
            with self._context.expect_event(
                "request", lambda request: read_authorize(request.url) is not None, timeout=_TIMEOUT_MS
            ) as asked:
                press()
        except Error:  # the button leads somewhere else, or is none
            return None
        return read_authorize(asked.value.url)

    def _note(self, request: Request) -> None:
        if is_vk_host(parse_host(request.url)):
            self.asks_vk_hosts = True

    def _stop(self, route: Route) -> None:
        route.fulfill(body=_STOP, content_type="text/html; charset=utf-8")


def read_authorize(address: str) -> AuthorizeRequest | None:
    """Returns what an address asks of VK ID; None where it is no request for an authorization."""
    params = parse_query(address)
    client_id, callback = params.get("client_id") or params.get("app_id", ""), params.get("redirect_uri", "")
    if not client_id.isdigit() or not urlsplit(callback).scheme:
        return None
    is_silent_token = "silent" in params.get("response_type", "") or "uuid" in params
    return AuthorizeRequest(parse_host(address), client_id, callback, is_silent_token, params.get("scope", ""))


def is_vk_host(host: str) -> bool:
    """Returns whether the host is VK's own."""
    return any(belongs_to_hosts(domain, [host]) for domain in _VK_DOMAINS) or host in ("vk.ru", "vk.com")
