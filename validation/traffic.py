"""What a browser requests, and what the pages of the journal show and store in it."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Page, Request, Response

from automation.addresses import parse_origin, parse_query
from validation.cookies import list_cookies

VK_ID_HOSTS = ("id.vk.ru", "id.vk.com")
_TOKEN_PATHS = ("/oauth2/auth", "/method/auth.exchangeSilentAuthToken")
_STORED = "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"


@dataclass(frozen=True)
class AuthorizationRequest:
    """The journal's request to VK ID, made by the browser: `/authorize`, or `/auth` for a silent token."""

    url: str

    @property
    def params(self) -> dict[str, str]:
        """The parameters of the request."""
        return parse_query(self.url)

    @property
    def state(self) -> str:
        """`state`, which the silent-token flow calls `redirect_state`."""
        return self.params.get("state") or self.params.get("redirect_state", "")


@dataclass
class TrafficLog:
    """What one browser context requested and was shown, from the moment the log is made."""

    context: BrowserContext
    journal: tuple[str, ...]
    """The journal's origins."""
    vk_id: str
    urls: list[str] = field(default_factory=list)
    referers: list[tuple[str, str]] = field(default_factory=list)
    """The address of a request to another site than the journal, and the Referer it carried."""
    authorizations: list[AuthorizationRequest] = field(default_factory=list)
    token_requests: list[str] = field(default_factory=list)
    """Addresses at which the browser itself asked for tokens."""
    pages: list[str] = field(default_factory=list)
    """The text of each page of the journal that was loaded."""
    stored: list[str] = field(default_factory=list)
    """Cookies and storages, as `snapshot` read them."""

    def __post_init__(self) -> None:
        self.context.on("request", self._add_request)
        self.context.on("response", self._add_page)
        self.context.on("requestfinished", self._add_referer)
        self.context.on("requestfailed", self._add_referer)  # a failed request has sent its Referer all the same

    def is_vk_id(self, url: str) -> bool:
        """Returns whether a journal sends the browser to VK ID by this address."""
        parts = urlsplit(url)
        at_vk_id = parts.hostname in VK_ID_HOSTS or parse_origin(url) == parse_origin(self.vk_id)
        return at_vk_id and parts.path in ("/authorize", "/auth")

    def snapshot(self, page: Page) -> None:
        """Adds what the page shows and the browser stores at this moment."""
        for frame in page.frames:
            try:
                if parse_origin(frame.url) in self.journal:
                    self.pages.append(frame.content())
                    self.stored.append(str(frame.evaluate(_STORED)))
            except Error:  # the page is going away
                continue
        cookies = list_cookies(self.context, self.journal)
        self.stored += [f"{cookie['name']}={cookie['value']}" for cookie in cookies]

    def _add_request(self, request: Request) -> None:
        url = request.url
        self.urls.append(url)
        if request.is_navigation_request() and self.is_vk_id(url):
            self.authorizations.append(AuthorizationRequest(url))
        if request.method == "POST" and urlsplit(url).path in _TOKEN_PATHS:
            self.token_requests.append(url)

    def _add_page(self, response: Response) -> None:
        content_type = response.headers.get("content-type", "")
        if parse_origin(response.url) not in self.journal or "html" not in content_type or 300 <= response.status < 400:
            return
        try:
            self.pages.append(response.text())
        except Error:  # the window closed before it was read
            return

    def _add_referer(self, request: Request) -> None:
        if parse_origin(request.url) in self.journal:
            return
        try:
            referer = request.all_headers().get("referer")  # `headers` are those before the page's policy is applied
        except Error:  # the window closed before it was read
            return
        if referer:
            self.referers.append((request.url, referer))
