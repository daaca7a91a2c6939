"""A site of somebody else in a teacher's browser: what its pages can do to the journal, no network needed."""

import html

from playwright.sync_api import BrowserContext, Page, Request, Route

from automation.addresses import parse_host
from pages.windows import Window

_READY = "<!doctype html><title>Foreign page</title><p>Foreign page"


class ForeignSite:
    """A site whose name begins like the journal's and has VK's in it: a careless comparison takes it for either."""

    def __init__(self, context: BrowserContext, journal: str) -> None:
        self.host = f"{parse_host(journal)}.vk.ru.foreign.test"
        self.origin = f"http://{self.host}"
        self.requests: list[str] = []
        """The addresses of the site that a window or a frame of the browser was sent to."""
        self._context = context
        self._pages: dict[str, str] = {}
        context.route(self.has, self._answer)
        context.on("request", self._remember)

    def _remember(self, request: Request) -> None:
        if request.is_navigation_request() and self.has(request.url):
            self.requests.append(request.url)

    def has(self, url: str) -> bool:
        """Returns whether the address is one of the site's."""
        return url.startswith(f"{self.origin}/")

    def open_page(self, body: str = "") -> Page:
        """Returns a new page of the site with this body; the page knows no script of the journal's."""
        page = self._context.new_page()
        page.goto(self._add_page(body))
        return page

    def lead_to(self, window: Window, url: str) -> None:
        """Brings the window to the address by a page of this site, so that the browser treats it as from abroad.

        A page that closes its window, or goes on by itself, may do so.
        """
        window.goto(self._add_page(f'<a href="{html.escape(url)}">go</a>'))
        with self._context.expect_event("response", lambda response: response.url == url):
            window.evaluate("document.querySelector('a').click()")

    def _add_page(self, body: str) -> str:
        url = f"{self.origin}/{len(self._pages)}"
        self._pages[url] = f"{_READY}{body}"
        return url

    def _answer(self, route: Route) -> None:
        route.fulfill(body=self._pages.get(route.request.url, _READY), content_type="text/html; charset=utf-8")
