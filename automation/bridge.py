"""The bridge: a browser to which the sandbox is VK itself, at VK's own addresses."""

import html
from urllib.parse import urljoin, urlsplit

import httpx
from playwright.sync_api import BrowserContext, ProxySettings, Request, Route

from mock_server.http_client import http_client, is_loopback_url

BRANDS = ("vk.ru", "vk.com")
VK_ID = "https://id.vk.ru"
"""Where this browser finds VK ID: cookies that the sandbox hands out for VK ID belong here."""

DEAD_PROXY: ProxySettings = {"server": "http://127.0.0.1:9", "bypass": "127.0.0.1,localhost,[::1]"}
"""A proxy for the context of a bridge: whatever routing does not see (the target of a redirect, a WebSocket) goes
nowhere."""

_OF_THE_CONNECTION = frozenset(["connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"])
_KEEPS_METHOD = (307, 308)


class Bridge:
    """A browser context in which every host of `vk.ru` and `vk.com` is the sandbox's VK ID.

    Requests to `https://id.vk.ru`, `https://api.vk.com`, `https://vk.ru/domain.txt` and the like are answered over
    plain HTTP by the sandbox, so that a page with an unmodified web SDK works, in a popup too. `serve` puts an
    application of the test's own behind a made-up `https://` address. Loopback addresses stay what they are; any
    other request is stopped and never leaves this machine.

    Not as with the real hosts: redirects are made by a page that goes on at once, since Playwright's routing does
    not see the target of a real one; cookies go with every request to their host, whatever their SameSite says;
    and Playwright itself answers CORS preflights, always with yes.
    """

    def __init__(self, context: BrowserContext, vk_id: str) -> None:
        self.context = context
        self.foreign_requests: list[str] = []
        """Requests to anywhere else, as `METHOD url`."""
        self._vk_id = vk_id
        self._served: dict[str, str] = {}
        self._http = http_client(vk_id, verify=False, timeout=30)
        context.route("**/*", self._answer)
        context.on("request", self._watch)

    def serve(self, origin: str, address: str) -> None:
        """Answer requests to an origin, such as `https://journal.example`, by the server at a loopback address."""
        self._served[origin] = address

    def forward(self, request: Request) -> httpx.Response:
        """What the server behind the bridge answers: for tests that tamper with the answer on its way."""
        address = self._server_of(request.url)
        if address is None:
            raise ValueError(f"{request.url} is not behind the bridge")
        url = urlsplit(request.url)
        there = f"{address}{url.path or '/'}{f'?{url.query}' if url.query else ''}"
        headers = {name: value for name, value in request.headers.items() if not name.startswith(":")}
        headers["host"] = url.netloc
        cookies = self.context.cookies(request.url)
        if cookies:
            headers["cookie"] = "; ".join(f"{each['name']}={each['value']}" for each in cookies)
        # The jar of cookies is the browser's: the client must have none of its own.
        self._http.cookies.clear()
        return self._http.request(request.method, there, headers=headers, content=request.post_data_buffer)

    def expect_no_foreign_requests(self) -> None:
        """Every request was for somebody who is played here. Raises AssertionError."""
        if self.foreign_requests:
            raise AssertionError(f"requests to hosts that nobody here plays: {', '.join(self.foreign_requests)}")

    def close(self) -> None:
        """Close the connections."""
        self.context.unroute_all(behavior="wait")
        self._http.close()

    def _answer(self, route: Route) -> None:
        request = route.request
        if self._server_of(request.url) is None:
            route.abort("addressunreachable")  # `_watch` has noted it
        elif is_loopback_url(request.url) and not request.is_navigation_request():
            route.continue_()
        else:
            self._fulfill(route)

    def _fulfill(self, route: Route) -> None:
        request = route.request
        try:
            answer = self.forward(request)
        except httpx.HTTPError:
            route.abort("connectionfailed")
            return
        status, headers, body = answer.status_code, _headers(answer, request), answer.content
        if answer.has_redirect_location and request.is_navigation_request():
            if status in _KEEPS_METHOD:
                raise ValueError(f"{request.url}: HTTP {status} asks to send the form again")
            there = urljoin(request.url, answer.headers["location"])
            del headers["location"]
            headers["content-type"] = "text/html; charset=utf-8"
            status, body = 200, f'<meta http-equiv="refresh" content="0;url={html.escape(there)}">'.encode()
        route.fulfill(status=status, headers=headers, body=body)

    def _watch(self, request: Request) -> None:
        """Redirects of requests that are no navigation are not routed: here they are seen all the same."""
        redirected = request.redirected_from is not None and not is_loopback_url(request.url)
        if self._server_of(request.url) is None or redirected:
            self.foreign_requests.append(f"{request.method} {request.url.partition('?')[0]}")

    def _server_of(self, address: str) -> str | None:
        url = urlsplit(address)
        origin, host = f"{url.scheme}://{url.netloc}", url.hostname or ""
        if url.scheme not in ("http", "https"):
            return origin
        if url.scheme == "https" and any(host == brand or host.endswith(f".{brand}") for brand in BRANDS):
            return self._vk_id
        return origin if is_loopback_url(address) else self._served.get(origin)


def _headers(answer: httpx.Response, request: Request) -> dict[str, str]:
    """The answer's headers as Playwright takes them: several cookies in one, a line each."""
    headers: dict[str, str] = {}
    for name, value in answer.headers.multi_items():
        if name not in _OF_THE_CONNECTION:
            headers[name] = f"{headers[name]}\n{value}" if name in headers else value
    if "origin" in request.headers:
        # Playwright would allow every page to read what the server allows none.
        headers.setdefault("access-control-allow-origin", "null")
    return headers
