"""What becomes of a return address, which has the code in it: who keeps it, who sees it, where it stays."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote_plus, urlsplit

from playwright.sync_api import Error, Request, Response

from automation.addresses import parse_query
from validation.foreign_requests import read_body
from validation.leaks import decode_layers
from validation.teacher_session import TeacherSession
from validation.traffic import is_at_vk_id
from validation.vendor import Vendor

_CODE_PARAMS = ("code", "payload")
_MIN_CODE_LENGTH = 8


@dataclass
class ReturnWatch:
    """What a session's browser does at the return address, from the moment the watch is made."""

    session: TeacherSession
    urls: list[str] = field(default_factory=list)
    """The addresses by which VK ID sent the browser back."""
    cached: list[str] = field(default_factory=list)
    """Cache-Control of each page at the return address that a cache may keep."""
    strangers: list[str] = field(default_factory=list)
    """The hosts of other sites that a page at the return address asked for something, or that were sent the code."""

    def __post_init__(self) -> None:
        self.session.context.on("request", self._add_request)
        self.session.context.on("response", self._add_response)

    @property
    def codes(self) -> set[str]:
        """The codes that the return addresses have in them."""
        values = {parse_query(url).get(name, "") for url in self.urls for name in _CODE_PARAMS}
        return {value for value in values if len(value) >= _MIN_CODE_LENGTH}

    def is_in_address_bar(self) -> bool:
        """Returns whether a window of the browser still has the code in its address."""
        pages = [page.url for page in self.session.context.pages if not page.is_closed()]
        return any(self.codes & set(parse_query(url).values()) for url in pages)

    def _add_request(self, request: Request) -> None:
        if request.is_navigation_request() and self.session.vendor.is_return(request.url):
            self.urls.append(request.url)
        elif is_strangers(self.session.vendor, request.url) and (
            self._has_code(request) or self._is_of_return_page(request)
        ):
            self.strangers.append(urlsplit(request.url).hostname or "")

    def _has_code(self, request: Request) -> bool:
        text = unquote_plus(unquote_plus(f"{request.url}\n{read_body(request)}"))
        return any(code in layer for layer in decode_layers(text) for code in self.codes)

    def _is_of_return_page(self, request: Request) -> bool:
        if request.is_navigation_request():
            return False  # the window goes on
        try:
            return self.session.vendor.is_return(request.frame.url)
        except Error:  # the window has closed
            return False

    def _add_response(self, response: Response) -> None:
        if not self.session.vendor.is_return(response.url) or 300 <= response.status < 400:
            return
        policy = response.headers.get("cache-control", "").lower()
        if may_be_kept(policy):
            self.cached.append(policy)


def may_be_kept(cache_control: str) -> bool:
    """Returns whether this Cache-Control asks a cache to keep the page and to show it again unasked."""
    directives = {part.strip() for part in cache_control.split(",")}
    if directives & {"no-store", "no-cache"}:
        return False
    return "immutable" in directives or bool(re.search(r"(?:^|[\s,])(?:s-)?max-?age=0*[1-9]", cache_control))


def is_strangers(vendor: Vendor, url: str) -> bool:
    """Returns whether a host has the address that is neither VK ID's, nor the journal's or a neighbour's of it."""
    host = urlsplit(url).hostname
    if host is None or is_at_vk_id(url, vendor.target.vk_id):
        return False
    return not vendor.is_journal(url) and not is_same_site(host, vendor.journal)


def is_same_site(host: str, journal: str) -> bool:
    """Returns whether the host is the journal's or a neighbour's of the same domain."""
    own = urlsplit(journal).hostname or ""
    return host == own or (not _is_ip(own) and host.split(".")[-2:] == own.split(".")[-2:])


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
