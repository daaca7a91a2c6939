"""What a browser requests, and what the pages of the journal show and store in it."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, Response

from automation.addresses import parse_origin, parse_query
from automation.bridge import is_redirect_page
from validation.catalogue import BilingualText
from validation.cookies import list_cookies

VK_ID_HOSTS = ("id.vk.ru", "id.vk.com")
_TOKEN_PATHS = ("/oauth2/auth", "/method/auth.exchangeSilentAuthToken")
_TEXTS = ("text/", "json", "javascript", "xml")
_STORED = "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"


def is_at_vk_id(url: str, vk_id: str) -> bool:
    """Returns whether the address is VK ID's, by the names that it has in life or at the sandbox's address."""
    return urlsplit(url).hostname in VK_ID_HOSTS or parse_origin(url) == parse_origin(vk_id)


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


@dataclass(frozen=True)
class ForgedRequest:
    """A request that no journal's page and no answer of VK ID makes so; `altered` says what a check changed in it."""

    line: str
    altered: BilingualText


@dataclass
class TrafficLog:
    """What one browser context requested and was shown, from the moment the log is made."""

    context: BrowserContext
    journal: tuple[str, ...]
    """The journal's origins."""
    vk_id: str
    services: frozenset[str] = frozenset()
    """The origins of VK ID, the messenger and Sferum: all others answer for the journal."""
    urls: list[str] = field(default_factory=list)
    """Every address that was requested, and those that scripts put into the address bar without a request."""
    referers: list[tuple[str, str]] = field(default_factory=list)
    """The address of a request to another site than the journal, and the Referer it carried."""
    authorizations: list[AuthorizationRequest] = field(default_factory=list)
    returns: list[str] = field(default_factory=list)
    """The addresses by which VK ID sent the browser back, as they were before a check changed anything."""
    forged: list[ForgedRequest] = field(default_factory=list)
    """What a check had sent in the journal page's place."""
    token_requests: list[str] = field(default_factory=list)
    """Addresses at which the browser itself asked for tokens."""
    pages: list[str] = field(default_factory=list)
    """Each text that the browser had of the journal: pages, answers to scripts, streams, messages, the console."""
    stored: list[str] = field(default_factory=list)
    """What scripts can read in the browser, or could for a moment: cookies, storages, names and states of windows."""
    http_only: list[str] = field(default_factory=list)
    """Cookies that no script can read."""
    has_texts: bool = True
    """Whether answers and headers are read, too: half the work of a session, for the few checks that look at them."""

    def __post_init__(self) -> None:
        self.context.on("page", self._watch_address_bar)
        self.context.on("request", self._add_request)
        if self.has_texts:
            self.context.on("response", self._add_answer)
            self.context.on("console", self._add_console)

    def is_vk_id(self, url: str) -> bool:
        """Returns whether a journal sends the browser to VK ID by this address."""
        return is_at_vk_id(url, self.vk_id) and urlsplit(url).path in ("/authorize", "/auth")

    def snapshot(self, page: Page) -> None:
        """Adds what the page shows and the browser stores at this moment."""
        for frame in page.frames:
            try:
                if parse_origin(frame.url) in self.journal:
                    self._add_page(frame.content())
                    self.stored.append(str(frame.evaluate(_STORED)))
            except Error:  # the page is going away
                continue
        for cookie in list_cookies(self.context, self.journal):
            (self.http_only if cookie.get("httpOnly") else self.stored).append(f"{cookie['name']}={cookie['value']}")

    def add_report(self, kind: str, text: str, url: str) -> None:
        """Adds what a page of the journal reports of itself: see `validation.page_watch`."""
        if kind == "stored":
            self.stored.append(text)
        elif kind == "page" or self._is_of_journal(url):
            self._add_page(text)

    def _add_page(self, text: str) -> None:
        """Adds a text of the journal; a redirect is none, also where a bridge makes a page of it."""
        if not is_redirect_page(text):
            self.pages.append(text)

    def _is_of_journal(self, url: str) -> bool:
        """Returns whether the address is the journal's, or its API's: at least none of VK's."""
        return urlsplit(url).hostname not in VK_ID_HOSTS and parse_origin(url) not in {self.vk_id, *self.services}

    def _watch_address_bar(self, page: Page) -> None:
        page.on("framenavigated", lambda frame: self._add_address(frame.url))
        page.on("websocket", lambda socket: self.urls.append(socket.url))

    def _add_address(self, url: str) -> None:
        if parse_origin(url) in self.journal and url not in self.urls:
            self.urls.append(url)

    def _add_request(self, request: Request) -> None:
        url = request.url
        self.urls.append(url)
        if request.is_navigation_request() and self.is_vk_id(url):
            self.authorizations.append(AuthorizationRequest(url))
        if request.method == "POST" and urlsplit(url).path in _TOKEN_PATHS:
            self.token_requests.append(url)
        if self.has_texts:
            self._add_referer(request)

    def _add_answer(self, response: Response) -> None:
        if not self._is_of_journal(response.url):
            return
        try:
            self._add_cookies(response.header_values("set-cookie"))
            if _is_read(response):
                self._add_page(response.text())
        except Error:  # the window closed before it was read; the page itself reports what it had
            return

    def _add_cookies(self, cookies: list[str]) -> None:
        for cookie in cookies:
            pair, _, attributes = cookie.partition(";")
            is_http_only = "httponly" in [name.strip().lower() for name in attributes.split(";")]
            (self.http_only if is_http_only else self.stored).append(pair)

    def _add_console(self, message: ConsoleMessage) -> None:
        if self._is_of_journal(message.location.get("url", "")):
            self.pages.append(message.text)

    def _add_referer(self, request: Request) -> None:
        if parse_origin(request.url) in self.journal:
            return
        try:
            referer = request.all_headers().get("referer")  # `headers` are those before the page's policy is applied
        except Error:  # the window closed before it was sent
            return
        if referer:
            self.referers.append((request.url, referer))


def _is_read(response: Response) -> bool:
    """Returns whether the answer is a text that may hold what the journal knows: no style sheet, and no stream."""
    if 300 <= response.status < 400 or response.request.resource_type in ("stylesheet", "image", "font", "media"):
        return False
    content_type = response.headers.get("content-type", "")
    return not content_type.startswith("text/event-stream") and any(kind in content_type for kind in _TEXTS)
