"""What `target check` notices of a journal's pages by the way: throttling, pages that never load, that reload."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Error, Frame, Page, Request, Response, TimeoutError

_TOO_MANY = re.compile(
    r"слишком (?:много|часто)|превышен\w* (?:лимит|число)|попробуйте (?:позже|через)|too many|rate limit", re.IGNORECASE
)
BASIC_NEEDED = "перед журналом HTTP Basic: напишите [stand] basic_user и basic_password_variable"
CERTIFICATE_NEEDED = (
    "браузер не верит сертификату стенда: положите его (или его центра) рядом с файлом и напишите "
    '[stand] certificate = "stand.pem"'
)
_LOAD_TIMEOUT_MS = 4_000
_RELOAD_TIMEOUT_MS = 3_000


class PageLoadWatch:
    """Watches a page from before it is opened."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._pending: dict[Request, str] = {}
        self._throttled: str | None = None
        self._refused: str | None = None
        page.on("request", self._add_request)
        page.on("requestfinished", self._remove_request)
        page.on("requestfailed", self._judge_failure)
        page.on("response", self._judge_response)

    def explain_refusal(self) -> str:
        """Returns why the journal let nobody in, where that is not about labels."""
        if self._throttled is not None or self._says_too_many():
            retry = f", ответ просит подождать {self._throttled} с" if self._throttled else ""
            return (
                f"журнал ограничивает число входов (429 или «слишком много попыток»{retry}): "
                "подождите и напишите limits.sign_ins_per_minute = …, или снимите ограничение на стенде"
            )
        return self._refused or ""

    def find_endless_requests(self) -> list[str]:
        """Returns the hosts whose answers keep the page from loading to its end; none where it does."""
        try:
            self._page.wait_for_load_state(timeout=_LOAD_TIMEOUT_MS)
        except TimeoutError:
            return sorted({urlsplit(url).netloc for url in self._pending.values()}) or ["сама страница"]
        return []

    def reloads_itself(self) -> bool:
        """Returns whether the page goes to its own address again while nobody does anything."""
        address = self._page.url

        def is_reload(frame: Frame) -> bool:
            return frame is self._page.main_frame and frame.url == address

        try:
            self._page.wait_for_event("framenavigated", is_reload, timeout=_RELOAD_TIMEOUT_MS)
        except TimeoutError:
            return False
        return True

    def _says_too_many(self) -> bool:
        try:
            return self._page.get_by_text(_TOO_MANY).filter(visible=True).count() > 0
        except Error:  # the page is going somewhere
            return False

    def _add_request(self, request: Request) -> None:
        if request.resource_type not in ("eventsource", "websocket", "fetch", "xhr"):
            self._pending[request] = request.url

    def _remove_request(self, request: Request) -> None:
        self._pending.pop(request, None)

    def _judge_failure(self, request: Request) -> None:
        self._remove_request(request)
        if "ERR_CERT" in (request.failure or ""):
            self._refused = CERTIFICATE_NEEDED

    def _judge_response(self, response: Response) -> None:
        if response.status == 429:
            self._throttled = response.headers.get("retry-after", "")
        elif response.status in (401, 407) and "basic" in response.headers.get("www-authenticate", "").lower():
            self._refused = BASIC_NEEDED
