"""What goes over the wire: the requests a browser makes, and what the journal's back end asks of the sandbox."""

import base64
import binascii
import re
import string
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from playwright.sync_api import BrowserContext, Error, Page, Request, Response

from mock_server.recording.redaction import hashed
from validation.errors import LinkFailedError, link_failed_because

VK_ID_HOSTS = ("id.vk.ru", "id.vk.com")
_TOKEN_LIKE = re.compile(r"[\w.~-]{20,}")
_KINDS = (string.digits, "abcdef", "ghijklmnopqrstuvwxyz", "ABCDEF", "GHIJKLMNOPQRSTUVWXYZ")
_NEXT_OF_KIND = str.maketrans("".join(_KINDS), "".join(kind[1:] + kind[0] for kind in _KINDS))
_STORED = "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def query_of(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def near_miss(value: str) -> str:
    """Another value of the same first half, length and kinds of characters: whoever compares carelessly takes it."""
    half = len(value) // 2
    return value[:half] + value[half:].translate(_NEXT_OF_KIND)


@dataclass(frozen=True)
class Authorization:
    """What the journal asked of VK ID by sending the browser there: `/authorize`, or `/auth` for a silent token."""

    url: str

    @property
    def asked(self) -> dict[str, str]:
        """The parameters."""
        return query_of(self.url)

    @property
    def state(self) -> str:
        """`state`, which the silent-token flow calls `redirect_state`."""
        return self.asked.get("state") or self.asked.get("redirect_state", "")


@dataclass
class TrafficLog:
    """What one browser context asked for and was shown, from the moment it is watched."""

    context: BrowserContext
    journal: str
    vk_id: str
    urls: list[str] = field(default_factory=list)
    referers: list[tuple[str, str]] = field(default_factory=list)
    """The address of a request to another site than the journal, and the Referer it carried."""
    authorizations: list[Authorization] = field(default_factory=list)
    token_requests: list[str] = field(default_factory=list)
    """Addresses at which the browser itself asked for tokens."""
    pages: list[str] = field(default_factory=list)
    """The text of each page of the journal's that was loaded."""
    stored: list[str] = field(default_factory=list)
    """What `look` found in cookies and storages."""

    def __post_init__(self) -> None:
        self.context.on("request", self._asked)
        self.context.on("response", self._answered)
        self.context.on("requestfinished", self._note_referer)
        self.context.on("requestfailed", self._note_referer)  # it has told its Referer all the same

    def is_vk_id(self, url: str) -> bool:
        """Whether a journal sends the browser to VK ID by this address."""
        parts = urlsplit(url)
        there = parts.hostname in VK_ID_HOSTS or origin_of(url) == self.vk_id
        return there and parts.path in ("/authorize", "/auth")

    def look(self, page: Page) -> None:
        """Remember what the page shows, and what the browser stores, at this moment."""
        for each in page.frames:
            try:
                if origin_of(each.url) == self.journal:
                    self.pages.append(each.content())
                    self.stored.append(str(each.evaluate(_STORED)))
            except Error:  # the page is going away
                continue
        cookies = self.context.cookies(self.journal)
        self.stored += [f"{cookie['name']}={cookie['value']}" for cookie in cookies]

    def _asked(self, request: Request) -> None:
        url = request.url
        self.urls.append(url)
        if request.is_navigation_request() and self.is_vk_id(url):
            self.authorizations.append(Authorization(url))
        path = urlsplit(url).path
        if request.method == "POST" and path in ("/oauth2/auth", "/method/auth.exchangeSilentAuthToken"):
            self.token_requests.append(url)

    def _answered(self, response: Response) -> None:
        kind = response.headers.get("content-type", "")
        if origin_of(response.url) != self.journal or "html" not in kind or 300 <= response.status < 400:
            return
        try:
            self.pages.append(response.text())
        except Error:  # the window closed before it was read
            return

    def _note_referer(self, request: Request) -> None:
        if origin_of(request.url) == self.journal:
            return
        try:
            referer = request.all_headers().get("referer")  # `headers` are those before the page's policy is applied
        except Error:  # the window closed before it was told
            return
        if referer:
            self.referers.append((request.url, referer))


@dataclass(frozen=True)
class Secrets:
    """What must not be seen in a browser: values that are known, and hashes of those that the sandbox gave out."""

    values: frozenset[str]
    hashes: frozenset[str]

    @classmethod
    def of(cls, records: Iterable[dict[str, Any]], client: Iterable[str]) -> "Secrets":
        """The tokens of these requests, the verifiers of their codes, and the client's own secrets."""
        given = ("access_token", "refresh_token", "id_token")
        hashes = {each["answer"][name] for each in records for name in given if each["answer"].get(name)}
        hashes |= {each["form"]["code_verifier"] for each in records if each["form"].get("code_verifier")}
        return cls(frozenset(client), frozenset(hashes))

    def in_text(self, text: str) -> bool:
        """Whether a secret is in the text, as it is, escaped for an address, or in base64."""
        return any(self._in_plain(layer) for layer in _layers(text))

    def _in_plain(self, text: str) -> bool:
        if any(value in text for value in self.values):
            return True
        return any(hashed(each) in self.hashes for found in _TOKEN_LIKE.findall(text) for each in _readings(found))


def token_calls(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Requests in which the journal showed a code or a silent token."""
    wanted = ("token", "exchange_silent_token")
    return [
        each
        for each in records
        if each["operation"] in wanted and each["form"].get("grant_type") != "refresh_token" and not struck(each)
    ]


def attach_calls(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Requests in which the journal had a profile attached."""
    return [each for each in records if each["site"] == "sferum" and each["operation"] == "attach"]


def struck(record: dict[str, Any]) -> bool:
    """Whether a fault struck the request."""
    return any(note.startswith("fault") for note in record["notes"])


def why_not_linked(records: list[dict[str, Any]]) -> LinkFailedError | None:
    """What VK ID or Sferum refused to the journal, and which check tells of it."""
    calls = token_calls(records)
    codes = [each["form"].get("code") or each["form"].get("token") for each in calls]
    for each in calls:
        if "error" in each["answer"] or "error_code" in each["answer"]:
            said = each["answer"].get("error_description") or each["answer"].get("error_msg", "")
            check = _REFUSALS_BY_NAME.get(each["answer"].get("error", "")) or _check_told_of(said)
            if check is None and len(set(codes)) < len(codes):
                check = "P-11"
            if check:
                return link_failed_because(
                    check, f"VK ID отказал журналу: {said}", f"VK ID refused the journal: {said}"
                )
    for each in attach_calls(records):
        error = each["answer"].get("error", "")
        if each["status"] >= 400 and not struck(each) and error in _REFUSALS_OF_SFERUM:
            said = each["answer"].get("error_description", error)
            return link_failed_because(
                _REFUSALS_OF_SFERUM[error], f"Сферум отказал журналу: {said}", f"Sferum refused the journal: {said}"
            )
    return None


def exchange(records: Iterable[dict[str, Any]]) -> list[str]:
    """The requests, a line each, as a report shows them: without what VK ID tells of a person."""
    return [
        f"{each['site']} {each['method']} {each['path']}"
        f"{_fields('?', each['query'])}{_fields(' ', each['form'])} → {each['status']}"
        f"{_fields(' ', {**each['answer'], **_PERSON} if 'user' in each['answer'] else each['answer'])}"
        f"{''.join(f' [{note}]' for note in each['notes'])}"
        for each in records
    ]


_PERSON = {"user": "…"}


_REFUSALS_BY_NAME = {"invalid_client": "P-16"}
_TOLD = (("redirect_uri", "P-10"), ("device_id", "P-15"), ("uuid", "P-15"), ("verifier", "P-14"), ("challenge", "P-8"))
_REFUSALS_OF_SFERUM = {
    "unknown_organization": "P-22",
    "unknown_role": "P-24",
    "unknown_class": "P-24",
    "not_found": "P-22",
}


def _check_told_of(description: str) -> str | None:
    return next((check for word, check in _TOLD if word in description), None)


def refused_by_authorize(response: Response, callback: str) -> LinkFailedError | None:
    """What VK ID had against the journal's authorization request, and which check tells of it."""
    if response.status == 400:
        said = " ".join(re.sub(r"<[^>]+>", " ", response.text()).split())
        check = _check_told_of(said) or "A-3"
        return link_failed_because(
            check, f"VK ID не принял запрос журнала: {said}", f"VK ID did not accept the request: {said}"
        )
    back = response.headers.get("location", "")
    if back.startswith(callback) and "error" in query_of(back):
        said = query_of(back).get("error_description", query_of(back)["error"])
        check = "P-2" if "state" in said else _check_told_of(said) or "A-3"
        return link_failed_because(check, f"VK ID вернул журналу ошибку: {said}", f"VK ID sent an error back: {said}")
    return None


def _fields(sign: str, values: dict[str, str]) -> str:
    return f"{sign}{'&'.join(f'{name}={value}' for name, value in values.items())}" if values else ""


def _readings(found: str) -> Iterator[str]:
    """A token may stand at the end of a sentence, or after a name and a dot."""
    yield found
    yield found.strip(".~-")


def _layers(text: str) -> Iterator[str]:
    yield text
    if "%" in text:
        yield unquote(text)
    for piece in re.findall(r"[\w+/-]{24,}={0,2}", text):
        try:
            raw = base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4))
        except (binascii.Error, ValueError):
            continue
        for decode in (bytes, zlib.decompress):
            try:
                yield decode(raw).decode()
            except (zlib.error, UnicodeDecodeError):
                continue
