"""The bridge: a browser in which the sandbox answers at VK's own addresses."""

import base64
import html
from urllib.parse import urljoin, urlsplit

import httpx
from playwright.sync_api import BrowserContext, HttpCredentials, ProxySettings, Request, Route

from automation.addresses import parse_origin
from mock_server.http_client import http_client, is_loopback_url

BRANDS = ("vk.ru", "vk.com")
VK_ID = "https://id.vk.ru"
"""The address of VK ID in this browser: cookies that the sandbox makes for VK ID belong to it."""

DEAD_PROXY: ProxySettings = {"server": "http://127.0.0.1:9", "bypass": "127.0.0.1,localhost,[::1]"}
"""A proxy for the context of a bridge, at which nobody answers: it stops what routing does not see (the target of a
redirect, a WebSocket)."""

_CONNECTION_HEADERS = frozenset(["connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"])
_METHOD_KEEPING_STATUSES = (307, 308)
_ANSWER_TIMEOUT_S = 30
_REDIRECT_MARK = "data-bridge-redirect"


class Bridge:
    """A browser context in which every host of `vk.ru` and `vk.com` is the sandbox's VK ID.

    The sandbox answers requests to `https://id.vk.ru`, `https://api.vk.com`, `https://vk.ru/domain.txt` and the like
    over plain HTTP, so a page with an unmodified web SDK works, in a popup too. `serve` puts an application of the
    test behind a made-up `https://` address. Loopback addresses stay what they are. Any other request is stopped and
    never leaves this machine.

    Differences from the real hosts: a redirect is a page that goes to the target by itself, because Playwright's
    routing does not see the target of a real one; cookies go with every request to their host, whatever their
    SameSite; Playwright itself answers CORS preflights, and always allows the request.
    """

    def __init__(self, context: BrowserContext, vk_id: str, credentials: HttpCredentials | None = None) -> None:
        self.context = context
        self.foreign_requests: list[str] = []
        """Requests to all other hosts, as `METHOD url`, without the query."""
        self._vk_id = vk_id
        self._credentials = credentials
        """HTTP Basic before an origin, which routing keeps Playwright from answering."""
        self._addresses: dict[str, str] = {}
        self._http = http_client(vk_id, verify=False, timeout=_ANSWER_TIMEOUT_S)
        context.route("**/*", self._answer)
        context.on("request", self._record_foreign)

    def serve(self, origin: str, address: str) -> None:
        """Sends requests to an origin, such as `https://journal.example`, to the server at a loopback address."""
        self._addresses[parse_origin(origin)] = address

    def forward(self, request: Request) -> httpx.Response:
        """Returns the answer of the server behind the bridge.

        Tests use it to tamper with an answer on its way. Raises ValueError for a request to another host.
        """
        address = self._server_of(request.url)
        if address is None:
            raise ValueError(f"{request.url} is not behind the bridge")
        url = urlsplit(request.url)
        target = f"{address}{url.path or '/'}{f'?{url.query}' if url.query else ''}"
        headers = {name: value for name, value in request.headers.items() if not name.startswith(":")}
        headers["host"] = url.netloc
        cookies = self.context.cookies(request.url)
        if cookies:
            headers["cookie"] = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
        if self._credentials and self._credentials.get("origin") == parse_origin(request.url):
            headers["authorization"] = encode_basic(self._credentials["username"], self._credentials["password"])
        # Cookies are kept by the browser: the client must send none of its own.
        self._http.cookies.clear()
        return self._http.request(request.method, target, headers=headers, content=request.post_data_buffer)

    def expect_no_foreign_requests(self) -> None:
        """Raises AssertionError if a request was sent to another host."""
        if self.foreign_requests:
            raise AssertionError(
                f"requests to hosts that are not behind the bridge: {', '.join(self.foreign_requests)}"
            )

    def close(self) -> None:
        """Closes the connections."""
        self.context.unroute_all(behavior="wait")
        self._http.close()

    def _answer(self, route: Route) -> None:
        request = route.request
        if self._server_of(request.url) is None:
            route.abort("addressunreachable")  # `_record_foreign` has recorded it
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
        status, headers, body = answer.status_code, _build_headers(answer, request), answer.content
        if answer.has_redirect_location and request.is_navigation_request():
            if status in _METHOD_KEEPING_STATUSES:
                raise ValueError(f"{request.url}: HTTP {status} means to send the form again")
            target = urljoin(request.url, answer.headers["location"])
            del headers["location"]
            headers |= {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
            page = f'<meta {_REDIRECT_MARK}="" http-equiv="refresh" content="0;url={html.escape(target)}">'
            status, body = 200, page.encode()
        route.fulfill(status=status, headers=headers, body=body)

    def _record_foreign(self, request: Request) -> None:
        """Records a request to another host, and a redirect that is not a navigation, which routing does not see."""
        redirected = request.redirected_from is not None and not is_loopback_url(request.url)
        if self._server_of(request.url) is None or redirected:
            self.foreign_requests.append(f"{request.method} {request.url.partition('?')[0]}")

    def _server_of(self, address: str) -> str | None:
        url = urlsplit(address)
        origin, host = parse_origin(address), url.hostname or ""
        if url.scheme not in ("http", "https"):
            return f"{url.scheme}://{url.netloc}"
        if url.scheme == "https" and any(host == brand or host.endswith(f".{brand}") for brand in BRANDS):
            return self._vk_id
        return origin if is_loopback_url(address) else self._addresses.get(origin)


def is_redirect_page(text: str) -> bool:
    """Returns whether this is the page that a bridge makes of a redirect, as it was sent or as the browser has it."""
    return text.removeprefix("<html><head>").startswith(f'<meta {_REDIRECT_MARK}=""')


def encode_basic(username: str, password: str) -> str:
    """Returns the header of HTTP Basic (RFC 7617 §2)."""
    return f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"


def _build_headers(answer: httpx.Response, request: Request) -> dict[str, str]:
    """Returns the answer's headers in the form of Playwright: several cookies are the lines of one header."""
    headers: dict[str, str] = {}
    for name, value in answer.headers.multi_items():
        if name not in _CONNECTION_HEADERS:
            headers[name] = f"{headers[name]}\n{value}" if name in headers else value
    if "origin" in request.headers:
        # Without it Playwright would let every page read an answer that the server lets no page read.
        headers.setdefault("access-control-allow-origin", "null")
    return headers
