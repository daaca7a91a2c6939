"""What a journal's page requests when a teacher acts, repeated by a page of another site in another teacher's browser.

The other teacher's page knows no token of the first teacher's session: what comes of it anybody on the web can do.
"""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, unquote

import httpx
from playwright.sync_api import Cookie, Error, Request, TimeoutError

from automation.stand import open_stand_client
from validation.catalogue import BilingualText
from validation.cookies import add_cookies
from validation.errors import NotTestableError
from validation.foreign_site import ForeignSite
from validation.subjects import require_subjects
from validation.teacher_session import TeacherSession
from validation.traffic import ForgedRequest
from validation.vendor import Vendor

_ACTING_TYPES = ("document", "xhr", "fetch")
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
_TEXT_TYPE = "text/plain"
_SENT_FROM_ABROAD = BilingualText("отправлен страницей другого сайта", "sent by another site's page")
_SAFE_METHODS = ("GET", "HEAD")
_OWN_HEADERS = {"host", "cookie", "content-length", "accept-encoding", "origin", "referer"}
_FIRST_REFUSAL = 400
_TOKEN_NAME = re.compile(r"csrf|xsrf|token|nonce|verif|authenticity", re.IGNORECASE)
"""What the field is called by which a page shows that it is the journal's own."""
_TOKEN_VALUE = re.compile(r"[\w.~+/=:-]{16,}")
"""What such a token looks like, whatever its field is called."""
_ARRIVAL_TIMEOUT_MS = 1500
_ANSWER_TIMEOUT_S = 15

_SEND_FORM = """([action, enctype, fields]) => {
  const form = Object.assign(document.createElement("form"), { method: "POST", action, enctype });
  for (const [name, value] of fields) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
}"""
_SEND_SILENTLY = """([url, type, body]) => {
  new Image().src = url;
  const headers = { "Content-Type": type };
  return fetch(url, { method: "POST", mode: "no-cors", credentials: "include", body, headers })
    .then(() => null, () => null);
}"""
_SEND_BY_CORS = """([url, method, headers, body]) =>
  fetch(url, { method, mode: "cors", credentials: "include", headers, body }).then(() => null, () => null)
"""
_OPEN = "(url) => { location.href = url; }"


@dataclass(frozen=True)
class ActingRequest:
    """A request of the journal's page to the journal."""

    method: str
    url: str
    body: str
    content_type: str
    headers: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """As the page sent them; another site's page cannot set them."""

    def replace_texts(self, texts: dict[str, str]) -> "ActingRequest":
        """Returns the request with these texts in the place of others."""
        url, body = self.url, self.body
        for old, new in texts.items():
            url, body = url.replace(old, new), body.replace(old, new)
        return replace(self, url=url, body=body)

    def format_line(self) -> str:
        """Returns the request as a report shows it."""
        return f"{self.method} {self.url}{f' {self.body}' if self.body else ''}"

    def select_headers(self) -> dict[str, str]:
        """Returns what its script said besides the browser's own headers, but for who the teacher is."""
        return {
            name: value
            for name, value in self.headers
            if name.lower() == "content-type" or (name.lower().startswith("x-") and "auth" not in name.lower())
        }

    def list_forms(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Returns the forms by which a page of another site can send the body: the type, and the fields.

        A journal may compare a token only where one is sent: it is left out of some of them, and empty in others.
        """
        fields = self._read_fields()
        if fields is None:
            return [(_FORM_TYPES[0], []), (_TEXT_TYPE, [(self.body, "")])]
        return [form for sent in (fields, *_list_without_tokens(fields)) for form in self._list_forms_of(sent)]

    @property
    def _is_form(self) -> bool:
        return self.content_type.startswith(_FORM_TYPES[0])

    def _read_fields(self) -> list[tuple[str, object]] | None:
        if self._is_form:
            return [*parse_qsl(self.body, keep_blank_values=True)]
        with suppress(ValueError):
            values = json.loads(self.body)
            if isinstance(values, dict):
                return [*values.items()]
        return None

    def _list_forms_of(self, fields: list[tuple[str, object]]) -> list[tuple[str, list[tuple[str, str]]]]:
        form = _FORM_TYPES[0], [(name, str(value)) for name, value in fields]
        if self._is_form:
            return [form]
        # A server that takes any text for JSON takes this one: the sign between name and value is in a string.
        head, _, tail = json.dumps({**dict(fields), "": "="}).rpartition("=")
        return [form, (_TEXT_TYPE, [(head, tail)])]


def require_no_bridge(vendor: Vendor) -> None:
    """Raises NotTestableError where the journal is behind the bridge: its requests cannot be repeated beside it."""
    if vendor.file.resolve_address(vendor.journal) != vendor.journal:
        raise NotTestableError("журнал за мостом: [bridge]", "the journal is behind the bridge")


def _list_without_tokens(fields: list[tuple[str, object]]) -> list[list[tuple[str, object]]]:
    """Returns the fields without their tokens, and with empty ones; nothing where there are no tokens."""
    tokens = {name for name, _ in fields if _TOKEN_NAME.search(name)}
    tokens = tokens or {name for name, value in fields if _TOKEN_VALUE.fullmatch(str(value))}
    if not tokens:
        return []
    left = [(name, value) for name, value in fields if name not in tokens]
    return [left, [(name, "" if name in tokens else value) for name, value in fields]]


def record_requests(session: TeacherSession, act: Callable[[], object]) -> list[ActingRequest]:
    """Does the act; returns what the journal's pages requested of it, of all its origins, each once.

    Raises NotTestableError where they requested nothing.
    """
    seen: dict[ActingRequest, None] = {}

    def remember(request: Request) -> None:
        if request.resource_type in _ACTING_TYPES and session.vendor.is_journal(request.url):
            content_type = request.headers.get("content-type", "")
            headers = tuple(request.headers.items())
            seen[ActingRequest(request.method, request.url, read_body(request), content_type, headers)] = None

    session.context.on("request", remember)
    act()
    session.context.remove_listener("request", remember)
    return require_subjects(seen, "запросы страницы к журналу", "requests of the page to the journal")


def repeat_from_abroad(session: TeacherSession, recorded: list[ActingRequest], recorder: TeacherSession) -> None:
    """Repeats the requests by pages of another site: as a link, as a picture, as a form and by a script."""
    foreign = ForeignSite(session.context, session.vendor.journal)
    pairs = zip(_list_names(recorder), _list_names(session), strict=True)
    names = {old: new for old, new in pairs if old and new}
    cookies = session.context.cookies()
    for request in (request.replace_texts(names) for request in recorded):
        _repeat(session, foreign, request)
    _come_back(session, cookies)


def _come_back(session: TeacherSession, cookies: list[Cookie]) -> None:
    """Opens the card, with the teacher's cookies if need be.

    Some servers give whoever comes without a cookie a new one, in the place of that which another site does not send.
    """
    try:
        session.open_card()
    except (AssertionError, Error):
        add_cookies(session.context, cookies)
        session.open_card()


def fetch_texts(session: TeacherSession, request: ActingRequest, headers: dict[str, str], origin: str) -> str | None:
    """Makes the request of the same browser again, with other headers, as from a page of the origin.

    Returns the addresses and texts of the answer, or None where it is refused.
    """
    answer = fetch_answer(session, request, headers, origin)
    if answer is None:
        return None
    text = f"{answer.headers.get('location', '')}\n{answer.text}"
    return unquote(unquote(text.replace("\\/", "/")))


def fetch_answer(
    session: TeacherSession, request: ActingRequest, headers: dict[str, str], origin: str
) -> httpx.Response | None:
    """Makes the request of the same browser again, with other headers, as from a page of the origin.

    Returns None where it is refused, or nobody answers.
    """
    if headers:
        changed = "; ".join(f"{name}: {value}" for name, value in headers.items())
        altered = BilingualText(f"заголовки заменены: {changed}", f"headers are replaced: {changed}")
        session.traffic.forged.append(ForgedRequest(request.format_line(), altered))
    kept = {name: value for name, value in request.headers if name.lower() not in _OWN_HEADERS}
    cookies = [f"{cookie.get('name')}={cookie.get('value')}" for cookie in session.context.cookies(request.url)]
    sent = {**kept, "origin": origin, "referer": f"{origin}/", "cookie": "; ".join(cookies), **headers}
    try:
        # Playwright's own requests know neither the stand's names nor its certificates.
        with open_stand_client(session.vendor.file, request.url, timeout_s=_ANSWER_TIMEOUT_S) as http:
            answer = http.request(request.method, request.url, headers=sent, content=request.body or None)
    except httpx.HTTPError:  # nobody there by this name
        return None
    return answer if answer.status_code < _FIRST_REFUSAL else None


def _repeat(session: TeacherSession, foreign: ForeignSite, request: ActingRequest) -> None:
    session.traffic.forged.append(ForgedRequest(request.format_line(), _SENT_FROM_ABROAD))
    content_type = request.content_type if request.content_type.startswith(_FORM_TYPES) else _TEXT_TYPE
    page = foreign.open_page()
    page.evaluate(_SEND_SILENTLY, [request.url, content_type, request.body])
    body = None if request.method in _SAFE_METHODS else request.body
    page.evaluate(_SEND_BY_CORS, [request.url, request.method, request.select_headers(), body])
    for script, argument in (
        (_OPEN, request.url),
        *((_SEND_FORM, [request.url, *form]) for form in request.list_forms()),
    ):
        page = foreign.open_page()
        with suppress(TimeoutError), page.expect_event("load", timeout=_ARRIVAL_TIMEOUT_MS):
            page.evaluate(script, argument)
    session.settle()


def _list_names(session: TeacherSession) -> tuple[str, str]:
    return session.teacher.login, session.teacher.person_id or ""


def read_body(request: Request) -> str:
    """Returns what the request carries, where it is a text."""
    try:
        return request.post_data or ""
    except (Error, UnicodeDecodeError):  # a file, or the window has closed
        return ""
